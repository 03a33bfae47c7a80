// The ledger that a ledger command is about, opened to be read.

import { join } from "node:path";
import { readKey } from "../../../adapters/files/key-file.ts";
import { type LedgerReader, openLedgerReader } from "../../../adapters/sqlite/ledger-reader.ts";
import { ledgerFile } from "../../open-ledger.ts";
import { failureOfProblems, readProject } from "../../project.ts";

/** Of the project's state folder, or of a file elsewhere. With `reveal`, what is sealed aside can be opened. */
export async function ledgerAt(options: { config: string; file?: string; reveal?: boolean }): Promise<LedgerReader> {
  if (options.file !== undefined) return openLedgerReader(options.file);
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const sealingKey = options.reveal === true ? await readKey(join(project.stateFolder, "keys", "sealing.key")) : null;
  return openLedgerReader(ledgerFile(project), sealingKey === null ? {} : { sealingKey });
}
