// The port to one database. An adapter translates and decides nothing: it executes plans, and plans alone.

import type { CommitInFlight } from "../../core/approvals/approval-state.ts";
import type { Catalogue, Engine } from "../../core/model/catalogue.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import type { UnfitParameter } from "../../core/model/unfit-value.ts";
import type { ExecutablePlan } from "../../core/sql/executable-plan.ts";
import type { Cancellation } from "./cancellation.ts";
import type { Fate, SchemaRequest, WriteOutcome, WriteRequest } from "./write-run.ts";

/** What fills a plan's parameter slots. */
export interface Binding {
  readonly parameters: readonly JsonValue[];
  /** The constants of the caller's text, in order. */
  readonly constants: readonly string[];
  /** 64 bytes each: the caller's pseudonym key, padded as RFC 2104 says. */
  readonly innerPad: Uint8Array;
  readonly outerPad: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
}

export type Execution =
  | {
      readonly kind: "rows";
      readonly columns: readonly { readonly name: string; readonly type: string }[];
      readonly rows: readonly (readonly JsonValue[])[];
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

/** `known`: as last read. `recent`: read within about a second, for a name that may be new. `now`: read after the call, for a catalogue that is known to be stale. */
export type Freshness = "known" | "recent" | "now";

export interface Database {
  readonly name: string;
  readonly engine: Engine;
  /** The catalogue, as fresh as asked for. Rejects with a Failure `database-unavailable`. */
  catalogue(freshness?: Freshness): Promise<Catalogue>;
  /**
   * Executes a plan in a read-only session, under its limits. Never releases more than they allow.
   * Rejects with a Failure: `database-unavailable`, `database-busy` (no connection in time), `cancelled` (the signal; the query was stopped in the database).
   */
  execute(plan: ExecutablePlan, options: { binding: Binding; signal: Cancellation }): Promise<Execution>;
  /** False when the database is open for reading alone. */
  readonly writable: boolean;
  /**
   * Surveys a write and, if it is judged well, changes the rows, all in one serializable transaction. Rejects with a Failure like `execute`,
   * then nothing was changed, and with what `judge` or `committing` reject with.
   */
  write(request: WriteRequest): Promise<WriteOutcome>;
  /** The same for a change of the schema. Nothing waits behind its locks for longer than a write would. */
  change(request: SchemaRequest): Promise<WriteOutcome>;
  /** What became of a commit that was in flight. `unknown` also when the cluster or file is not the one that it was sent to. */
  fateOf(flight: CommitInFlight): Promise<Fate>;
  /** Identity of the cluster and database, or of the file. */
  system(): Promise<string>;
  /** What this database role could do that it should not, a sentence each. */
  posture(): Promise<readonly string[]>;
  close(): Promise<void>;
}
