// One plan on one connection, in one round trip of the extended protocol and one implicit read-only transaction:
//   Parse, Bind, Describe the plan      its relations are locked from here on
//   Parse, Bind, Execute the witness    the catalogue rows of what the plan was made on, compared with the catalogue it was made for;
//                                       none where nothing of the database's own is meant
//   Execute the plan, up to one row beyond the cap
//   Sync                                the transaction ends
// INVARIANT: the isolation is READ COMMITTED. Under a stricter one the witness would see the catalogue of the transaction's first snapshot,
// which may be older than the locks, and swear to relations that are no more.
// Behind a transaction pooler BEGIN and the session settings go before it, and COMMIT after it, in the same trip.
// Rows are counted and measured as they arrive; beyond a cap they are dropped and the connection is given up, which ends the query.

import type { Connection, FieldDef, Submittable } from "pg";
import type { Prepared } from "../connection/prepared-statements.ts";
import type { WireValue } from "../values/encode-parameter.ts";

export interface RunRequest {
  readonly text: string;
  readonly statement: Prepared;
  readonly values: WireValue[];
  /** The witness query, with its own statement. Null for a plan that needs none. */
  readonly witness: { readonly text: string; readonly statement: Prepared; readonly values: readonly string[] } | null;
  readonly maxRows: number;
  readonly maxBytes: number;
  /** What is set first, for the length of the transaction. */
  readonly settings: readonly string[];
  /** Whether the transaction is one of BEGIN and COMMIT. */
  readonly inTransaction: boolean;
  /** Called once when enough bytes have come: the connection may end. */
  readonly enough: () => void;
}

export interface RunResult {
  readonly fields: readonly FieldDef[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly truncated: "rows" | "bytes" | null;
  readonly witness: readonly string[];
  /** The witness has spoken, or there is none to speak: what followed read rows. */
  readonly executing: boolean;
  readonly error: Error | null;
}

/** Quotes, commas and brackets that JSON puts around values. */
const OVERHEAD_PER_VALUE = 3;

export class PlanRun implements Submittable {
  readonly #request: RunRequest;
  #settle: (result: RunResult) => void = () => undefined;
  readonly done: Promise<RunResult>;
  #fields: readonly FieldDef[] = [];
  #described = false;
  readonly #rows: (readonly (string | null)[])[] = [];
  readonly #witness: string[] = [];
  #truncated: RunResult["truncated"] = null;
  /** A message is coming that no result can hold. */
  #stopped = false;
  #bytes = 0;
  #error: Error | null = null;
  /** Commands that complete before the plan's own rows come. */
  #before: number;

  constructor(request: RunRequest) {
    this.#request = request;
    this.#before = request.settings.length + (request.inTransaction ? 1 : 0) + (request.witness === null ? 0 : 1);
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  submit(connection: Connection): void {
    const { text, statement, values, witness, maxRows, settings, inTransaction } = this.#request;
    connection.stream.cork();
    if (inTransaction) for (const command of beginRead(settings)) runCommand(connection, command);
    else for (const command of settings) runCommand(connection, command);
    for (const name of statement.dropped) connection.close({ type: "S", name }, true);
    for (const name of witness?.statement.dropped ?? []) connection.close({ type: "S", name }, true);
    if (!statement.known) connection.parse({ name: statement.name, text, types: [] }, true);
    connection.bind({ portal: "plan", statement: statement.name, values, binary: "" }, true);
    connection.describe({ type: "P", name: "plan" }, true);
    if (witness !== null) {
      const { name, known } = witness.statement;
      if (!known) connection.parse({ name, text: witness.text, types: [] }, true);
      connection.bind({ portal: "witness", statement: name, values: [...witness.values], binary: "" }, true);
      connection.execute({ portal: "witness", rows: "0" }, true);
    }
    connection.execute({ portal: "plan", rows: String(maxRows + 1) }, true);
    if (inTransaction) runCommand(connection, "COMMIT");
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription(message: { fields: readonly FieldDef[] }): void {
    this.#fields = message.fields;
    this.#described = true;
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    if (this.#before === 1 && this.#request.witness !== null) {
      this.#witness.push(message.fields[0] ?? "");
      return;
    }
    if (this.#before > 0) return; // of the settings
    if (this.#truncated !== null) return;
    if (this.#rows.length === this.#request.maxRows) {
      this.#truncated = "rows";
      return;
    }
    this.#bytes += 2;
    for (const field of message.fields) {
      this.#bytes += (field === null ? 4 : Buffer.byteLength(field)) + OVERHEAD_PER_VALUE;
    }
    if (this.#bytes <= this.#request.maxBytes) {
      this.#rows.push(message.fields);
      return;
    }
    this.#truncated = "bytes";
    this.#request.enough();
  }

  /** The result ends before a message that is coming; rows that came with its beginning are still dealt with. */
  stopAtBytes(): void {
    if (this.#truncated !== null || this.#stopped) return;
    this.#stopped = true;
    this.#request.enough();
  }

  handleCommandComplete(): void {
    this.#before -= 1;
  }

  handlePortalSuspended(): void {
    this.#before -= 1;
  }

  handleEmptyQuery(): void {
    this.#before -= 1;
  }

  /** The driver forgets a query that failed: nothing more is heard of it, whether the server or the connection said so. */
  handleError(error: Error): void {
    this.#error ??= error;
    this.handleReadyForQuery();
  }

  handleReadyForQuery(): void {
    this.#settle({
      fields: this.#fields,
      rows: this.#rows,
      truncated: this.#stopped ? "bytes" : this.#truncated,
      witness: this.#witness,
      // without a witness, the description of the rows is the last that comes before them
      executing: this.#request.witness === null ? this.#described : this.#before <= 0,
      error: this.#error,
    });
  }

  callback(error?: Error): void {
    if (error !== undefined && error !== null) this.handleError(error);
  }
}

/** What begins a transaction of a plan that carries its own settings. */
export function beginRead(settings: readonly string[]): readonly string[] {
  return ["BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY", ...settings];
}

/** One statement whose rows nobody looks at, in the trip that is being written. */
export function runCommand(connection: Connection, text: string): void {
  connection.parse({ name: "", text, types: [] }, true);
  connection.bind({ portal: "", statement: "", values: [], binary: "" }, true);
  connection.execute({ portal: "", rows: "0" }, true);
}
