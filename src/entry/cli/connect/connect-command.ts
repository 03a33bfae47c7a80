// `gatehouse connect`: with a client, without one, and to print.

import type { Command } from "commander";
import { withConfig } from "../command-options.ts";
import { processIo } from "../terminal/io.ts";
import type { ConnectOptions } from "./connect.ts";

export function addConnectCommand(root: Command): void {
  withConfig(root.command("connect"))
    .description("Add this server to an MCP client's configuration, merged into what is there; list the clients found.")
    .argument(
      "[client]",
      "claude-code, claude-desktop, cursor, vscode, codex, gemini, …; without one, what is found here is listed",
    )
    .option("--name <name>", "the server's name in the client", "gatehouse")
    .option("--caller <identity>", "the identity that calls; as in gatehouse.yaml if absent")
    .option("--role <role>", "the role it takes; its first if absent")
    .option("--project", "into the file of the project that gatehouse.yaml lies in, not the user's")
    .option("--file <file>", "into this file, in the client's format")
    .option("--dry-run", "show what would be changed, and change nothing")
    .option("--undo", "take back what was written: to the byte, unless the file has been changed since")
    .option("--print", "print the block, and write nothing")
    .option("--replace", "also in place of a server of that name that somebody else put there")
    .option("--follow-links", "also where a link leads out of your home")
    .option("--json", "the list, for scripts")
    .addHelpText(
      "after",
      [
        "",
        "Comments, order and the file's mode stay, and a copy of it is kept. No secret is written: the entry names gatehouse.yaml, and the variables that it refers to by name.",
        "Exits with 0 when it is done or nothing is to do, 2 when it could not be done, 64 when it was not called as said here.",
        "",
        "Example:",
        "  $ gatehouse connect",
        "  $ gatehouse connect claude-code --dry-run",
        "  $ gatehouse connect cursor --project",
        "  $ gatehouse connect codex --undo",
      ].join("\n"),
    )
    .action(async (client: string | undefined, options: ConnectOptions & { json?: true }) => {
      const { runConnect } = await import("./run-connect.ts");
      process.exitCode = await runConnect(client, options, processIo);
    });
}
