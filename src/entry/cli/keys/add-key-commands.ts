// `gatehouse keys`: its subcommands, as the command line knows them.

import type { Command } from "commander";
import type { Io } from "../terminal/io.ts";
import type { EnrolOptions } from "./enrol-key.ts";

interface Wiring {
  readonly io: Io;
  readonly withConfig: (command: Command) => Command;
  readonly whole: (text: string) => number;
}

export function addKeyCommands(root: Command, { io, withConfig, whole }: Wiring): void {
  const keys = root
    .command("keys")
    .description("Enrol, list and revoke the SSH keys by which people decide on requests.");
  withConfig(keys.command("enrol"))
    .description("Write a person's SSH public key into policies/identities.yaml.")
    .option("--as <identity>", "whose key it is; who has your user name, or the only person, if absent")
    .option("--key <file>", "a .pub file, or its line; the only one in ~/.ssh if absent")
    .option("--assurance <level>", "2 for a key in software that lives on another machine than the agents", whole)
    .option("--verify-required", "of a hardware key: it has to ask for its PIN or a finger, too")
    .option("--json", "for scripts")
    .addHelpText("after", "\nExample:\n  $ gatehouse keys enrol --as alice --key ~/.ssh/id_ed25519_sk.pub")
    .action(async (options: EnrolOptions) => {
      const { enrolKey } = await import("./enrol-key.ts");
      process.exitCode = await enrolKey(options, io);
    });
  withConfig(keys.command("list"))
    .description("List who holds which keys.")
    .option("--json", "one key a line")
    .addHelpText("after", "\nExample:\n  $ gatehouse keys list")
    .action(async (options: { config: string; json?: true }) => {
      const { listKeys } = await import("./list-keys.ts");
      process.exitCode = await listKeys(options, io);
    });
  withConfig(keys.command("revoke"))
    .description("Take a key out of policies/identities.yaml.")
    .argument("<fingerprint>", "as gatehouse keys list shows it: SHA256:…")
    .option("--json", "for scripts")
    .addHelpText("after", "\nExample:\n  $ gatehouse keys revoke SHA256:uG9sXrvBHyZbcJbU3R69b+RIar5GJ2flWrNj0b5DzEM")
    .action(async (fingerprint: string, options: { config: string; json?: true }) => {
      const { revokeKey } = await import("./revoke-key.ts");
      process.exitCode = await revokeKey(fingerprint, options, io);
    });
}
