// Prepared statements of connections, kept as long as they are: a text that is asked again and again is compiled once.
// For texts of which there are few: nothing is forgotten while its connection is open.

import type { Statement } from "better-sqlite3";
import type { StateConnection } from "./state-connection.ts";

type Bound = string | number | Uint8Array;

/** `Row` is what the texts of one of these give. */
export class KeptStatements<Row> {
  readonly #kept = new WeakMap<StateConnection, Map<string, Statement<Bound[], Row>>>();

  /** To be run at once (`get`, `all`, `run`): who iterates over one keeps it from the next who asks. */
  prepare(connection: StateConnection, text: string): Statement<Bound[], Row> {
    const statements = this.#kept.get(connection) ?? new Map<string, Statement<Bound[], Row>>();
    this.#kept.set(connection, statements);
    const statement = statements.get(text) ?? connection.prepare<Bound[], Row>(text);
    statements.set(text, statement);
    return statement;
  }
}
