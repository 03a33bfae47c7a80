// One plan on one connection, in one round trip of the extended protocol and one implicit read-only transaction:
//   Parse, Bind, Describe the plan      its relations are locked from here on
//   Parse, Bind, Execute the witness    the catalogue rows of what the plan was made on, compared with the catalogue it was made for;
//                                       none where nothing of the database's own is meant
//   Execute the plan, up to one row beyond the cap
//   Sync                                the transaction ends
// INVARIANT: the isolation is READ COMMITTED. Under a stricter one the witness would see the catalogue of the transaction's first snapshot,
// which may be older than the locks, and swear to relations that are no more.
// Behind a transaction pooler BEGIN and the session settings go before it, and COMMIT after it, in the same trip.
// Rows are counted, measured and written as they arrive; beyond a cap they are dropped and the connection is given up, which ends the query.

import type { JsonBytes } from "../../../core/model/json-text.ts";
import type { TypesByOid } from "../catalogue/types-by-oid.ts";
import type { Prepared } from "../connection/prepared-statements.ts";
import type { FrontendMessages, WireValue } from "../protocol/frontend-messages.ts";
import { readServerError } from "../protocol/server-error.ts";
import type { Exchange } from "../protocol/wire.ts";
import { NO_COLUMNS, type ResultShape } from "./result-shape.ts";
import { RowWriter } from "./row-writer.ts";
import { WireRows } from "./wire-rows.ts";

export interface RunRequest {
  readonly text: string;
  readonly statement: Prepared;
  readonly values: readonly WireValue[];
  /** The witness query, with its own statement. Null for a plan that needs none. */
  readonly witness: { readonly text: string; readonly statement: Prepared; readonly values: readonly string[] } | null;
  readonly maxRows: number;
  readonly maxBytes: number;
  /** Of the rows as they are written: RowFormat. */
  readonly largest: number;
  /** Null for JSON; for the wire the formats of the columns, as Bind has them, and the types that there are. */
  readonly wire: { readonly codes: readonly number[]; readonly types: TypesByOid } | null;
  /** What is set first, for the length of the transaction. */
  readonly settings: readonly string[];
  /** Whether the transaction is one of BEGIN and COMMIT. */
  readonly inTransaction: boolean;
  /** What a RowDescription describes: the bytes of its body, from where to where. */
  readonly shapeOf: (description: readonly [Buffer, number, number]) => ResultShape;
  /** Called once when enough bytes have come: the connection may end. */
  readonly enough: () => void;
}

export interface RunResult {
  readonly columns: ResultShape["columns"];
  readonly fields: ResultShape["fields"];
  /** As JSON, or for the wire. */
  readonly rows: { readonly json: string | JsonBytes; readonly count: number; readonly redactions: readonly number[] };
  readonly truncated: "rows" | "bytes" | null;
  readonly witness: readonly string[];
  /** The witness has spoken, or there is none to speak: what followed read rows. */
  readonly executing: boolean;
  readonly error: Error | null;
}

const NO_ROWS: RunResult["rows"] = { json: "[]", count: 0, redactions: [] };
/** Bytes of a DataRow before a value: its length. In JSON there are quotes and a comma. */
const BEFORE_VALUE = 4;
const AROUND_VALUE = 3;
const NULL_SIZE = 4;

const COMMAND_COMPLETE = 0x43;
const DATA_ROW = 0x44;
const ERROR_RESPONSE = 0x45;
const EMPTY_QUERY = 0x49;
const PORTAL_SUSPENDED = 0x73;
const ROW_DESCRIPTION = 0x54;
const NO_DATA = 0x6e;

export class PlanRun implements Exchange {
  readonly #request: RunRequest;
  #settle: (result: RunResult) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  /** Rejects where what came could not be dealt with. */
  readonly done: Promise<RunResult>;
  #shape = NO_COLUMNS;
  #described = false;
  #writer: RowWriter | WireRows | null = null;
  readonly #witness: string[] = [];
  #truncated: RunResult["truncated"] = null;
  #bytes = 0;
  #error: Error | null = null;
  /** Commands that complete before the plan's own rows come. */
  #before: number;

  constructor(request: RunRequest) {
    this.#request = request;
    this.#before = request.settings.length + (request.inTransaction ? 1 : 0) + (request.witness === null ? 0 : 1);
    this.done = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#reject = reject;
    });
  }

  write(out: FrontendMessages): void {
    const { text, statement, values, witness, maxRows, settings, inTransaction, wire } = this.#request;
    for (const command of inTransaction ? beginRead(settings) : settings) out.command(command);
    for (const name of statement.dropped) out.closeStatement(name);
    for (const name of witness?.statement.dropped ?? []) out.closeStatement(name);
    if (!statement.known) out.parse(statement.name, text);
    out.bind("plan", statement.name, values, wire?.codes);
    out.describePortal("plan");
    if (witness !== null) {
      const { name, known } = witness.statement;
      if (!known) out.parse(name, witness.text);
      out.bind("witness", name, witness.values);
      out.execute("witness", 0);
    }
    out.execute("plan", maxRows + 1);
    if (inTransaction) out.command("COMMIT");
    out.sync();
  }

  /** What is not named here says nothing that is not known: that something was parsed, bound or closed, a notice, a setting. */
  take(type: number, bytes: Buffer, from: number, to: number): void {
    switch (type) {
      case DATA_ROW:
        if (this.#before === 0) return this.#row(bytes, from, to);
        if (this.#before === 1 && this.#request.witness !== null) this.#witness.push(firstText(bytes, from));
        return; // of the settings
      case COMMAND_COMPLETE:
      case PORTAL_SUSPENDED:
      case EMPTY_QUERY:
        this.#before -= 1;
        return;
      case ROW_DESCRIPTION:
        this.#shape = this.#request.shapeOf([bytes, from, to]);
        this.#described = true;
        return;
      case NO_DATA:
        this.#described = true;
        return;
      case ERROR_RESPONSE:
        this.#error ??= readServerError(bytes, from, to);
        return;
    }
  }

  refuse(): void {
    this.#truncated ??= "bytes";
  }

  ready(): void {
    const writer = this.#writer;
    this.#settle({
      columns: this.#shape.columns,
      fields: this.#shape.fields,
      rows: writer === null ? NO_ROWS : { json: writer.finish(), count: writer.count, redactions: writer.redactions },
      truncated: this.#truncated,
      witness: this.#witness,
      // without a witness, the description of the rows is the last that comes before them
      executing: this.#request.witness === null ? this.#described : this.#before <= 0,
      error: this.#error,
    });
  }

  lost(error: Error): void {
    this.#error ??= error;
    this.ready();
  }

  fail(error: unknown): void {
    this.#writer?.discard();
    this.#reject(error);
  }

  #row(bytes: Buffer, from: number, to: number): void {
    if (this.#truncated !== null) return;
    const { maxRows, maxBytes, largest, wire } = this.#request;
    this.#writer ??=
      wire === null
        ? new RowWriter(this.#shape.forms, largest)
        : new WireRows(this.#shape, { largest, codes: wire.codes, types: wire.types });
    if (this.#writer.count === maxRows) {
      this.#truncated = "rows";
      return;
    }
    this.#bytes += sizeAsJson(bytes, from, to);
    if (this.#bytes > maxBytes) {
      this.#truncated = "bytes";
      this.#request.enough();
      return;
    }
    this.#writer.row(bytes, from);
    if (this.#writer.isFull) this.#truncated = "bytes";
  }
}

/** Of a DataRow, about: with the quotes, commas and brackets that JSON puts around its values. */
function sizeAsJson(bytes: Buffer, from: number, to: number): number {
  const width = bytes.readUInt16BE(from);
  let size = to - from + width * (AROUND_VALUE - BEFORE_VALUE);
  for (let column = 0, at = from + 2; column < width; column++) {
    const length = bytes.readInt32BE(at);
    if (length < 0) size += NULL_SIZE;
    at += BEFORE_VALUE + Math.max(0, length);
  }
  return size;
}

/** The first value of a DataRow. */
function firstText(bytes: Buffer, from: number): string {
  const start = from + 2 + BEFORE_VALUE;
  const length = bytes.readInt32BE(start - BEFORE_VALUE);
  return length < 0 ? "" : bytes.toString("utf8", start, start + length);
}

/** What begins a transaction of a plan that carries its own settings. */
export function beginRead(settings: readonly string[]): readonly string[] {
  return ["BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY", ...settings];
}
