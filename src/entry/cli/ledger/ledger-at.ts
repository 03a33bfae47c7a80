// The ledger that a ledger command is about: of the project's state folder, or of a file elsewhere.

import { join } from "node:path";
import { readKey } from "../../../adapters/files/key-file.ts";
import { type LedgerReader, openLedgerReader } from "../../../adapters/sqlite-state/ledger/ledger-reader.ts";
import { ledgerFile } from "../../wiring/open-ledger.ts";
import { failureOfProblems, readProject } from "../../wiring/project.ts";

export interface LedgerPlace {
  readonly file: string;
  /** Of the project; null for a file elsewhere. */
  readonly stateFolder: string | null;
}

export async function ledgerPlace(options: { config: string; file?: string }): Promise<LedgerPlace> {
  if (options.file !== undefined) return { file: options.file, stateFolder: null };
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  return { file: ledgerFile(project), stateFolder: project.stateFolder };
}

/** What opens the sealed details; null where the project has none, or the file lies elsewhere. */
export async function sealingKeyOf({ stateFolder }: LedgerPlace): Promise<Uint8Array | null> {
  return stateFolder === null ? null : await readKey(join(stateFolder, "keys", "sealing.key"));
}

/** What opens the requests for approval; null where the project has none, or the file lies elsewhere. */
export async function approvalsKeyOf({ stateFolder }: LedgerPlace): Promise<Uint8Array | null> {
  return stateFolder === null ? null : await readKey(join(stateFolder, "keys", "approvals.key"));
}

/** Opened to be read. With `reveal`, what is sealed aside can be opened. */
export async function ledgerAt(options: { config: string; file?: string; reveal?: boolean }): Promise<LedgerReader> {
  const place = await ledgerPlace(options);
  const sealingKey = options.reveal === true ? await sealingKeyOf(place) : null;
  return openLedgerReader(place.file, sealingKey === null ? {} : { sealingKey });
}
