// What the server process and a reader process say to each other about one SQLite file.

import type { JsonValue } from "../../core/model/json-value.ts";
import type { BoundValue } from "./fill-parameters.ts";

export interface RunRequest {
  readonly kind: "run";
  readonly id: number;
  readonly text: string;
  readonly parameters: readonly BoundValue[];
  readonly innerPad: Uint8Array;
  readonly outerPad: Uint8Array;
  /** Root pages of the tables that the plan opens. */
  readonly pages: readonly number[];
  readonly schemaVersion: number;
  /** The file that the plan was made for, by its place on disk. */
  readonly place: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface CatalogueRequest {
  readonly kind: "catalogue";
  readonly id: number;
}

export type Request = RunRequest | CatalogueRequest;

export type RunReply =
  | {
      readonly kind: "rows";
      readonly columns: readonly { readonly name: string; readonly type: string }[];
      readonly rows: readonly (readonly JsonValue[])[];
      readonly truncated: "rows" | "bytes" | null;
    }
  | { readonly kind: "database-error"; readonly sqlstate: string; readonly message: string | null }
  | { readonly kind: "schema-changed" }
  | { readonly kind: "witness-disagrees" };

export interface RawColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** Place in the primary key, from 1; 0 when it is in none. */
  readonly key: number;
  /** Of a generated column: the table's own CREATE text is looked at. */
  readonly generated: boolean;
  /** As SQL; null for none. */
  readonly default: string | null;
}

export interface RawCatalogue {
  readonly kind: "catalogue";
  readonly schemaVersion: number;
  readonly sqliteVersion: number;
  /** The source that the library was made from. */
  readonly library: string;
  readonly tables: readonly {
    readonly name: string;
    readonly type: string;
    readonly page: number;
    readonly sql: string | null;
    /** False of a table WITHOUT ROWID and of what is no table. */
    readonly rowid: boolean;
    readonly strict: boolean;
    /** False where the primary key is the rowid, or there is none. */
    readonly keyIndexed: boolean;
  }[];
  readonly columns: readonly RawColumn[];
  readonly references: readonly {
    readonly table: string;
    /** Columns of one key have one number. */
    readonly key: number;
    readonly column: string;
    readonly target: string;
    /** Empty where the key of the target is meant. */
    readonly to: string;
    readonly onDelete: string;
    readonly onUpdate: string;
  }[];
  /** Columns of each unique index of whole columns without a condition; a key that is the rowid has none. */
  readonly uniqueKeys: readonly { readonly table: string; readonly columns: readonly string[] }[];
  /** What each unique index compares: a column, null for an expression, and by which collation. */
  readonly distinct: readonly {
    readonly table: string;
    readonly index: string;
    readonly parts: readonly { readonly column: string | null; readonly collation: string }[];
  }[];
  readonly triggers: readonly { readonly name: string; readonly table: string; readonly sql: string }[];
  /** `sql` is null of those that a constraint stands on. */
  readonly indexes: readonly { readonly name: string; readonly table: string; readonly sql: string | null }[];
}

/** `failure` is a file that cannot be opened or read, as one sentence. */
export type Reply = {
  readonly id: number;
  /** The process takes much memory, which it would keep: it is to be ended. */
  readonly grown: boolean;
  /** The file that was read, by its place on disk; empty where there is none. */
  readonly place: string;
} & (RunReply | RawCatalogue | { readonly kind: "failure"; readonly message: string });
