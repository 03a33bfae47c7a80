// One write on one database, as one serializable transaction that the gate drives: it begins with the preview, may be tried, changes, and is
// committed or rolled back. What was previewed is what is changed: no other transaction comes between.

import type { Sample } from "../../core/approvals/approval-request.ts";
import type { PendingCommit } from "../../core/approvals/approval-state.ts";
import type { Clearance } from "../../core/approvals/clearance.ts";
import type { Observation, UnboundColumn } from "../../core/approvals/effect/observed-effect.ts";
import type { Verb } from "../../core/model/catalogue.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import type { RelationName } from "../../core/model/relation-name.ts";
import type { SchemaVerb } from "../../core/model/schema-change.ts";
import type { SchemaPlan } from "../../core/sql/plans/schema-plan.ts";
import type { RowsText, SampleText, WritePlan } from "../../core/sql/plans/write-plan.ts";
import type { RowImages } from "../../core/sql/revert/inverse-statement.ts";
import type { Cancellation } from "./cancellation.ts";
import type { Binding, Execution } from "./execution.ts";

/** What a write would do, read in its own transaction and before anything has changed. */
export interface Preview {
  /** Identity of the database, as this very transaction says it. */
  readonly system: string;
  /** Rows of all steps. */
  readonly rows: number;
  /** In the order of the plan's steps: rows of the target that would change, and rows of its table, exactly or estimated; null when unknown. */
  readonly steps: readonly { readonly rows: number; readonly total: number | null }[];
  /** About how many bytes the images of the rows take, before and after; absent where rows alone are counted. */
  readonly bytes?: number;
  /** SHA-256 (hexadecimal) over keys, row versions and new values. */
  readonly digest: string;
  readonly changes: readonly RowChange[];
  readonly method: "select" | "rolled-back";
  /** Sentences. */
  readonly disturbs: readonly string[];
  readonly notPreviewed: readonly string[];
  /** True where all that foreign keys change besides can be reverted with the rest; absent where they change nothing. */
  readonly captured?: boolean;
}

export interface Viewers {
  /** How who asks sees the rows of each step, before anything is tried. Null: not asked for. */
  readonly own: readonly SampleText[] | null;
  /** How others see the rows of any table, by name; null where they see nothing of it. */
  readonly others: ReadonlyMap<string, (relation: RelationName) => RowsText | null>;
  /** How often it is tried: twice, to tell what is another value each time. */
  readonly tries: 0 | 1 | 2;
}

export interface TrialResult {
  readonly kind: "seen";
  readonly own: Sample | null;
  readonly samples: Readonly<Record<string, Sample>>;
  /** Null where it was not to be tried. */
  readonly tried: Tried | null;
}

export type Tried =
  | {
      readonly kind: "tried";
      /** One, or two of one transaction. */
      readonly observations: readonly Observation[];
      /** Of values that the statement gives: those that are the clock's, or made anew. */
      readonly unbound: readonly UnboundColumn[];
      /** What the rows that it changes are not compared by, a sentence each. */
      readonly unseen: readonly string[];
      /** True where all rows are observed, but for some that are only added. */
      readonly whole: boolean;
    }
  /** The database refuses it as things are. */
  | DatabaseRefusal;

export interface DatabaseRefusal {
  readonly kind: "refused";
  readonly sqlstate: string;
  readonly constraint: ConstraintName | null;
}

export interface ConstraintName {
  /** Null where the engine does not say. */
  readonly relation: RelationName | null;
  readonly name: string;
  /** Null where they are those of the catalogue's constraint of that name. */
  readonly columns: readonly string[] | null;
}

export interface RowChange {
  readonly relation: RelationName;
  readonly verb: Verb | SchemaVerb;
  readonly rows: number;
  readonly cause: "statement" | "cascade" | "trigger";
}

export interface StatementToRun {
  readonly plan: WritePlan;
  readonly binding: Binding;
}

export interface WriteRequest extends Omit<StatementToRun, "plan"> {
  readonly plan: WritePlan | SchemaPlan;
  /** Carried out after the first, in order and in the same transaction. No row is in two of them, and they return nothing. */
  readonly further?: readonly StatementToRun[];
  /** The most rows that images are kept of; none when absent. */
  readonly imageRows?: number;
  /** Ends it at any time before COMMIT. */
  readonly signal: Cancellation;
  /** Id of the approved request that this carries out; absent where the preview decides whether there will be one. */
  readonly carries?: string;
}

/** A write of rows. */
export type RowsRequest = WriteRequest & { readonly plan: WritePlan };

/** A change of the schema. There is nothing of it to try. */
export type SchemaRequest = WriteRequest & { readonly plan: SchemaPlan };

/**
 * The steps of an open transaction, in this order. One that answers with a `RolledBack`, or rejects, has ended it: nothing was changed.
 * They reject with a Failure as `execute` does.
 */
export interface WriteTransaction {
  readonly kind: "open";
  readonly preview: Preview;
  /**
   * Tries the write and rolls it back to where it was: every row that it changes, whatever changed it, and samples of them. What the change then
   * really does is held against it.
   */
  try(viewers: Viewers): Promise<TrialResult | RolledBack>;
  /** Makes the change, once. All of it can be rolled back still. */
  change(clearance: Clearance, how: Changing): Promise<Changed | RolledBack>;
  /** Sends COMMIT. INVARIANT: what recovery will ask about, the pending commit of the change, is durable by then. From here on no cancelled call stops it. */
  commit(): Promise<Committed | RolledBack>;
  /** Ends it where it has not ended, and resolves when nothing of it is left. Never rejects; of what was committed there is nothing to roll back. */
  rollBack(): Promise<void>;
}

export interface Changing {
  /** Images are kept of a write of no more rows than this. */
  readonly imageRows: number;
  /** Whether what it really does is observed, row by row, as it was when it was tried. If not, its relations and counts are compared alone. */
  readonly observes: boolean;
}

export interface Changed {
  readonly kind: "changed";
  /** Rows that all steps changed. */
  readonly rows: number;
  /** To revert it by; null where none are kept. */
  readonly images: readonly RowImages[] | null;
  /** Null where nothing is observed. */
  readonly observation: Observation | null;
  /** What recovery will ask about; `NOTHING_TO_COMMIT` where nothing was changed. */
  readonly pendingCommit: PendingCommit;
  readonly answer: WriteAnswer;
}

/** What who asked is told of it. */
export interface WriteAnswer {
  /** Rows that the statements themselves changed, and not the queries of a WITH. */
  readonly rows: number;
  /** What RETURNING gives; no columns without it. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly returned: readonly (readonly JsonValue[])[];
  readonly truncated: "rows" | "bytes" | null;
}

export type Committed =
  | { readonly kind: "committed" }
  /** COMMIT was sent and no answer came: the pending commit tells what to ask. */
  | { readonly kind: "in-doubt" };

/** Nothing was changed, and why. */
export type RolledBack =
  /**
   * A changed row would be out of the caller's sight, a row would be changed twice, the effect is not what was previewed, the database holds
   * the marker of this very request, or the first row that RETURNING gives is larger than an answer may be.
   */
  | {
      readonly kind: "held";
      readonly why: "out-of-sight" | "ambiguous-rows" | "effect-differs" | "ran-before" | "result-too-large";
    }
  /** What it would do is no longer what was previewed. */
  | { readonly kind: "moved-on" }
  | Exclude<Execution, { kind: "rows" }>;

/** What the database says became of a transaction whose end nobody saw, as `pg_xact_status` (PostgreSQL manual, 9.27). */
export type TransactionStatus = "committed" | "rolled-back" | "running" | "unknown";
