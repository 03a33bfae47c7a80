// Which values decide where in a statement: a walk over its terms that meets each of them once.

import type { Catalogue } from "../../model/catalogue.ts";
import { relationKey } from "../../model/relation-name.ts";
import type { Clause, UsedValue, UseKind, ValueUse } from "../../model/value-use.ts";
import { type Aggregate, constantsOf, outputsOf, type Query, type Term, valuesOf } from "./term.ts";

/** A statement with more has been told enough. */
const MOST_USES = 500;

type Found = Omit<ValueUse, "through">;

/** `read` gives the statement's query. One that is too deep for the stack has none that could be told. */
export function usesOf(read: () => Query, catalogue: Catalogue): readonly Found[] {
  const uses: Found[] = [];
  try {
    new UseFinder(uses).query(read());
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return uses.map((use) => withoutDependent(use, catalogue)).filter(holdsColumns);
}

class UseFinder {
  readonly #uses: Found[];
  readonly #met = new Set<Query>();

  constructor(uses: Found[]) {
    this.#uses = uses;
  }

  query(query: Query): void {
    if (this.#met.has(query)) return;
    this.#met.add(query);
    for (const inner of query.inner) this.query(inner);
    for (const join of query.joins) this.#condition(join, "join");
    if (query.where !== null) this.#condition(query.where, "where");
    if (query.group.length > 0) this.#grouping(query.group, "group by");
    if (query.having !== null) this.#condition(query.having, "having");
    for (const output of query.outputs) this.#term(output, "select");
    if (query.distinct !== null) this.#grouping(query.distinct, "distinct");
    for (const window of query.windows) this.#term(window, "window");
    for (const key of query.order) this.#sorting(key, "order by");
    if (query.arms !== null) this.#arms(query.arms);
  }

  #arms({ left, right, compares }: NonNullable<Query["arms"]>): void {
    this.query(left);
    this.query(right);
    if (!compares) return;
    const [these, those] = [outputsOf(left), outputsOf(right)];
    for (const outputs of [these, those]) this.#add("grouping", "set operation", outputs.map(valueOf));
    these.forEach((term, place) => {
      const other = those[place];
      const sides = [valueOf(term), ...(other === undefined ? [] : [valueOf(other)])];
      if (sides.every(({ columns }) => columns.length > 0)) this.#add("equality", "set operation", sides);
    });
  }

  #grouping(terms: readonly Term[], clause: Clause): void {
    this.#add("grouping", clause, terms.map(valueOf));
    for (const term of terms) this.#term(term, clause);
  }

  #sorting(term: Term, clause: Clause): void {
    this.#add("sorting", clause, [valueOf(term)]);
    this.#term(term, clause);
  }

  #condition(term: Term, clause: Clause): void {
    if (term.kind === "column") this.#add("truth", clause, [valueOf(term)]);
    this.#term(term, clause);
  }

  #term(term: Term, clause: Clause): void {
    switch (term.kind) {
      case "column":
      case "constant":
        return;
      case "comparison":
        this.#comparison(term, clause);
        return;
      case "match":
        this.#add("match", clause, [valueOf(term.value), valueOf(term.pattern)]);
        return this.#all([term.value, term.pattern], clause);
      case "null-test":
        this.#add("null-test", clause, [valueOf(term.value)]);
        return this.#term(term.value, clause);
      case "logic":
        for (const part of term.terms) this.#condition(part, clause);
        return;
      case "choice":
        for (const condition of term.conditions) this.#condition(condition, clause);
        return this.#all(term.results, clause);
      case "part":
        this.#add("computing", clause, [valueOf(term)]);
        return this.#all([term.value, ...term.others], clause);
      case "computed":
        for (const part of term.terms) this.#add("computing", clause, [asComputed(valueOf(part))]);
        return this.#all(term.terms, clause);
      case "aggregate":
        return this.#aggregate(term.aggregate, clause);
      case "window":
        this.#grouping(term.partition, "window");
        for (const key of term.order) this.#sorting(key, "window");
        return this.#term(term.call, clause);
      case "shown":
      case "list":
        return this.#all(term.terms, clause);
      case "query":
      case "exists":
        return this.query(term.query);
    }
  }

  #all(terms: readonly Term[], clause: Clause): void {
    for (const term of terms) this.#term(term, clause);
  }

  #comparison({ comparison, left, right }: Extract<Term, { kind: "comparison" }>, clause: Clause): void {
    this.#all([left, right], clause);
    for (const [one, other] of pairsOf(left, right)) {
      if (comparison === "=") this.#add("equality", clause, [valueOf(one), valueOf(other)]);
      else this.#add("order", clause, [valueOf(one), valueOf(other)], comparison);
    }
  }

  #aggregate({ gives, terms, distinct, order, filter }: Aggregate, clause: Clause): void {
    const values = terms.map(valueOf);
    if (distinct && gives !== "one") this.#add("grouping", clause, values);
    else if (gives === "count") for (const value of values) this.#add("count", clause, [value]);
    if (gives === "sum") for (const value of values) this.#add("sum", clause, [value]);
    if (gives === "one") for (const value of values) this.#add("sorting", clause, [value]);
    for (const key of order) this.#sorting(key, clause);
    if (filter !== null) this.#condition(filter, clause);
    this.#all(terms, clause);
  }

  #add(kind: UseKind, clause: Clause, values: readonly UsedValue[], comparison?: ValueUse["comparison"]): void {
    const use: Found = { kind, clause, values, ...(comparison !== undefined && { comparison }) };
    if (this.#uses.length < MOST_USES && holdsColumns(use)) this.#uses.push(use);
  }
}

function valueOf(term: Term): UsedValue {
  return { columns: valuesOf(term), constants: constantsOf(term) };
}

function asComputed({ columns, constants }: UsedValue): UsedValue {
  return { columns: columns.map((used) => ({ ...used, part: "computed" })), constants };
}

function holdsColumns({ values }: Found): boolean {
  return values.some(({ columns }) => columns.length > 0);
}

/** Rows are compared column by column; a value with the members of a list or of a query, as with one of many. */
function pairsOf(left: Term, right: Term): readonly (readonly [Term, Term])[] {
  if (right.kind === "query") {
    const outputs = outputsOf(right.query);
    const sides = left.kind === "list" ? left.terms : [left];
    return sides.flatMap((side, place) => {
      const output = outputs[place];
      return output === undefined ? [] : [[side, output] as const];
    });
  }
  if (left.kind !== "list" || right.kind !== "list") return [[left, right]];
  const rows = right.terms.every(({ kind }) => kind === "list") ? right.terms : [right];
  return left.terms.flatMap((side, place) =>
    rows.flatMap((row) => {
      const other = row.kind === "list" ? row.terms[place] : undefined;
      return other === undefined ? [] : [[side, other] as const];
    }),
  );
}

/** Where rows go by a whole primary key, the other columns of its table change nothing. */
function withoutDependent(use: Found, { relations }: Catalogue): Found {
  if (use.kind !== "grouping") return use;
  const whole = new Set(
    use.values.flatMap(({ columns }) =>
      columns.flatMap(({ column, part }) =>
        part === "whole" ? [`${relationKey(column.relation)} ${column.column}`] : [],
      ),
    ),
  );
  const isDependent = (relation: Parameters<typeof relationKey>[0], name: string): boolean => {
    const key = relations.get(relationKey(relation))?.primaryKey ?? [];
    if (key.length === 0 || key.includes(name)) return false;
    return key.every((column) => whole.has(`${relationKey(relation)} ${column}`));
  };
  const values = use.values.map((value) => ({
    ...value,
    columns: value.columns.filter(({ column }) => !isDependent(column.relation, column.column)),
  }));
  return { ...use, values };
}
