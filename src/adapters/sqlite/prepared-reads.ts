// Statements that a connection has compiled, the last used of them: a plan that serves many keys is compiled once. SQLite compiles one anew
// by itself where the schema is another (sqlite.org/c3ref/prepare.html).

import type Database from "better-sqlite3";

export interface PreparedRead {
  /** Gives rows as lists. */
  readonly statement: Database.Statement<unknown[], unknown[]>;
  readonly columns: readonly Database.ColumnDefinition[];
}

const MOST_KEPT = 32;
const LONGEST = 20_000;

export function prepareRead(connection: Database.Database, text: string): PreparedRead {
  const statement = connection.prepare<unknown[], unknown[]>(text).raw(true);
  return { statement, columns: statement.columns() };
}

export class PreparedReads {
  readonly #connection: Database.Database;
  /** By text, the one that was used last at the end. */
  readonly #kept = new Map<string, PreparedRead>();

  constructor(connection: Database.Database) {
    this.#connection = connection;
  }

  /** To be read to its end, or left, before it is asked for again. */
  prepare(text: string): PreparedRead {
    const known = this.#kept.get(text);
    if (known !== undefined) this.#kept.delete(text);
    const prepared = known ?? prepareRead(this.#connection, text);
    if (text.length > LONGEST) return prepared;
    this.#kept.set(text, prepared);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return prepared;
  }
}
