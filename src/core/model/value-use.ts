// Where a statement lets values decide, and which columns' values those are: so that an answer can say what masks did to it.
// For what is said to the caller alone: nothing is protected by it, and where it cannot follow a value it is silent.

import type { ColumnName, RelationName } from "./relation-name.ts";

/** What is left of a column's value: all of it, a part of it, or something made from it. */
export type Part = "whole" | "year" | "domain" | "length" | `first ${number}` | `last ${number}` | "computed";

export interface UsedColumn {
  readonly column: ColumnName;
  readonly part: Part;
}

/** A constant of the statement, or a value that comes with it. */
export type UsedConstant =
  /** `at` is where it stands in the text, in UTF-16 units; null where that is not known. */
  | { readonly kind: "value"; readonly value: string | null; readonly at: number | null }
  | { readonly kind: "parameter"; readonly number: number };

export interface UsedValue {
  readonly columns: readonly UsedColumn[];
  /** What the value is when it is nothing else; empty where it is more than constants. */
  readonly constants: readonly UsedConstant[];
}

export type Comparison = "=" | "<" | "<=" | ">" | ">=";

export type Clause =
  | "where"
  | "join"
  | "group by"
  | "having"
  | "select"
  | "distinct"
  | "order by"
  | "window"
  | "set operation";

export type UseKind =
  /** Two sides, equal or not. */
  | "equality"
  /** Two sides, by an order. */
  | "order"
  /** A value and a pattern. */
  | "match"
  | "null-test"
  /** As a condition by itself. */
  | "truth"
  /** Rows with one value become one, or belong together: one use holds all that they go by. */
  | "grouping"
  /** What comes first, last or next. */
  | "sorting"
  /** How many are not NULL. */
  | "count"
  /** Sums, averages and their like. */
  | "sum"
  /** A function or an operator makes another value of it. */
  | "computing";

export interface ValueUse {
  readonly kind: UseKind;
  readonly clause: Clause;
  readonly values: readonly UsedValue[];
  /** Of an order: how the first side is compared with the second. */
  readonly comparison?: Comparison;
  /** The views in whose bodies it stands, outermost first. */
  readonly through: readonly RelationName[];
}
