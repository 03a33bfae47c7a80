// The expressions of a statement as far as it matters which values decide in them: the same for every dialect.

import type { Comparison, Part, UsedColumn, UsedConstant } from "../../model/value-use.ts";

export type Term =
  /** `of` is what the engine may write in its place: of a column of another query, that query's expression; absent for a table's own. */
  | { readonly kind: "column"; readonly values: () => readonly UsedColumn[]; readonly of?: () => readonly Term[] }
  | { readonly kind: "constant"; readonly constant: UsedConstant }
  | { readonly kind: "comparison"; readonly comparison: Comparison; readonly left: Term; readonly right: Term }
  | { readonly kind: "match"; readonly value: Term; readonly pattern: Term }
  | { readonly kind: "null-test"; readonly value: Term }
  /** AND, OR, NOT and their like. */
  | { readonly kind: "logic"; readonly terms: readonly Term[] }
  /** One of the results, as it stands. */
  | { readonly kind: "choice"; readonly conditions: readonly Term[]; readonly results: readonly Term[] }
  | { readonly kind: "part"; readonly part: Part; readonly value: Term; readonly others: readonly Term[] }
  /** Something that shows the values that it is made of, and hides none of their masks. */
  | { readonly kind: "shown"; readonly terms: readonly Term[] }
  | { readonly kind: "aggregate"; readonly aggregate: Aggregate }
  | {
      readonly kind: "window";
      readonly call: Term;
      readonly partition: readonly Term[];
      readonly order: readonly Term[];
    }
  | { readonly kind: "list"; readonly terms: readonly Term[] }
  | { readonly kind: "query"; readonly query: Query }
  | { readonly kind: "exists"; readonly query: Query }
  | { readonly kind: "computed"; readonly terms: readonly Term[] };

export interface Aggregate {
  /** `one` gives one of its values by their order, `any` one by no order of theirs, `all` shows all. */
  readonly gives: "count" | "sum" | "one" | "any" | "all";
  readonly terms: readonly Term[];
  readonly distinct: boolean;
  readonly order: readonly Term[];
  readonly filter: Term | null;
}

export interface Query {
  /** Those of WITH and FROM; one that is named in FROM, once more for each place where the engine writes it out. */
  readonly inner: readonly Query[];
  /** What joins go by. */
  readonly joins: readonly Term[];
  readonly where: Term | null;
  readonly group: readonly Term[];
  readonly having: Term | null;
  readonly outputs: readonly Term[];
  /** What DISTINCT goes by; null without it. */
  readonly distinct: readonly Term[] | null;
  readonly order: readonly Term[];
  /** Of named windows. */
  readonly windows: readonly Term[];
  /** The arms of a set operation, whose first arm's outputs these are; `compares` but for UNION ALL. */
  readonly arms: { readonly left: Query; readonly right: Query; readonly compares: boolean } | null;
}

export const EMPTY_QUERY: Query = {
  inner: [],
  joins: [],
  where: null,
  group: [],
  having: null,
  outputs: [],
  distinct: null,
  order: [],
  windows: [],
  arms: null,
};

/** The columns whose values, or parts of them, a term's value may be made of. What a condition says is judged where it stands. */
export function valuesOf(term: Term): readonly UsedColumn[] {
  if (term.kind === "column") return term.values();
  if (term.kind === "constant") return NONE;
  const known = VALUES.get(term);
  if (known !== undefined) return known;
  const values = findValues(term);
  VALUES.set(term, values);
  return values;
}

const NONE: readonly UsedColumn[] = [];

/** Each term is gone through once: a chain of queries that name a column twice would otherwise take exponential time. */
const VALUES = new WeakMap<Term, readonly UsedColumn[]>();

function findValues(term: Term): readonly UsedColumn[] {
  switch (term.kind) {
    case "choice":
      return mergeColumns(term.results.flatMap(valuesOf));
    case "part":
      return taken(valuesOf(term.value), term.part);
    case "list":
      return mergeColumns(term.terms.flatMap(valuesOf));
    case "shown":
    case "computed":
      return taken(mergeColumns(term.terms.flatMap(valuesOf)), "computed");
    case "aggregate": {
      const { gives, terms } = term.aggregate;
      if (gives === "count") return [];
      const values = mergeColumns(terms.flatMap(valuesOf));
      return gives === "one" || gives === "any" ? values : taken(values, "computed");
    }
    case "window":
      return valuesOf(term.call);
    case "query":
      return outputsOf(term.query).slice(0, 1).flatMap(valuesOf);
    default:
      return [];
  }
}

export function outputsOf(query: Query): readonly Term[] {
  if (query.arms === null) return query.outputs;
  const known = OUTPUTS.get(query);
  if (known !== undefined) return known;
  const right = outputsOf(query.arms.right);
  const outputs = outputsOf(query.arms.left).map((term, place): Term => {
    const other = right[place];
    return other === undefined ? term : { kind: "choice", conditions: [], results: [term, other] };
  });
  OUTPUTS.set(query, outputs);
  return outputs;
}

const OUTPUTS = new WeakMap<Query, readonly Term[]>();

function taken(columns: readonly UsedColumn[], part: Part): readonly UsedColumn[] {
  return columns.map((used) => ({ ...used, part: used.part === "whole" ? part : "computed" }));
}

export function mergeColumns(columns: readonly UsedColumn[]): readonly UsedColumn[] {
  if (columns.length < 2) return columns;
  const seen = new Map(
    columns.map((used) => [
      JSON.stringify([used.column.relation.schema, used.column.relation.name, used.column.column, used.part]),
      used,
    ]),
  );
  return [...seen.values()];
}

/** The constants that a term is; empty when it is anything more. */
export function constantsOf(term: Term): readonly UsedConstant[] {
  if (term.kind === "constant") return [term.constant];
  if (term.kind !== "list") return [];
  const all = term.terms.map(constantsOf);
  return all.some((constants) => constants.length === 0) ? [] : all.flat();
}
