// The ledger that a ledger command is about: of the project, or of a file elsewhere.

import { readStart } from "../../../adapters/files/read-lines.ts";
import type { StoredLedger } from "../../../gate/ports/stored-ledger.ts";
import { storedLedgerAt, storedLedgerOf } from "../../wiring/open-state.ts";
import { failureOfProblems, type Project, readProject } from "../../wiring/project.ts";

export interface LedgerAt {
  readonly stored: StoredLedger;
  /** The project that it is of; null for a file elsewhere. */
  readonly project: Project | null;
  /** The file elsewhere, which may be an export as well; null for a project's own ledger. */
  readonly file: string | null;
}

export async function ledgerAt({ config, file }: { config: string; file?: string }): Promise<LedgerAt> {
  if (file !== undefined) return { stored: storedLedgerAt(file), project: null, file };
  const project = await readProject(config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  return { stored: storedLedgerOf(project), project, file: null };
}

/** Whether a file holds the lines of an export. Rejects with a Failure `ledger-unreadable` when it cannot be read. */
export async function isExport(file: string): Promise<boolean> {
  return (await readStart(file, 1)) === "{";
}
