// What a statement would read, write and call, derived from its parse tree and the catalogue.
// INVARIANT: facts never understate. What the analysis is not sure of is an obstacle, and an obstacle is refused.

import type { Verb } from "./catalogue.ts";
import type { Refusal } from "./refusal.ts";
import type { ColumnName, RelationName } from "./relation-name.ts";
import type { SchemaFacts } from "./schema-change.ts";
import type { ValueUse } from "./value-use.ts";

/** What kind of statement it is. Those that cannot be planned are known so that the refusal can say what they are. */
export type StatementKind =
  | "read"
  | "insert"
  | "update"
  | "delete"
  | "merge"
  | "ddl"
  | "transaction"
  | "session"
  | "utility";

export interface RelationRead {
  readonly relation: RelationName;
  /** Columns that the statement names or that a `*` or a whole-row reference takes in; every column when unsure. */
  readonly columns: readonly string[];
  /** The view through which it is read; null when the statement names it. */
  readonly through: RelationName | null;
}

/** One column of the result. */
export interface OutputColumn {
  /** The label as far as the tree tells; null for what the server names or a star that was not expanded. */
  readonly name: string | null;
  /** The base columns whose (treated) values can flow into it. */
  readonly sources: readonly ColumnName[];
  /** True when it is a base column as it stands, not an expression. */
  readonly direct: boolean;
}

/** A relation that the statement names and that the catalogue does not hold. */
export interface UnresolvedRelation {
  /** As written: `schema.name` or `name`. */
  readonly text: string;
  readonly position: number | null;
}

/** What a statement that changes rows would do to one table by one verb: a step of its plan. */
export interface WriteFacts {
  readonly verb: Verb;
  readonly target: RelationName;
  /** True where rows of tables that inherit from the target are not meant (ONLY). */
  readonly alone?: true;
  /** Columns that are given a value, in the order written; of a DELETE none. */
  readonly assigned: readonly AssignedColumn[];
  /** False when every row of the target is meant: no WHERE and no join, or a condition that is always true. */
  readonly bounded: boolean;
  /** True when a column of the primary key is given another value. */
  readonly changesKey: boolean;
  /** Columns that ON CONFLICT names; empty without them. */
  readonly conflict: readonly string[];
  /** Columns of the unique key by which rows are found to be there (ON CONFLICT DO UPDATE); null where there is no such key. */
  readonly pairs?: readonly string[] | null;
  /** SQLite: `pairs` are of every key by which its rows could meet others: OR REPLACE deletes those, OR IGNORE leaves its own as they are. */
  readonly resolves?: "replace" | "ignore";
  /** False when an INSERT names no columns: then it means all of them, hidden ones too. */
  readonly named: boolean;
  /** True when the statement gives rows back (RETURNING). */
  readonly returns: boolean;
  /** Of an INSERT: identities GENERATED ALWAYS take the values that they are given (OVERRIDING SYSTEM VALUE). */
  readonly overriding?: true;
}

export interface AssignedColumn {
  readonly column: string;
  /** The base columns whose (treated) values can flow into it. */
  readonly sources: readonly ColumnName[];
  /** The column is named and left to its default. */
  readonly isDefault?: true;
}

/** A table that the statement would write, as it names it. */
export interface NamedTarget {
  readonly text: string;
  /** Null when the catalogue does not hold it. */
  readonly relation: RelationName | null;
}

/** How a plan is written. */
export interface PlanForm {
  readonly format: "text" | "json";
  readonly costs: boolean;
  /** SQLite: what the statement calls tables and queries. */
  readonly names?: readonly string[];
}

export interface Facts {
  readonly kind: StatementKind;
  /** Of a statement that writes: its targets in the order in which they stand, as far as they were read. */
  readonly targets?: readonly NamedTarget[];
  /** Relations named by the statement and those that its views read, each once. */
  readonly reads: readonly RelationRead[];
  readonly unresolved: readonly UnresolvedRelation[];
  /** Functions called, by any notation, as `schema.name` or `name`. */
  readonly calls: readonly string[];
  /** Columns of the result: of the SELECT, or of RETURNING. */
  readonly outputs: readonly OutputColumn[];
  /** What it would change, step by step; empty for a statement that writes nothing. */
  readonly writes: readonly WriteFacts[];
  /** Of a statement that changes the schema, in a form that can be asked for. */
  readonly schema?: SchemaFacts;
  /** The plan of the SELECT is asked for (EXPLAIN), not its rows. */
  readonly explains?: PlanForm;
  /** The greatest parameter number used; 0 when there are none. */
  readonly parameters: number;
  /** What forbids this statement to everyone: unknown nodes, functions that are not listed, locks, system columns. First one first. */
  readonly obstacles: readonly Refusal[];
  /** The statement without its literals and comments. Holds no value. */
  readonly normalisedText: string;
  /** Equal for statements that differ in literals, comments and white space alone; hexadecimal. */
  readonly fingerprint: string;
  /** Where values decide; absent where the statement was not read so far. */
  readonly uses?: readonly ValueUse[];
}
