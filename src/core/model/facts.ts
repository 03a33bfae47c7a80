// What a statement would read, write and call, derived from its parse tree and the catalogue.
// INVARIANT: facts never understate. What the analysis is not sure of is an obstacle, and an obstacle is refused.

import type { Refusal } from "./refusal.ts";
import type { ColumnName, RelationName } from "./relation-name.ts";

/** What kind of statement it is. Only `read` can be planned today; the others are known so that the refusal can say what they are. */
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

export interface Facts {
  readonly kind: StatementKind;
  /** Relations named by the statement and those that its views read, each once. */
  readonly reads: readonly RelationRead[];
  readonly unresolved: readonly UnresolvedRelation[];
  /** Functions called, by any notation, as `schema.name` or `name`. */
  readonly calls: readonly string[];
  readonly outputs: readonly OutputColumn[];
  /** The greatest parameter number used; 0 when there are none. */
  readonly parameters: number;
  /** What forbids this statement to everyone: unknown nodes, functions that are not listed, locks, system columns. First one first. */
  readonly obstacles: readonly Refusal[];
  /** The statement without its literals and comments. Holds no value. */
  readonly normalisedText: string;
  /** Equal for statements that differ in literals, comments and white space alone; hexadecimal. */
  readonly fingerprint: string;
}
