// What a transaction on the tables of the state would change, found by running it and rolling it back. Triggers of this connection alone note
// the keys of the rows; what stands there at the end is what was changed.

import { z } from "zod";
import type { StateChange, StateTable, StateValue } from "../../../core/state/shared-state.ts";
import type { StateConnection } from "../state-connection.ts";

const keySchema = z.array(z.union([z.string(), z.number(), z.null()]));

interface Noted {
  readonly name: string;
  /** As JSON. */
  readonly key: string;
}

export interface Captured<T> {
  readonly result: T;
  readonly changes: readonly StateChange[];
}

export class ChangeCapture {
  readonly #connection: StateConnection;
  readonly #readRow: ReadonlyMap<string, (key: readonly StateValue[]) => readonly StateValue[] | null>;

  /** Nothing else may change the tables by this connection. */
  constructor(connection: StateConnection, tables: readonly StateTable[]) {
    connection.exec(
      "CREATE TEMP TABLE noted (name TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (name, key)) WITHOUT ROWID",
    );
    for (const table of tables) connection.exec(triggersOf(table));
    this.#connection = connection;
    this.#readRow = new Map(tables.map((table) => [table.name, rowReader(connection, table)]));
  }

  /** Runs it in a transaction that is rolled back, whatever comes of it; throws what `act` throws, or SQLITE_BUSY. */
  run<T>(act: () => T): Captured<T> {
    this.#connection.exec("BEGIN IMMEDIATE");
    try {
      const result = act();
      return { result, changes: this.#changes() };
    } finally {
      this.#connection.exec("ROLLBACK");
    }
  }

  #changes(): readonly StateChange[] {
    const noted = this.#connection.prepare<[], Noted>("SELECT name, key FROM temp.noted").all();
    return noted.map(({ name, key }) => {
      const values = keySchema.parse(JSON.parse(key));
      return { table: name, key: values, row: this.#readRow.get(name)?.(values) ?? null };
    });
  }
}

function triggersOf({ name, key }: StateTable): string {
  const note = (row: "NEW" | "OLD") =>
    `INSERT OR IGNORE INTO noted VALUES ('${name}', json_array(${key.map((column) => `${row}."${column}"`).join(", ")}));`;
  return `
    CREATE TEMP TRIGGER noted_insert_${name} AFTER INSERT ON main.${name} BEGIN ${note("NEW")} END;
    CREATE TEMP TRIGGER noted_update_${name} AFTER UPDATE ON main.${name} BEGIN ${note("OLD")} ${note("NEW")} END;
    CREATE TEMP TRIGGER noted_delete_${name} AFTER DELETE ON main.${name} BEGIN ${note("OLD")} END;`;
}

function rowReader(connection: StateConnection, { name, columns, key }: StateTable) {
  const row = connection
    .prepare<StateValue[], StateValue[]>(
      `SELECT ${columns.map((column) => `"${column.name}"`).join(", ")} FROM main.${name} WHERE ${key.map((column) => `"${column}" = ?`).join(" AND ")}`,
    )
    .raw();
  return (values: readonly StateValue[]): readonly StateValue[] | null => row.get(...values) ?? null;
}
