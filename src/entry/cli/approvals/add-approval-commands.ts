// `gatehouse approvals`: its subcommands, as the command line knows them.

import { type Command, InvalidArgumentError } from "commander";
import { withActor } from "../command-options.ts";
import type { Io } from "../terminal/io.ts";
import type { DecideOptions } from "./decide.ts";
import type { ListOptions } from "./list-approvals.ts";
import type { ReconcileOptions } from "./reconcile.ts";
import type { WatchOptions } from "./watch/watch.ts";

interface Wiring {
  readonly io: Io;
  readonly withConfig: (command: Command) => Command;
  readonly whole: (text: string) => number;
}

export function addApprovalCommands(root: Command, { io, withConfig, whole }: Wiring): void {
  const approvals = root
    .command("approvals")
    .description("Look at requests for approval and decide on them, with your SSH key.");
  withConfig(approvals.command("list"))
    .description("List requests that wait, newest first.")
    .option("--all", "also those that were decided, carried out, cancelled or have expired")
    .option("--state <state>", "in this state alone, such as denied")
    .option("--mine", "that you may decide on")
    .option("--for <identity>", "that this person may decide on")
    .option("--as <identity>", "who you are in the policies; the name of your account if absent")
    .option("--by <identity>", "asked for by this identity")
    .option("--database <name>")
    .option("--session <id>", "asked for in this MCP session")
    .option("--before <id>", "older than this one: the next page")
    .option("--limit <count>", "requests at most", whole, 50)
    .option("--json", "one request a line")
    .addHelpText("after", "\nExample:\n  $ gatehouse approvals list --mine")
    .action(async (options: ListOptions) => {
      const { listApprovals } = await import("./list-approvals.ts");
      process.exitCode = await listApprovals(options, io);
    });
  withConfig(approvals.command("show"))
    .description("Show one request: the statement, its exact effect, who asks and why, the risk, who has decided.")
    .argument("<id>", "the request's id, or its beginning or end")
    .option("--as <identity>", "mask the preview for this person's role; the one with your user name if absent")
    .option("--json", "for scripts")
    .addHelpText("after", "\nExample:\n  $ gatehouse approvals show 5b7cd2a1e604")
    .action(async (id: string, options: { config: string; as?: string; json?: true }) => {
      const { showApproval } = await import("./show-approval.ts");
      process.exitCode = await showApproval(id, options, io);
    });
  for (const verb of ["approve", "deny"] as const) {
    const command = withConfig(approvals.command(verb))
      .description(
        verb === "approve"
          ? "Approve a request: sign its digest with your SSH key."
          : "Deny a request, or revoke its approval before it is carried out.",
      )
      .argument("<id...>", "the requests' ids, or the beginning or end of each")
      .option("--as <identity>", "who decides, where the keys here are of several people")
      .option("--key <file>", "the SSH key to sign with; one in ~/.ssh or in the agent if absent")
      .option("--reason <text>", verb === "approve" ? "a line that is signed with it" : "why: who asked is told")
      .option("--print", "print the text to be signed on another machine, and decide nothing")
      .option("--signature <file>", "take a signature that was made elsewhere (text.sig beside text)")
      .option("--text <file>", "the text that was signed, where it does not lie beside the signature")
      .option("--unsigned", "without a signature: where the policies are marked for development alone")
      .option("--yes", "do not ask; where there is no terminal, nothing is done without it")
      .option("--json", "for scripts");
    if (verb === "approve") command.option("--run", "carry it out at once, when this makes the quorum");
    command
      .addHelpText(
        "after",
        `\nExits with 0 when it counts, 1 when it was refused, 2 when it could not be done.\n\nExample:\n  $ gatehouse approvals ${verb} 5b7cd2a1e604${verb === "deny" ? ' --reason "Not on a Friday"' : ""}`,
      )
      .action(async (given: readonly string[], options: DecideOptions) => {
        const { decide } = await import("./decide.ts");
        process.exitCode = await decide(verb, { given, options }, io);
      });
  }
  withConfig(approvals.command("watch"))
    .description("Walk through what waits with the keyboard: look, approve, deny.")
    .option("--as <identity>", "who decides, where the keys here are of several people")
    .option("--key <file>", "the SSH key to sign with; one in ~/.ssh or in the agent if absent")
    .option("--run", "carry out at once what you approve, when that makes the quorum")
    .addHelpText("after", "\nExample:\n  $ gatehouse approvals watch")
    .action(async (options: WatchOptions) => {
      const { watch } = await import("./watch/watch.ts");
      process.exitCode = await watch(options, io);
    });
  withActor(approvals.command("reconcile"))
    .description("Say what became of a write that the database cannot tell of; another person signs for it.")
    .argument("<id>", "the request's id, or its beginning or end")
    .requiredOption("--found <what>", "`happened` or `never`: what the data says", readFinding)
    .requiredOption("--reason <text>", "what was looked at")
    .option("--yes", "do not ask; where there is no terminal, nothing is done without it")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nExample:\n  $ gatehouse approvals reconcile 5b7cd2a1e604 --found happened --reason 'All 30 orders say returned.' --as ruth",
    )
    .action(async (id: string, options: ReconcileOptions) => {
      const { reconcile } = await import("./reconcile.ts");
      process.exitCode = await reconcile(id, options, io);
    });
  withConfig(approvals.command("cancel"))
    .description("Take a request back: who asked, or who answers for them.")
    .argument("<id>", "the request's id, or its beginning or end")
    .option("--as <identity>", "who takes it back; the one with your user name if absent")
    .option("--json", "for scripts")
    .addHelpText("after", "\nExample:\n  $ gatehouse approvals cancel 5b7cd2a1e604 --as alice")
    .action(async (id: string, options: { config: string; as?: string; json?: true }) => {
      const { cancel } = await import("./cancel.ts");
      process.exitCode = await cancel(id, options, io);
    });
}

function readFinding(text: string): ReconcileOptions["found"] {
  if (text === "happened" || text === "never") return text;
  throw new InvalidArgumentError("Write happened or never.");
}
