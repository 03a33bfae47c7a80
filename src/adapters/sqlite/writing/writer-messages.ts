// What the server process and the writer process say to each other: the steps of one transaction on one SQLite file.

import type { Verb } from "../../../core/model/catalogue.ts";
import type { TransactionStatus } from "../../../gate/ports/write-transaction.ts";
import type { DescribedError } from "../describe-error.ts";
import type { BoundValue } from "../fill-parameters.ts";
import type { RawCatalogue, RunReply } from "../sqlite-messages.ts";

type Parameters = readonly BoundValue[];

export type WriterStep =
  /** Makes the marker table when it is not there. */
  | { readonly kind: "identify" }
  | {
      readonly kind: "begin";
      readonly schemaVersion: number;
      /** The file that the plan was made for, by its place on disk. */
      readonly place: string;
      /** Root pages of the tables that the plan opens. */
      readonly pages: readonly number[];
      readonly innerPad: Uint8Array;
      readonly outerPad: Uint8Array;
    }
  /** A text of the plan's that reads nothing: temporary tables and savepoints. */
  | { readonly kind: "run"; readonly text: string }
  /** Puts what a governed SELECT gives into the first temporary table. */
  | { readonly kind: "stage"; readonly into: string; readonly text: string; readonly parameters: Parameters }
  | {
      readonly kind: "read";
      readonly text: string;
      readonly parameters: Parameters;
      /** True for what holds the caller's words: it opens what the plan says, or is not run. */
      readonly witnessed: boolean;
      readonly rows: number;
      readonly bytes: number;
    }
  /** A keyed digest of what a text gives. */
  | { readonly kind: "digest"; readonly text: string }
  /** The same of these words. */
  | { readonly kind: "seal"; readonly words: string }
  /** Counts the rows of these tables from here on, and notes their keys. */
  | { readonly kind: "watch"; readonly tables: readonly WatchedTable[] }
  /** `keeps`: the temporary table into which goes what the change returns; null when it returns nothing. */
  | { readonly kind: "change"; readonly text: string; readonly keeps: string | null }
  /** Whether a request was carried out before. */
  | { readonly kind: "marked"; readonly request: string }
  /** The schema as this transaction sees it. */
  | { readonly kind: "catalogue" }
  | { readonly kind: "mark"; readonly request: string; readonly attempt: string }
  | { readonly kind: "commit" }
  | { readonly kind: "rollback" }
  | { readonly kind: "transaction-status"; readonly file: string; readonly request: string; readonly attempt: string };

export type WriterRequest = WriterStep & { readonly id: number };

export interface WatchedTable {
  readonly name: string;
  /** SQL of a row's key as `(literal, …)`, of a row that is called so. */
  readonly keys: { readonly old: string; readonly new: string };
}

export interface CountedRows {
  readonly table: string;
  readonly verb: Verb;
  readonly rows: number;
  /** Of the rows as they were and as they became, up to a bound. */
  readonly keys: readonly string[];
}

/** Beyond so many rows of one table they are counted alone. */
export const MOST_NOTED = 50_000;

export type WriterAnswer =
  | { readonly kind: "done" }
  | { readonly kind: "identity"; readonly file: string }
  | { readonly kind: "digest"; readonly digest: string }
  /** Rows that the statement itself changed, and what was counted of the tables that are watched. */
  | { readonly kind: "changed"; readonly rows: number; readonly effects: readonly CountedRows[] }
  | { readonly kind: "marked"; readonly ran: boolean }
  | { readonly kind: "transaction-status"; readonly status: TransactionStatus }
  | RunReply
  | RawCatalogue
  | DescribedError;

export type WriterReply = WriterAnswer & { readonly id: number };
