// What a database is given to execute, and what it answers.

import type { ColumnScan } from "../../core/masking/scan-rows.ts";
import type { JsonBytes } from "../../core/model/json-text.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import type { UnfitParameter } from "../../core/model/unfit-value.ts";

/** What fills a plan's parameters. */
export interface Binding {
  readonly parameters: readonly JsonValue[];
  /** The constants of the caller's text, in order. */
  readonly constants: readonly string[];
  /** 64 bytes each: the caller's pseudonym key, padded as RFC 2104 says. */
  readonly innerPad: Uint8Array;
  readonly outerPad: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
}

export type ResultColumns = readonly { readonly name: string; readonly type: string }[];

/** How rows are to be written, for an engine that can do so as they arrive: as JSON, where it says nothing else. */
export interface RowFormat {
  /** `wire`: as PostgreSQL's protocol has them, for its own clients. */
  readonly as?: "wire";
  /** Of rows for the wire: which columns come in the binary format (1), by place as Bind has them; absent for text alone. */
  readonly codes?: readonly number[];
  /** How the content of these columns is scanned before it is written; null where it is not. Asked once for the same columns. */
  scansOf(columns: ResultColumns): readonly (ColumnScan | null)[];
  /** Bytes that the rows may take as JSON, and as the same inside a string of JSON, together; for the wire, bytes. */
  readonly largest: number;
}

/** The columns of a result, as PostgreSQL's RowDescription says them: without the tables that they come from. */
export interface WireField {
  readonly name: string;
  /** Of pg_type. */
  readonly oid: number;
  /** pg_type.typlen. */
  readonly size: number;
  readonly modifier: number;
}

/** What a plan takes and gives, asked of the engine without running it. */
export type Description =
  | {
      readonly kind: "described";
      /** Types (pg_type) of the plan's parameters, by place. */
      readonly parameters: readonly number[];
      /** Null for a statement that gives no rows. */
      readonly fields: readonly WireField[] | null;
      readonly columns: ResultColumns;
    }
  | Extract<Execution, { kind: "database-error" }>;

/** Rows as they leave. */
export interface WrittenRows {
  /** The format that they were written in. */
  readonly format: RowFormat | null;
  /** A list of JSON; for the wire the DataRow messages, one after the other. */
  readonly json: string | JsonBytes;
  /** For the wire. */
  readonly fields?: readonly WireField[];
  readonly count: number;
  /** Values that the content scan replaced, by column. */
  readonly redactions: readonly number[];
}

export type Execution =
  | {
      readonly kind: "rows";
      /** The same object where the same plan is answered with the same columns. */
      readonly columns: ResultColumns;
      /** Where they were written, they are read from there when they are asked for. */
      readonly rows: readonly (readonly JsonValue[])[];
      /** Absent where the engine answers in values, which have not been scanned. */
      readonly written?: WrittenRows;
      /** Which cap ended the result; null when it is whole. */
      readonly truncated: "rows" | "bytes" | null;
    }
  /** The database refused the statement. `message` is the server's primary message, and only where it cannot hold a value (SQLSTATE class 42); else null. */
  | {
      readonly kind: "database-error";
      readonly sqlstate: string;
      readonly message: string | null;
      /** The parameter that was not even sent, where it is for that. */
      readonly unfit?: UnfitParameter;
    }
  /** The relations are no longer what the plan was made for; nothing was released. Plan again with a fresh catalogue. */
  | { readonly kind: "schema-changed" }
  /** The engine's own account of what the statement opens differs from the plan's. */
  | { readonly kind: "witness-disagrees" };
