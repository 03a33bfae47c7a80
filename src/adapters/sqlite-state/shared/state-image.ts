// A replica's image of the state that it shares: a SQLite file with the same tables, brought from version to version. It is derived: where it
// is gone it is made anew. Several processes of one machine may share it.

import type { StateChange, StateTable, StateValue, StateVersion } from "../../../core/state/shared-state.ts";
import { openImage } from "../ledger/ledger-file.ts";
import type { StateConnection } from "../state-connection.ts";
import { OTHER_TABLES } from "./state-tables.ts";

const IMAGE_TABLE =
  "CREATE TABLE IF NOT EXISTS image (only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL, mark TEXT NOT NULL) STRICT; INSERT OR IGNORE INTO image VALUES (1, 0, '');";

export const NOTHING: StateVersion = { number: 0, mark: "" };

/** A connection to the image, which is made where there is none. Throws as `openForAppend` does. */
export function connectImage(file: string): StateConnection {
  return openImage(file, OTHER_TABLES + IMAGE_TABLE);
}

/** Which version the image is of. */
export function versionOf(connection: StateConnection): StateVersion {
  return connection.prepare<[], StateVersion>("SELECT version AS number, mark FROM image").get() ?? NOTHING;
}

/** Tables whose rows are erased. */
const SEALED = new Set(["payloads", "data_keys", "approval_requests", "approval_images"]);

interface Writer {
  put(row: readonly StateValue[]): void;
  cut(key: readonly StateValue[]): void;
}

/** Brings an image to the versions that follow its own. */
export class ImageWriter {
  readonly #apply: (from: StateVersion, to: StateVersion, changes: readonly StateChange[]) => void;

  constructor(connection: StateConnection, tables: readonly StateTable[]) {
    const writers = new Map(tables.map((table) => [table.name, writerOf(connection, table)]));
    const move = connection.prepare("UPDATE image SET version = ?, mark = ?");
    const apply = connection.transaction((from: StateVersion, to: StateVersion, changes: readonly StateChange[]) => {
      const now = versionOf(connection);
      if (now.number !== from.number || now.mark !== from.mark) return; // another process was faster
      for (const { table, key, row } of changes) {
        const writer = writers.get(table);
        if (row === null) writer?.cut(key);
        else writer?.put(row);
      }
      move.run(to.number, to.mark);
    });
    this.#apply = (from, to, changes) => {
      apply.immediate(from, to, changes);
      const erased = changes.some(({ table, row }) => row === null && SEALED.has(table));
      if (erased) connection.pragma("wal_checkpoint(TRUNCATE)"); // what is freed is overwritten there, and not before
    };
  }

  /** One transaction; nothing where the image is no longer at `from`. Throws SQLITE_BUSY while another process writes. */
  apply({ from, to, changes }: { from: StateVersion; to: StateVersion; changes: readonly StateChange[] }): void {
    this.#apply(from, to, changes);
  }
}

function writerOf(connection: StateConnection, { name, columns, key }: StateTable): Writer {
  const names = columns.map((column) => `"${column.name}"`);
  const set = columns.flatMap((column) =>
    key.includes(column.name) ? [] : [`"${column.name}" = excluded."${column.name}"`],
  );
  const put = connection.prepare(
    `INSERT INTO ${name} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})
     ON CONFLICT (${key.map((column) => `"${column}"`).join(", ")}) DO ${set.length === 0 ? "NOTHING" : `UPDATE SET ${set.join(", ")}`}`,
  );
  const cut = connection.prepare(`DELETE FROM ${name} WHERE ${key.map((column) => `"${column}" = ?`).join(" AND ")}`);
  return { put: (row) => void put.run(...row), cut: (values) => void cut.run(...values) };
}
