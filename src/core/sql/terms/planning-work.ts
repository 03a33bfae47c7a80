// How much an engine has to write out to plan a statement. Planners put an expression in the place of each name that stands for it, and a
// query in the place of each name of WITH: a chain of small steps can double with each of them, and a page of text would take an engine's
// memory and minutes of its time, which no time limit ends in time. So it is counted beforehand, each term as often as it is written out.

import { type Refusal, refuse } from "../../model/refusal.ts";
import type { Query, Term } from "./term.ts";

/** Some four hundred times what the largest statement of the corpora takes. */
export const MOST_WORK = 50_000;

/** What a statement takes, in terms and queries. A property of its text and the catalogue: the same each time. */
export function planningWork(query: Query): number {
  const work = new Work();
  const copies = work.copiesOf(query);
  return work.written + copies * A_QUERY;
}

/** What another copy of a query takes beside its expressions. */
const A_QUERY = 10;

/** Characters that stand in the place of a statement's tables: a wide table that is named in many places is written out in each. */
const MOST_WRITTEN = 900_000;

export function refuseWritten(characters: number): Refusal | null {
  if (characters <= MOST_WRITTEN) return null;
  return refuse("statement-too-large", "The statement names wide tables in too many places.", {
    rule: "planning-work",
    remedy: "Name each table once in WITH, with the columns that are needed, and use that name.",
  });
}

export function refuseCostly(work: number, remedy: string): Refusal | null {
  if (work <= MOST_WORK) return null;
  return refuse("statement-too-large", "Written out, the statement's queries and expressions are too many to plan.", {
    rule: "planning-work",
    remedy,
  });
}

class Work {
  // what is being counted counts nothing within itself: a recursive query is not written out again
  readonly #sizes = new Map<Term, number>();
  readonly #copies = new Map<Query, number>();
  /** Terms of each query, with all that stands behind their names. */
  written = 0;

  /** How many queries it is, with all that stand in it. */
  copiesOf(query: Query): number {
    const known = this.#copies.get(query);
    if (known !== undefined) return known;
    this.#copies.set(query, 0);
    const { inner, joins, where, group, having, outputs, distinct, order, windows, arms } = query;
    const conditions = [where, having].filter((term) => term !== null);
    const terms = [...joins, ...conditions, ...group, ...outputs, ...(distinct ?? []), ...order, ...windows];
    const queries = arms === null ? inner : [...inner, arms.left, arms.right];
    const copies = 1 + [...queries, ...terms.flatMap(queriesIn)].reduce((sum, part) => sum + this.copiesOf(part), 0);
    this.#copies.set(query, copies);
    this.written += this.#all(terms);
    return copies;
  }

  #all(terms: readonly Term[]): number {
    return terms.reduce((sum, term) => sum + this.#size(term), 0);
  }

  #size(term: Term): number {
    if (term.kind === "constant") return 1;
    const known = this.#sizes.get(term);
    if (known !== undefined) return known;
    this.#sizes.set(term, 0);
    const below = this.#all(term.kind === "column" ? (term.of?.() ?? []) : partsOf(term));
    const query = term.kind === "query" || term.kind === "exists" ? A_QUERY : 0;
    // a name is nothing beside what it stands for
    const stands = term.kind === "column" || (term.kind === "choice" && term.conditions.length === 0);
    const size = stands ? Math.max(1, below) : 1 + below + query;
    this.#sizes.set(term, size);
    return size;
  }
}

const NO_QUERIES: readonly Query[] = [];

/** The queries that stand in an expression itself. */
function queriesIn(term: Term): readonly Query[] {
  if (term.kind === "constant" || term.kind === "column") return NO_QUERIES;
  if (term.kind === "query" || term.kind === "exists") return [term.query];
  return partsOf(term).flatMap(queriesIn);
}

function partsOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case "column":
    case "constant":
      return [];
    case "query":
    case "exists":
      return term.query.outputs;
    case "comparison":
      return [term.left, term.right];
    case "match":
      return [term.value, term.pattern];
    case "null-test":
      return [term.value];
    case "choice":
      return [...term.conditions, ...term.results];
    case "part":
      return [term.value, ...term.others];
    case "aggregate": {
      const { terms, order, filter } = term.aggregate;
      return [...terms, ...order, ...(filter === null ? [] : [filter])];
    }
    case "window":
      return [term.call, ...term.partition, ...term.order];
    case "logic":
    case "shown":
    case "list":
    case "computed":
      return term.terms;
  }
}
