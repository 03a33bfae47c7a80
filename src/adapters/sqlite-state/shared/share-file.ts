// A state that lies in a SQLite file becomes the first version of a store that is empty: all of it at once, or nothing.

import { Failure } from "../../../core/model/failure.ts";
import type { SharedState, StateChange, StateTable, StateValue } from "../../../core/state/shared-state.ts";
import { openForReading } from "../ledger/ledger-file.ts";
import type { StateConnection } from "../state-connection.ts";
import { NOTHING } from "./state-image.ts";

const ROWS_AT_ONCE = 1_000;
const BYTES_AT_ONCE = 4_000_000;

/** How many rows. Rejects with a Failure `usage` where the store is not empty, and `ledger-unreadable` where there is no state in the file. */
export async function shareFile(
  file: string,
  {
    shared,
    tables,
    progress,
  }: { shared: SharedState; tables: readonly StateTable[]; progress: (rows: number) => void },
): Promise<number> {
  const connection = openForReading(file);
  try {
    connection.exec("BEGIN");
    return await shared.hold(async (held) => {
      if ((await held.pull(NOTHING)).version.number > 0) {
        throw new Failure("usage", "There is a state in that database already; name an empty one.");
      }
      let version = NOTHING;
      let rows = 0;
      for (const changes of rowsOf(connection, tables)) {
        const next = await held.push(version, changes);
        if (next === null) throw new Failure("ledger-unavailable", "The database was written to meanwhile; try again.");
        version = next;
        rows += changes.length;
        progress(rows);
      }
      return rows;
    });
  } finally {
    connection.close();
  }
}

/** In parts. A table that the file has not yet, because it was never needed, has no rows. */
function* rowsOf(connection: StateConnection, tables: readonly StateTable[]): Iterable<readonly StateChange[]> {
  for (const { name, columns, key } of tables) {
    if (connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) === undefined)
      continue;
    const places = key.map((wanted) => columns.findIndex((column) => column.name === wanted));
    const read = connection
      .prepare<[], StateValue[]>(`SELECT ${columns.map((column) => `"${column.name}"`).join(", ")} FROM ${name}`)
      .raw();
    let part: StateChange[] = [];
    let bytes = 0;
    for (const row of read.iterate()) {
      part.push({ table: name, key: places.map((place) => row[place] ?? null), row });
      bytes += row.reduce<number>((sum, value) => sum + (typeof value === "number" ? 8 : (value?.length ?? 0)), 0);
      if (part.length < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE) continue;
      yield part;
      part = [];
      bytes = 0;
    }
    if (part.length > 0) yield part;
  }
}
