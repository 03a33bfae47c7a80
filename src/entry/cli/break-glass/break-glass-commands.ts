// `gatehouse break-glass`: its subcommands, as the command line knows them.

import { type Command, InvalidArgumentError } from "commander";
import { FINDINGS, type Finding } from "../../../core/review/break-glass.ts";
import { span, withActor, withConfig } from "../command-options.ts";
import { processIo } from "../terminal/io.ts";
import type { EndOptions } from "./end-break-glass.ts";
import type { ListBreakGlassOptions } from "./list-break-glass.ts";
import type { OpenOptions } from "./open-break-glass.ts";
import type { ReviewBreakGlassOptions } from "./review-break-glass.ts";

export function addBreakGlassCommands(root: Command): void {
  const group = root
    .command("break-glass")
    .description(
      "Open masked columns to a named caller for some minutes, without a second person: loudly, and reviewed.",
    );
  withActor(group.command("open"))
    .description("Open masked columns to a caller, with your SSH key, in a role with `break-glass`.")
    .requiredOption("--for <identity>", "who reads them")
    .option("--role-of <role>", "the role in which they read; their first if absent")
    .option("--database <name>", "the database; not needed when there is only one")
    .option("--column <name...>", "schema.table.column")
    .option("--table <name...>", "every masked column of schema.table")
    .option("--class <class...>", "every masked column of this class, such as email")
    .option("--lasting <span>", "how long, such as 20m; as long as the role may if absent", span)
    .requiredOption("--reason <text>", "why; kept in the ledger, and shown to who reviews it")
    .option("--key <file>", "the SSH key to sign with; one in ~/.ssh or in the agent if absent")
    .option("--print", "print the text to be signed on another machine, and open nothing yet")
    .option("--unsigned", "without a signature: where the policies are marked for development alone")
    .option("--yes", "do not ask; where there is no terminal, nothing is done without it")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nHidden columns stay hidden, row filters stay as they are, and what is opened is never stored by a write.\nExits with 0 when it is open, 1 when it was refused, 2 when it could not be done.\n\nExample:\n  $ gatehouse break-glass open --for claude --class email --lasting 20m --reason 'INC-7: whom did we write to' --as dana",
    )
    .action(async (options: OpenOptions) => {
      const { openBreakGlass } = await import("./open-break-glass.ts");
      process.exitCode = await openBreakGlass(options, processIo);
    });
  withConfig(group.command("list"))
    .description("List what is open, and what waits for its review.")
    .option("--all", "also what was reviewed")
    .option("--json", "one a line")
    .addHelpText("after", "\nExits with 1 when a review is overdue.\n\nExample:\n  $ gatehouse break-glass list")
    .action(async (options: ListBreakGlassOptions) => {
      const { listBreakGlass } = await import("./list-break-glass.ts");
      process.exitCode = await listBreakGlass(options, processIo);
    });
  withActor(group.command("end"))
    .description("End one at once: who opened it, or who could have, or who sets locks or grants access.")
    .argument("<id>", "the request's id, or its beginning or end")
    .requiredOption("--reason <text>", "why; kept in the ledger")
    .option("--json", "for scripts")
    .addHelpText("after", "\nExample:\n  $ gatehouse break-glass end 5b7cd2a1e604 --reason 'found it' --as dana")
    .action(async (id: string, options: EndOptions) => {
      const { endBreakGlass } = await import("./end-break-glass.ts");
      process.exitCode = await endBreakGlass(id, options, processIo);
    });
  withActor(group.command("review"))
    .description("Sign off afterwards what was opened, as an auditor who had no part in it.")
    .argument("<id>", "the request's id, or its beginning or end")
    .requiredOption("--finding <finding>", "justified or unjustified", readFinding)
    .option("--reason <text>", "what there is to say of it; kept in the ledger")
    .option("--key <file>", "the SSH key to sign with; one in ~/.ssh or in the agent if absent")
    .option("--print", "print the text to be signed on another machine, and sign nothing")
    .option("--signature <file>", "take a signature that was made elsewhere, over that text")
    .option("--unsigned", "without a signature: where the policies are marked for development alone")
    .option("--yes", "do not ask; where there is no terminal, nothing is done without it")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nExamples:\n  $ gatehouse break-glass review 5b7cd2a1e604 --finding justified --as carol\n  $ gatehouse break-glass review 5b7cd2a1e604 --finding justified --as carol --print > review.txt\n  $ ssh-keygen -Y sign -n review@gatehouse -f ~/.ssh/id_ed25519 review.txt\n  $ gatehouse break-glass review 5b7cd2a1e604 --finding justified --as carol --signature review.txt.sig",
    )
    .action(async (id: string, options: ReviewBreakGlassOptions) => {
      const { reviewBreakGlass } = await import("./review-break-glass.ts");
      process.exitCode = await reviewBreakGlass(id, options, processIo);
    });
}

function readFinding(text: string): Finding {
  const finding = FINDINGS.find((known) => known === text);
  if (finding !== undefined) return finding;
  throw new InvalidArgumentError(`Write ${FINDINGS.join(" or ")}.`);
}
