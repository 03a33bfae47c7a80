// `gatehouse state`: its subcommands, as the command line knows them.

import type { Command } from "commander";
import { withConfig } from "../command-options.ts";
import { processIo } from "../terminal/io.ts";
import type { CopyOptions } from "./copy-state.ts";

export function addStateCommands(root: Command): void {
  const state = root.command("state").description("Where ledger, approvals, locks and tokens are kept.");
  withConfig(state.command("copy"))
    .description(
      "Copy the whole state, as it is at one moment, to an empty folder or an empty database, with its proofs.",
    )
    .requiredOption("--to <place>", "a folder, or a postgres:// URL; ${NAME} stands for a variable of the environment")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nEnd the servers first: what they append later is not in the copy. Receipts and checkpoints hold for the copy as well. Then write the new place as `state` in gatehouse.yaml. Keys are copied to a folder; to a database they never go: give ./.gatehouse/keys to every server.\n\nExamples:\n  $ gatehouse state copy --to '${STATE_URL}'\n  $ gatehouse state copy --to ./.gatehouse-2027",
    )
    .action(async (options: CopyOptions) => {
      const { copyStateTo } = await import("./copy-state.ts");
      process.exitCode = await copyStateTo(options, processIo);
    });
}
