// A write as the database is to run it: the only texts that may change a row.
// INVARIANT: a plan is made only by a dialect's rewriting of an allowed decision (test/layers proves it); what runs is decided by its preview.

import type { UnboundColumn } from "../../approvals/effect/observed-effect.ts";
import type { Verb } from "../../model/catalogue.ts";
import type { Allow, Limits } from "../../model/decision.ts";
import type { Governance } from "../../model/governed-relation.ts";
import type { Refusal } from "../../model/refusal.ts";
import type { RelationName } from "../../model/relation-name.ts";
import type { PlanParameter } from "./executable-plan.ts";

/** One statement with what is bound to its $1, $2, …. */
export interface PlanText {
  readonly text: string;
  readonly parameters: readonly PlanParameter[];
}

/** Rows of a step before and after, as text, for one viewer. */
export interface SampleText extends PlanText {
  /** Columns as they are named in the sample: visible keys, then those that change. */
  readonly columns: readonly string[];
  /** How many of the result's columns show the row as it is; the others show it as it would be, null where it is masked. */
  readonly before: number;
}

export type WritePlanParts = PostgresParts | SqliteParts;

interface CommonParts {
  readonly opens: readonly RelationName[];
  /** As of a plan that reads (executable-plan.ts). */
  readonly expands?: readonly RelationName[];
  readonly names?: readonly string[];
  readonly catalogueVersion: string;
  /** Rows of any table as somebody sees them under this governance; null where they see nothing of it. */
  readonly rowsFor: (relation: RelationName, governance: Governance) => RowsText | null;
}

/** Rows that are named by their places: one text for each row, first its place, then its columns. */
export interface RowsText {
  readonly columns: readonly string[];
  /** The places: of PostgreSQL one parameter behind the others (tid[]), of SQLite rows of keys as SQL. */
  readonly at: (places: string) => PlanText;
}

/**
 * What a statement does to one table by one verb. Most statements are one step. An upsert is two on one table (its rows that are there are
 * updated, the others inserted); MERGE is one for each of its verbs; a writing WITH query is one for each statement in it.
 * INVARIANT: no row is in two steps, all steps read the same snapshot, and they are carried out together or not at all. Each step has
 * facts of its own, in the same place of `Facts.writes`: it is granted, weighed, counted and reverted for itself.
 */
export interface WriteStep {
  readonly verb: Verb;
  readonly target: RelationName;
  /** Primary key, in order; empty for a table without one, into which rows can only be inserted. */
  readonly key: readonly string[];
  /** Columns of the target in its own order: the layout of a row's image. */
  readonly layout: readonly string[];
  /** False where the number of rows changed may be less than previewed (ON CONFLICT DO NOTHING). */
  readonly exact: boolean;
  /** Columns that the statement itself gives a value. */
  readonly given: readonly string[];
  /** Those of them whose value is nothing but the clock's, give or take a constant, or made anew. */
  readonly unbound: readonly UnboundColumn[];
  /** The rows as somebody sees them under this governance. Steps on one table show the same columns. */
  readonly sampleFor: (governance: Governance) => SampleText | Refusal;
}

export interface PostgresParts extends CommonParts {
  readonly engine: "postgres";
  /** True where its texts call what finds its names by the database's own search path. */
  readonly ownPath: boolean;
  /** In the order in which they are carried out; at least one. */
  readonly steps: readonly PostgresStep[];
  /**
   * One statement changes the rows of all steps. The first columns of each row are JSON lists with a place for each step: rows changed (and last
   * how many RETURNING has, one more than the limit at most), rows of them that the caller may see, and, in the first row, lists of [key…, column…] texts after the change; then the columns that are not stored as given, then whether the row is
   * one of RETURNING, and its columns.
   */
  readonly change: PlanText;
  /** The same without the lists of images. */
  readonly changeAlone: PlanText;
  /** The places of the steps that the statement itself is, and not a query of its WITH: their rows are those that the answer counts. */
  readonly main: readonly number[];
  /** What no preview can tell before the change, a sentence each. */
  readonly notPreviewed: readonly string[];
}

export interface PostgresStep extends WriteStep {
  /** One row of four: rows to be written, distinct keys among them, SHA-256 (hexadecimal) over keys, row versions and new values, bytes of images. */
  readonly preview: PlanText;
  /** The whole rows that would change, as text, in the order of their keys; locks them. Null for an INSERT. */
  readonly images: PlanText | null;
}

export interface SqliteParts extends CommonParts {
  readonly engine: "sqlite";
  /** In the order in which they are carried out; at least one. */
  readonly steps: readonly SqliteStep[];
  /** The rows that an upsert is given, read once before its steps read them from a temporary table. Null for other writes. */
  readonly source: StagedRows | null;
}

/** Rows that go into a temporary table. */
export interface StagedRows {
  /** Makes the table. */
  readonly stage: string;
  /** The table's name as SQL. */
  readonly into: string;
  readonly rows: PlanText;
}

/** No statement of SQLite's both changes rows and reads them, so the rows are kept in a temporary table for the length of the transaction. */
export interface SqliteStep extends WriteStep {
  /** Makes the temporary tables, in order. */
  readonly stage: readonly string[];
  /** The temporary table of the governed rows, and that of the keys of new ones; null where there are none. */
  readonly into: string;
  readonly done: string | null;
  /** The governed rows: keys, then new values. */
  readonly rows: PlanText;
  /** One row of three numbers: rows to be written, distinct keys among them, rows of the table (counted up to a bound). */
  readonly preview: string;
  /** Rows whose digest is what an approval is bound to, in a fixed order: keys, the rows as they are, new values. */
  readonly bound: string;
  /** Names of columns that hold something else than they were given, once the rows are changed. Null where nothing is given. */
  readonly overridden: string | null;
  /** Images of the rows before and after the change, in one order. Null where there are none. */
  readonly before: string | null;
  readonly after: string | null;
  /** Changes the rows. Of an INSERT it returns the keys of the new ones. Null where the statement of the step before takes them away. */
  readonly change: string | null;
  /** Of an UPDATE OR IGNORE: its change, which returns the keys of the rows that it made, and then the rowids of those that it left. */
  readonly passing: { readonly change: string; readonly done: string; readonly skipped: string } | null;
  /** Of rows that another step takes away, once it has: how many of them it left. */
  readonly taken: { readonly left: string } | null;
  /** One row: how many changed rows the caller may see. Null where all are. */
  readonly visible: PlanText | null;
  /** What RETURNING gives, read after the change, or before it where the rows go; null without it. */
  readonly returning: PlanText | null;
}

export class WritePlan {
  readonly #made = true;
  readonly parts: WritePlanParts;
  readonly limits: Limits;

  private constructor(parts: WritePlanParts, limits: Limits) {
    this.parts = parts;
    this.limits = limits;
  }

  static of(parts: WritePlanParts, allow: Allow): WritePlan {
    return new WritePlan(parts, allow.limits);
  }

  get isPlanned(): boolean {
    return this.#made;
  }
}

/** How many columns of `change` stand before those of RETURNING. */
export const CHANGE_COLUMNS = 5;
/** Rows of a sample. */
export const SAMPLE_ROWS = 20;
