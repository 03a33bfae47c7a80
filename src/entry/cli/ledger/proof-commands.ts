// The commands that prove: verify, export, checkpoints and their keys, proofs of single entries, the witness. Each is loaded when it is called.

import type { Command } from "commander";
import { TIMES, time, whole, withActor, withConfig } from "../command-options.ts";
import { processIo as io } from "../terminal/io.ts";
import type { AcceptClockOptions } from "./accept-clock.ts";
import type { EraseOptions } from "./erase-details.ts";

interface Place {
  readonly config: string;
  readonly file?: string;
}

export function addProofCommands(ledger: Command): void {
  withConfig(ledger.command("verify"))
    .description("Recompute the whole ledger and name the first thing that is wrong.")
    .option(
      "--against <anchor...>",
      "heads that left the house: size:root of a tool result's receipt, or a file of checkpoints",
    )
    .option(
      "--key <key...>",
      "verifier keys of the log and of witnesses, or files that hold them; those of the project if absent",
    )
    .option("--from <anchor>", "an anchor that was verified before: entries up to it are not read anew")
    .option("--file <ledger>", "a ledger file elsewhere: a backup, or an export")
    .option("--proof <file>", "verify the proof of one entry, as gatehouse ledger prove wrote it, and nothing else")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nExits with 0 when it is whole against an anchor, after which nothing stands but entries of keeping the ledger itself (starts and ends of servers, checkpoints, verifications, exports, reports: they are named), 1 altered, 2 cut short or forked, 3 consistent only with itself, 4 unreadable or not to be verified, 5 whole up to the anchor and consistent only with itself after, 64 for a command line that cannot be used.\nFor jobs: verify against the checkpoints that leave the house.\n\nExamples:\n  $ gatehouse ledger verify --against 42:BJ03pKze9fNiPrpL8yN9a4VyEAUEg1VETjRrQuYU2gc=\n  $ gatehouse ledger verify --against /mnt/audit/checkpoints.jsonl\n  $ gatehouse ledger verify --proof entry-17.tlog-proof --key log.vkey",
    )
    .action(
      async (options: Place & { against?: string[]; key?: string[]; from?: string; proof?: string; json?: true }) => {
        const { verifyLedger } = await import("./verify-ledger.ts");
        process.exitCode = await verifyLedger(options, io);
      },
    );
  withConfig(ledger.command("checkpoint"))
    .description("Sign the ledger as it is, print the checkpoint, and leave it at the anchors of gatehouse.yaml.")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nA server does this by itself: ledger.checkpoints in gatehouse.yaml says how often.\nExits with 1 when an anchor could not be reached.\n\nExample:\n  $ gatehouse ledger checkpoint > /mnt/audit/today.checkpoint",
    )
    .action(async (options: Place & { json?: true }) => {
      const { checkpointLedger } = await import("./checkpoint-ledger.ts");
      process.exitCode = await checkpointLedger(options, io);
    });
  withConfig(ledger.command("key"))
    .description("Print the public keys that verify checkpoints, the one in use first.")
    .option("--json", "for scripts")
    .addHelpText("after", "\nExample:\n  $ gatehouse ledger key > log.vkey")
    .action(async (options: Place & { json?: true }) => {
      const { showKey } = await import("./checkpoint-key.ts");
      process.exitCode = await showKey(options, io);
    });
  withConfig(ledger.command("rotate-key"))
    .description("Sign checkpoints with a new key from now on; the old one vouches for it.")
    .addHelpText("after", "\nExample:\n  $ gatehouse ledger rotate-key")
    .action(async (options: Place) => {
      const { rotateKey } = await import("./checkpoint-key.ts");
      process.exitCode = await rotateKey(options, io);
    });
  withConfig(ledger.command("prove"))
    .description("Write a file that proves one entry to whoever has the log's public key.")
    .argument("<index>", "the entry's index", whole)
    .option("--out <file>", "the file; entry-<index>.tlog-proof if absent")
    .option("--file <ledger>", "a ledger file elsewhere, such as a backup")
    .addHelpText(
      "after",
      "\nThe file holds the entry. Verify it with gatehouse ledger verify --proof.\n\nExample:\n  $ gatehouse ledger prove 17",
    )
    .action(async (index: number, options: Place & { out?: string }) => {
      const { proveEntry } = await import("./prove-entry.ts");
      process.exitCode = await proveEntry(index, options, io);
    });
  ledger
    .command("witness")
    .description(
      "Serve a witness for other ledgers: it cosigns a checkpoint when it is shown that the ledger only grew.",
    )
    .requiredOption("--name <name>", "the witness's name, such as witness.example/w1")
    .requiredOption(
      "--key <key...>",
      "verifier keys of the logs, as gatehouse ledger key prints them, or files that hold them",
    )
    .requiredOption("--directory <folder>", "its key and the last checkpoint of each log")
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--port <number>", "the port to listen on; 0 for any that is free", whole, 8099)
    .addHelpText(
      "after",
      "\nRun it where the ledger's owner cannot write: on another machine, or as another user. Prints its verifier key.\n\nExample:\n  $ gatehouse ledger witness --name witness.example/w1 --key log.vkey --directory /var/lib/witness",
    )
    .action(async (options: { name: string; key: string[]; directory: string; host: string; port: number }) => {
      const { runWitness } = await import("./run-witness.ts");
      process.exitCode = await runWitness(options, io);
    });
  withActor(ledger.command("erase"))
    .description(
      "Ask for statements and parameters that are sealed aside to be erased. Entries and proofs stay as they are.",
    )
    .option("--until <time>", `of entries before it: ${TIMES}`, time)
    .option("--caller <identity>", "of this caller's entries")
    .option("--entry <index>", "of this entry", whole)
    .option(
      "--subject <value>",
      "that name this data subject, such as an e-mail address; - reads it from standard input",
    )
    .option("--reason <text>", "why, for who approves it and for the entry that records it")
    .option("--yes", "do not ask; where there is no terminal, it only says how many there are without it")
    .option("--approved <id>", "carry out the request with this id, which was approved")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nAll that are given have to hold. People whose roles have `approves: [erasures]` sign for it: gatehouse approvals approve ID --run.\nA data subject is compared with what is sealed in this process; the ledger gets a keyed digest of the value.\nCopies of the ledger made before still hold what is erased.\n\nExamples:\n  $ gatehouse ledger erase --caller claude --reason 'request of 2026-11-20' --as alice --yes\n  $ gatehouse ledger erase --subject - --reason 'request 4711' --as alice --yes < value.txt",
    )
    .action(async (options: EraseOptions) => {
      const { eraseDetails } = await import("./erase-details.ts");
      process.exitCode = await eraseDetails(options, io);
    });
  withActor(ledger.command("accept-clock"))
    .description(
      "Go on with the clock as it is now, after it was wrong and ahead. An entry says so, by whom, and by how much.",
    )
    .requiredOption("--reason <text>", "what happened to the clock")
    .addHelpText(
      "after",
      "\nFor identities whose role has `locks: true` or `ledger: audit`; refused where the clock is not behind. A lock needs no such thing: it is set whatever the clock says.\n\nExample:\n  $ gatehouse ledger accept-clock --reason 'the machine started with a clock of 2031' --as dana",
    )
    .action(async (options: AcceptClockOptions) => {
      const { acceptClock } = await import("./accept-clock.ts");
      process.exitCode = await acceptClock(options, io);
    });
}
