// The state of a project, copied to another place: from a folder to a database that replicas share, and back.

import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { unshareState } from "../../adapters/sqlite-state/shared/copy-state.ts";
import { shareFile } from "../../adapters/sqlite-state/shared/share-file.ts";
import { stateTables } from "../../adapters/sqlite-state/shared/state-tables.ts";
import { Failure } from "../../core/model/failure.ts";
import { isShared } from "../../core/policy/load/state-setting.ts";
import { sharedStateAt } from "./postgres-state.ts";
import { ledgerFile, sqliteLedgerAt } from "./sqlite-state.ts";
import type { StatePlace } from "./state-place.ts";

export interface CopyTarget {
  /** A folder, or a postgres:// URL. */
  readonly to: string;
  readonly progress: (rows: number) => void;
}

export interface Copied {
  readonly rows: number;
  readonly entries: number;
}

/** Rejects with a Failure `usage` where the target is not empty; then, and where anything else fails, nothing was copied. */
export async function copyStateOf(place: StatePlace, target: CopyTarget): Promise<Copied> {
  const from = place.config?.state ?? "";
  if (isShared(target.to)) {
    if (isShared(from)) throw new Failure("usage", "From one database to another, copy to a folder in between.");
    return toDatabase(ledgerFile(place), target);
  }
  return toFolder(place, target);
}

async function toDatabase(file: string, { to, progress }: CopyTarget): Promise<Copied> {
  const shared = sharedStateAt(to);
  try {
    const rows = await shareFile(file, { shared, tables: stateTables(), progress });
    return { rows, entries: await entriesIn(file) };
  } finally {
    await shared.close();
  }
}

async function toFolder(place: StatePlace, { to, progress }: CopyTarget): Promise<Copied> {
  const file = ledgerFile({ stateFolder: to });
  if (existsSync(file)) throw new Failure("usage", `There is a ledger in ${to} already; name an empty folder.`);
  await mkdir(to, { recursive: true, mode: 0o700 });
  const from = place.config?.state ?? "";
  if (!isShared(from)) {
    throw new Failure("usage", "From one folder to another, copy the folder itself while no server runs.");
  }
  const shared = sharedStateAt(from);
  const unfinished = `${file}.part`;
  try {
    await rm(unfinished, { force: true });
    const rows = await unshareState(shared, { file: unfinished, tables: stateTables(), progress });
    await cp(join(place.stateFolder, "keys"), join(to, "keys"), { recursive: true });
    await rename(unfinished, file);
    return { rows, entries: await entriesIn(file) };
  } finally {
    await rm(unfinished, { force: true });
    await shared.close();
  }
}

async function entriesIn(file: string): Promise<number> {
  const reader = await sqliteLedgerAt(file).read();
  try {
    return await reader.size();
  } finally {
    await reader.close();
  }
}
