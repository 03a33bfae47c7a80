// `gatehouse token`: its subcommands, as the command line knows them.

import type { Command } from "commander";
import { span, withConfig } from "../command-options.ts";
import { processIo } from "../terminal/io.ts";
import type { CreateOptions } from "./create-token.ts";
import type { TokenOptions } from "./open-tokens.ts";

const DEFAULT_SECONDS = 90 * 86_400;

export function addTokenCommands(root: Command): void {
  const token = root
    .command("token")
    .description("Make, list and revoke the tokens by which callers are known over HTTP.");
  withMaking(token.command("create"), "one of its roles; its first if absent")
    .description("Make a token for an identity, and show it once.")
    .requiredOption("--as <identity>", "who calls with it, in policies/identities.yaml")
    .addHelpText(
      "after",
      "\nOnly its hash is kept: who loses it makes another one.\n\nExample:\n  $ gatehouse token create --as claude --expires 30d",
    )
    .action(async (options: CreateOptions) => {
      const { createTokenFor } = await import("./create-token.ts");
      process.exitCode = await createTokenFor(options, processIo);
    });
  addAccessCommand(root);
  withConfig(token.command("list"))
    .description("List the tokens that were not revoked: for whom they are, and until when.")
    .option("--json", "for scripts")
    .addHelpText("after", "\nExample:\n  $ gatehouse token list")
    .action(async (options: TokenOptions) => {
      const { listTokens } = await import("./list-tokens.ts");
      process.exitCode = await listTokens(options, processIo);
    });
  withConfig(token.command("revoke"))
    .description("Revoke a token, at once and in every server; calls under way are not answered any more.")
    .argument("<id>", "as gatehouse token list shows it, or its beginning")
    .option("--json", "for scripts")
    .addHelpText("after", "\nExample:\n  $ gatehouse token revoke 5b7cd2a1e6")
    .action(async (id: string, options: TokenOptions) => {
      const { revokeTokenOf } = await import("./revoke-token.ts");
      process.exitCode = await revokeTokenOf(id, options, processIo);
    });
  withConfig(token.command("explain"))
    .description(
      "Say whether a token that is read from standard input is taken, as whom, or by which rule it is refused.",
    )
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nThe token is never printed. Exits with 1 when it is refused.\n\nExample:\n  $ pbpaste | gatehouse token explain",
    )
    .action(async (options: TokenOptions) => {
      const { explainToken } = await import("./explain-token.ts");
      process.exitCode = await explainToken(options, { io: processIo, input: process.stdin });
    });
}

/** Options of whatever makes a token. */
function withMaking(command: Command, role: string): Command {
  return withConfig(command)
    .option("--role <role>", role)
    .option("--expires <span>", "how long it is accepted, such as 12h or 30d; 90d if absent", span, DEFAULT_SECONDS)
    .option("--json", "for scripts");
}

function addAccessCommand(root: Command): void {
  const access = root.command("access").description("Let people connect with PostgreSQL's own clients.");
  withMaking(access.command("grant"), "one of its roles; if absent its first, or the one that the client asks for")
    .description("Make a token that is an identity's password for psql, drivers and tools, and show it once.")
    .argument("<identity>", "who connects with it, in policies/identities.yaml")
    .addHelpText(
      "after",
      "\nWhat is kept checks it and lets nobody in. gatehouse token list shows it, and gatehouse token revoke ends it and its sessions.\n\nExample:\n  $ gatehouse access grant alice --expires 30d\n  $ PGPASSWORD=ght_… psql 'host=127.0.0.1 port=6432 dbname=shop user=alice sslmode=require'",
    )
    .action(async (identity: string, options: Omit<CreateOptions, "as">) => {
      const { grantAccess } = await import("./grant-access.ts");
      process.exitCode = await grantAccess({ ...options, as: identity }, processIo);
    });
}
