#!/usr/bin/env node
// The command line. Each command is loaded when it is called, so that `serve` answers its client at once.

import { Command, Option } from "commander";
import { isUncompiled, UNCOMPILED } from "../../adapters/sqlite-driver/compiled-part.ts";
import { Failure } from "../../core/model/failure.ts";
import { nearNames } from "../../core/policy/near-names.ts";
import { VERSION } from "../wiring/version.ts";
import { addApprovalCommands } from "./approvals/add-approval-commands.ts";
import { addBreakGlassCommands } from "./break-glass/break-glass-commands.ts";
import type { CheckOptions } from "./check/check.ts";
import { span, whole, withActor, withConfig } from "./command-options.ts";
import { addCompletionCommand } from "./completion/completion-command.ts";
import { addConnectCommand } from "./connect/connect-command.ts";
import type { DoctorOptions } from "./doctor/doctor.ts";
import type { InitOptions } from "./init/init.ts";
import { addKeyCommands } from "./keys/add-key-commands.ts";
import { addProofCommands } from "./ledger/proof-commands.ts";
import { addReadingCommands } from "./ledger/reading-commands.ts";
import type { ShowOptions } from "./ledger/show-entry.ts";
import { addLockCommands } from "./locks/lock-commands.ts";
import { addPolicyCommands } from "./policy/policy-command.ts";
import type { RevertOptions } from "./revert.ts";
import { addReviewCommands } from "./review/review-commands.ts";
import { addStateCommands } from "./state/state-commands.ts";
import { awaitSignal } from "./terminal/await-signal.ts";
import { isDeaf, processIo } from "./terminal/io.ts";
import { paint } from "./terminal/paint.ts";
import { addTokenCommands } from "./tokens/token-commands.ts";

const io = processIo;

/** What a command's exit code says. */
const EXIT = { done: 0, refused: 1, unusable: 2, usage: 64 } as const;

const OVER_HTTP =
  "Over a network callers are known by their tokens; leave --caller and --role out (gatehouse token create).";

function program(): Command {
  const root = new Command("gatehouse")
    .description("Gives AI agents a database that they can be trusted with.")
    .version(VERSION)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.done : EXIT.usage))
    .showHelpAfterError("(gatehouse --help shows what there is)")
    .configureOutput({
      writeOut: (text) => io.out(...text.trimEnd().split("\n")),
      writeErr: (text) => io.err(...text.trimEnd().split("\n")),
      outputError: (text, write) => write(text.replace(/^error: /, "usage: ")),
    })
    .addHelpText(
      "after",
      "\nStart with:\n  $ gatehouse demo\n  $ gatehouse init --sqlite ./app.db\n  $ gatehouse init --postgres '${DATABASE_URL}'",
    );

  withConfig(root.command("serve"))
    .description("Serve MCP over stdio, which is what an MCP client starts, or over HTTP for many callers.")
    .option("--http", "over HTTP, as transport.http in gatehouse.yaml says; each caller is known by a token")
    .option("--postgres", "for PostgreSQL's own clients, as transport.postgres says; beside --http, or alone")
    .option("--socket [path]", "the same at a Unix socket, for `gatehouse bridge`; alone, it opens no port")
    .option("--socket-group", "the server's group may connect to the socket, too (0660)")
    .option("--caller <identity>", "the identity that calls; as in gatehouse.yaml if absent")
    .option("--role <role>", "the role it takes; its first if absent")
    .addHelpText(
      "after",
      "\nExample:\n  $ claude mcp add gatehouse -- gatehouse serve --config ./gatehouse.yaml\n  $ gatehouse serve --http\n  $ gatehouse serve --postgres\n  $ gatehouse serve --socket /run/gatehouse/gatehouse.sock",
    )
    .action(
      async (options: {
        config: string;
        http?: true;
        postgres?: true;
        socket?: string | true;
        socketGroup?: true;
        caller?: string;
        role?: string;
      }) => {
        const signalled = awaitSignal(); // before the modules are loaded: a client may change its mind at once
        if (options.http === true || options.postgres === true || options.socket !== undefined) {
          if (options.caller !== undefined || options.role !== undefined) throw new Failure("usage", OVER_HTTP);
          const { serveNetwork } = await import("./serve-network.ts");
          process.exitCode = await serveNetwork(options, { io, signalled });
          process.exit();
        }
        const { serve } = await import("./serve.ts");
        process.exitCode = await serve(options, { io, signalled });
        process.exit();
      },
    );

  root
    .command("bridge")
    .description("Hand MCP on between a client that starts stdio servers and a server elsewhere. Opens no project.")
    .option("--socket <path>", "the server's Unix socket (gatehouse serve --socket)")
    .option("--url <url>", "the server's URL, such as https://db.example.com/mcp")
    .option("--token-file <file>", "a file, for you alone to read, with the token; GATEHOUSE_TOKEN if absent")
    .addHelpText(
      "after",
      "\nThe token is read from the file or the environment, and is kept nowhere. Another certificate authority is named by NODE_EXTRA_CA_CERTS.\nExits with 0 when the client goes or a signal comes; calls under way are answered.\n\nExample:\n  $ claude mcp add gatehouse -- gatehouse bridge --socket /run/gatehouse/gatehouse.sock --token-file ~/.gatehouse-token",
    )
    .action(async (options: { socket?: string; url?: string; tokenFile?: string }) => {
      const signalled = awaitSignal();
      const { bridge } = await import("../bridge/run-bridge.ts");
      process.exitCode = await bridge(options, { log: (line) => io.err(`gatehouse: ${line}`), signalled });
      process.exit();
    });

  withConfig(root.command("explain"))
    .description("Show the decision, the facts and the rewritten statement, as any caller. Runs nothing.")
    .argument("<sql>", "the statement")
    .requiredOption("--as <identity>", "the identity to explain it for")
    .option("--role <role>", "one of its roles; the first if absent")
    .option("--database <name>", "the database; not needed when there is only one")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nExample:\n  $ gatehouse explain 'SELECT email, count(*) FROM customers GROUP BY email' --as claude",
    )
    .action(
      async (sql: string, options: { config: string; as: string; role?: string; database?: string; json?: true }) => {
        const { explain } = await import("./explain.ts");
        process.exitCode = await explain(sql, options, io);
      },
    );

  withConfig(root.command("check"))
    .description("Check configuration and policies, hold them against the live schema, and run policies/*_test.yaml.")
    .option("--drift", "say alone what is new in the schema, or gone, since the policies were written")
    .option("--junit <file>", "also write the results as JUnit XML")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nExits with 0 when all is well, 1 when there are errors, a test failed or something has drifted, 2 when it could not be checked.\n\nExample:\n  $ gatehouse check --junit gatehouse.xml\n  $ gatehouse check --drift",
    )
    .action(async (options: CheckOptions) => {
      const { check } = await import("./check/check.ts");
      process.exitCode = await check(options, io);
    });

  withConfig(root.command("doctor"))
    .description(
      "Say which mode a setup is in and what that means, and what around the policies is wrong. Changes nothing.",
    )
    .option("--http <url>", "look at a server from outside, at the URL that clients use; opens no project")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nIt looks at the mode, versions, files, keys, the clock, the privileges of each database's role, the certificate, the socket and the server.\nExits with 0 when nothing is wrong, 1 when something is, 2 when something could not be looked at.\n\nExample:\n  $ gatehouse doctor\n  $ gatehouse doctor --http https://db.example.com/mcp",
    )
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import("./doctor/doctor.ts");
      process.exitCode = await doctor(options, io);
    });

  withConfig(root.command("provision"))
    .description("Print the SQL for a PostgreSQL role that can do what the policies need, and no more. Runs nothing.")
    .option("--database <name>", "the database; not needed when there is only one")
    .option("--role <name>", "the role's name", "gatehouse")
    .option("--state", "for the role by which several servers reach the state that they share")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nExamples:\n  $ gatehouse provision --role gatehouse > role.sql\n  $ gatehouse provision --state --role gatehouse_state | psql gatehouse_state",
    )
    .action(async (options: { config: string; database?: string; role: string; state?: true; json?: true }) => {
      const { provision } = await import("./provision.ts");
      process.exitCode = await provision(options, io);
    });

  root
    .command("init")
    .description("Write gatehouse.yaml and policies for a database, with classes proposed from its columns.")
    .option("--postgres <url>", "a postgres:// URL by reference to the environment, such as '${DATABASE_URL}'")
    .option("--sqlite <file>", "a SQLite file")
    .option("--name <name>", "the database's name for callers; main if absent")
    .option("--directory <folder>", "where to write", ".")
    .option("--approver <name>", "another person than you, who decides on what your agent asks for")
    .addOption(
      new Option(
        "--writes <how>",
        "whether your agent may propose changes of rows, each of which waits for the approver",
      ).choices(["none", "approval"]),
    )
    .option(
      "--sample",
      "look at up to 200 values of each column too; they are counted where they are read, and none is kept",
    )
    .option("--no-sample", "look at names and types alone")
    .option("--yes", "ask nothing: what is unsure stays masked, and what is new in a project is added to its policy")
    .addHelpText(
      "after",
      "\nAt a terminal it asks for what no option says, and writes all of its files at the end or none; no value of the database is in them.\nNothing is overwritten. Run again, it proposes the tables and columns that the policy does not list, and asks whether your agent may propose changes of new tables too.\n\nExample:\n  $ gatehouse init --postgres '${DATABASE_URL}' --name shop --sample\n  $ gatehouse init --sqlite ./app.db --approver ruth --writes approval --yes",
    )
    .action(async (options: InitOptions) => {
      const { init } = await import("./init/init.ts");
      process.exitCode = await init(options, io);
    });

  root
    .command("demo")
    .description(
      "Run a governed session on a small shop database, and show what the agent saw beside what the tables hold.",
    )
    .option("--directory <folder>", "where to make it; a temporary folder if absent")
    .addHelpText("after", "\nExample:\n  $ gatehouse demo")
    .action(async (options: { directory?: string }) => {
      const { demo } = await import("./demo/demo.ts");
      process.exitCode = await demo(options, io);
    });

  addConnectCommand(root);
  addPolicyCommands(root);
  addApprovalCommands(root, { io, withConfig, whole });
  withActor(root.command("revert"))
    .description("Take a write back: file its inverse as a request, from the rows as they were.")
    .argument("<id>", "the request's id, or its beginning or end")
    .requiredOption("--reason <text>", "why, for the people who decide")
    .option("--wait <span>", "how long to wait for them, such as 90s", span, 0)
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nA row is put back only while it still is what the write left; where one has moved on, nothing is changed.\nExits with 0 when it is done or waits for approval, 1 when it was refused, 2 when it could not be done.\n\nExample:\n  $ gatehouse revert 5b7cd2a1e604 --reason 'The wrong customers' --as alice",
    )
    .action(async (id: string, options: RevertOptions) => {
      const { revert } = await import("./revert.ts");
      process.exitCode = await revert(id, options, io);
    });

  addTokenCommands(root);
  addStateCommands(root);
  addLockCommands(root);
  addBreakGlassCommands(root);
  addReviewCommands(root);

  const ledger = root.command("ledger").description("Read and verify the ledger.");
  addReadingCommands(ledger);
  withActor(ledger.command("show"))
    .description("Show one entry in full.")
    .argument("<index>", "the entry's index", whole)
    .option(
      "--reveal",
      "also what is sealed aside: the statement and its parameters as they were sent; for roles with `ledger: audit`, and an entry says so",
    )
    .option("--answer <file>", "say whether this is what the call was answered: the text of a tool's result")
    .option("--json", "the canonical entry")
    .addHelpText("after", "\nExample:\n  $ gatehouse ledger show 17 --reveal --as carol")
    .action(async (index: number, options: ShowOptions) => {
      const { showEntry } = await import("./ledger/show-entry.ts");
      process.exitCode = await showEntry(index, options, io);
    });
  addProofCommands(ledger);
  addKeyCommands(root, { io, withConfig, whole });
  addCompletionCommand(root);
  return root;
}

process.on("uncaughtException", (error) => {
  sayError(error);
  process.exit(EXIT.unusable);
});

try {
  const root = program();
  const unknown = refuseUnknownCommand(root, process.argv.slice(2));
  if (unknown === null) await root.parseAsync();
  else {
    sayError(unknown);
    process.exitCode = EXIT.usage;
  }
} catch (error) {
  sayError(error);
  process.exitCode = EXIT.unusable;
}

/** Also before an option: help for a command that is not there would look as if it were. */
function refuseUnknownCommand(root: Command, words: readonly string[]): Failure | null {
  let command = root;
  for (const word of words) {
    if (word.startsWith("-") || word === "help" || command.commands.length === 0) return null;
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) {
      const near = nearNames(
        word,
        command.commands.map((each) => each.name()),
      );
      const hint =
        near.length > 0 ? ` did you mean ${near.join(" or ")}?` : ` ${command.name()} --help shows what there is.`;
      return new Failure("usage", `There is no command \`${word}\`;${hint}`);
    }
    command = next;
  }
  return null;
}

function sayError(error: unknown): void {
  if (isDeaf(error)) io.err("Whoever read the output stopped reading before its end.");
  else if (isUncompiled(error) && !(error instanceof Failure)) sayError(new Failure("ledger-unavailable", UNCOMPILED));
  else if (error instanceof Failure) io.err(`${paint(io, "red", `${error.code}:`)} ${error.message}`, ...error.more);
  else io.err(`${paint(io, "red", "internal error:")} ${error instanceof Error ? error.message : String(error)}`);
  if (process.env["GATEHOUSE_DEBUG"] === undefined || !(error instanceof Error)) return;
  io.err(...(error.stack ?? "").split("\n"), ...(error.cause instanceof Error ? [error.cause.message] : []));
}
