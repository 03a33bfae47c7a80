// The queries of a statement that was read, as terms: each SELECT once in each place, its names looked up as SQLite looks them up.

import type { UsedColumn } from "../../../model/value-use.ts";
import { MOST_FOLLOWED } from "../../most-columns.ts";
import { EMPTY_QUERY, mergeColumns, outputsOf, type Query, type Term, valuesOf } from "../../terms/term.ts";
import { fold } from "../parse/node.ts";
import { isQuery, type Node, type NodeOf } from "../parse/tree.ts";
import { columnPath } from "./column-path.ts";
import { columnOf, nameByText, toldApart } from "./output-names.ts";
import type { Reading } from "./reading.ts";
import { EMPTY_SCOPE, findCte, type Scope, scopeWithin } from "./scope.ts";
import { type TermScope, termOf } from "./term-of.ts";

interface SourceColumn {
  readonly name: string | null;
  readonly term: Term;
  /** The right side's column that USING or NATURAL made one with the left side's. */
  readonly merged?: boolean;
}

interface Source {
  readonly name: string;
  readonly columns: readonly SourceColumn[];
}

interface Surroundings {
  readonly scope: Scope;
  readonly outer: readonly Source[];
}

interface Made {
  readonly query: Query;
  readonly columns: readonly SourceColumn[];
}

const NOTHING: Term = { kind: "list", terms: [] };
const NO_QUERY: Made = { query: EMPTY_QUERY, columns: [] };

/** A reading is asked for its costs and for its values. */
const QUERIES = new WeakMap<Reading, Query>();

export function queryOf(reading: Reading): Query {
  const known = QUERIES.get(reading);
  if (known !== undefined) return known;
  const { query } = new QueryTerms(reading).make(reading.statement.root, { scope: EMPTY_SCOPE, outer: [] });
  QUERIES.set(reading, query);
  return query;
}

class QueryTerms {
  readonly #reading: Reading;
  readonly #parameters: ReadonlyMap<Node, number>;
  readonly #ctes = new Map<Node, Made>();
  /** What stands in FROM, of the query that is being made. */
  #inner: Query[] = [];

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#parameters = new Map(reading.parameters.map(({ node, number }) => [node, number]));
  }

  make(node: Node, around: Surroundings): Made {
    if (node.type === "paren_expr") return this.make(node.expr, around);
    const scope = scopeWithin(node, around.scope);
    if (node.type === "compound_select_stmt") return this.#compound(node, { ...around, scope });
    if (node.type === "values_stmt") return this.#values(node, { ...around, scope });
    if (node.type === "table_name") return this.#whole(node, around);
    return node.type === "select_stmt" ? this.#select(node, { ...around, scope }) : NO_QUERY;
  }

  #compound(node: NodeOf<"compound_select_stmt">, around: Surroundings): Made {
    const inner = this.#ctesOf(node, around);
    const left = this.make(node.left, around);
    const right = this.make(node.right, around);
    const compares = node.operator !== "UNION ALL";
    const query: Query = { ...EMPTY_QUERY, inner, arms: { left: left.query, right: right.query, compares } };
    const terms = outputsOf(query);
    const columns = left.columns.map(({ name }, place) => ({ name, term: terms[place] ?? NOTHING }));
    return { query, columns };
  }

  /** SELECT * FROM what stands behind IN. */
  #whole(node: NodeOf<"table_name">, around: Surroundings): Made {
    const before = this.#inner;
    this.#inner = [];
    const { columns } = this.#table(node, around);
    const query: Query = { ...EMPTY_QUERY, inner: this.#inner, outputs: columns.map(({ term }) => term) };
    this.#inner = before;
    return { query, columns };
  }

  #values(node: NodeOf<"values_stmt">, around: Surroundings): Made {
    const inner = this.#ctesOf(node, around);
    const scope = this.#scope({ sources: [], around, labels: [] });
    const rows = node.rows.map(({ items }) => items.map((item) => termOf(item, scope)));
    const columns = (rows[0] ?? []).map((_, place): SourceColumn => {
      const results = rows.map((row) => row[place] ?? NOTHING);
      return { name: `column${place + 1}`, term: { kind: "choice", conditions: [], results } };
    });
    return { query: { ...EMPTY_QUERY, inner, outputs: columns.map(({ term }) => term) }, columns };
  }

  /** Each is made, whether it is read or not. */
  #ctesOf({ with: clause }: Pick<NodeOf<"select_stmt">, "with">, around: Surroundings): readonly Query[] {
    const before = this.#inner;
    this.#inner = [];
    for (const cte of clause?.tables ?? []) this.#cte(cte, around);
    const made = this.#inner;
    this.#inner = before;
    return made;
  }

  #select(node: NodeOf<"select_stmt">, around: Surroundings): Made {
    const ctes = this.#ctesOf(node, around);
    const before = this.#inner;
    this.#inner = [];
    const joins: Term[] = [];
    const sources = node.tables === null ? [] : this.#tables(node.tables, { ...around, joins });
    const inner = [...ctes, ...this.#inner];
    this.#inner = before;
    const own = { sources, around };
    const columns = node.columns.flatMap((item) => this.#column(item, own)).slice(0, MOST_FOLLOWED);
    const labelled = this.#scope({ ...own, labels: columns });
    const condition = (expr: Node | null) => (expr === null ? null : termOf(expr, labelled));
    const outputs = columns.map(({ term }) => term);
    const sorted = (items: readonly Node[]): readonly Term[] =>
      items.map((item) => {
        const key = item.type === "sort_specification" ? item.expr : item;
        const output = key.type === "number_literal" ? outputs[key.value - 1] : undefined;
        const label =
          key.type === "identifier" ? columns.find(({ name }) => isCalled(name, fold(key.name))) : undefined;
        return output ?? label?.term ?? termOf(key, labelled);
      });
    const keys = (items: readonly Node[]) => items.map((item) => termOf(item, labelled));
    const windows = node.windows.map(
      ({ window }): Term => ({
        kind: "window",
        call: NOTHING,
        partition: keys(window.partition),
        order: keys(window.order),
      }),
    );
    const query: Query = {
      ...EMPTY_QUERY,
      inner,
      joins,
      where: condition(node.where),
      group: sorted(node.group),
      having: condition(node.having),
      outputs,
      distinct: node.distinct ? outputs : null,
      order: sorted(node.order),
      windows,
    };
    return { query, columns };
  }

  #column(item: Node, own: { sources: readonly Source[]; around: Surroundings }): readonly SourceColumn[] {
    const shown = (sources: readonly Source[]) =>
      sources.flatMap(({ columns }) => columns.filter(({ merged }) => merged !== true));
    if (item.type === "all_columns") return shown(own.sources);
    if (item.type === "member_expr" && item.property.type === "all_columns") {
      const name = item.object.type === "identifier" ? fold(item.object.name) : "";
      return own.sources
        .filter((source) => source.name === name)
        .slice(0, 1)
        .flatMap(({ columns }) => columns);
    }
    const expression = item.type === "alias" ? item.expr : item;
    const label = item.type === "alias" ? item.alias : null;
    const path = item.type === "alias" ? null : columnPath(columnOf(item, "inner") ?? item);
    const name = label ?? path?.column ?? nameByText(item, { statement: this.#reading.statement, place: "inner" });
    return [{ name, term: termOf(expression, this.#scope({ ...own, labels: [] })) }];
  }

  #scope({
    sources,
    around,
    labels,
  }: {
    sources: readonly Source[];
    around: Surroundings;
    labels: readonly SourceColumn[];
  }): TermScope {
    return {
      parameters: this.#parameters,
      query: (node) => this.make(node, { scope: around.scope, outer: [...sources, ...around.outer] }).query,
      column: (node) => {
        const path = columnPath(node);
        if (path === null) return NOTHING;
        for (const here of [sources, [{ name: "", columns: labels }], around.outer]) {
          const found = here
            .filter(({ name }) => path.table === null || name === path.table)
            .flatMap(({ columns }) => columns.filter(({ name }) => isCalled(name, path.column)));
          if (found.length > 0)
            return { kind: "choice", conditions: [], results: found.slice(0, 1).map(({ term }) => asColumn(term)) };
        }
        return NOTHING;
      },
    };
  }

  #tables(node: Node, at: Surroundings & { joins: Term[] }): readonly Source[] {
    switch (node.type) {
      case "join_expr":
        return this.#join(node, at);
      case "alias":
        return [{ name: fold(node.alias), columns: this.#tables(node.expr, at).flatMap(({ columns }) => columns) }];
      case "indexed_table":
        return this.#tables(node.expr, at);
      case "paren_expr": {
        if (!isQuery(node.expr)) return this.#tables(node.expr, at);
        const made = this.make(node.expr, at);
        this.#inner.push(made.query);
        return [{ name: "", columns: toldApart(made.columns) }];
      }
      case "table_name":
        return [this.#table(node, at)];
      default:
        return [];
    }
  }

  #join(node: NodeOf<"join_expr">, at: Surroundings & { joins: Term[] }): readonly Source[] {
    const left = this.#tables(node.left, at);
    const right = this.#tables(node.right, at);
    const { specification } = node;
    if (specification?.type === "join_on_specification") {
      at.joins.push(termOf(specification.expr, this.#scope({ sources: [...left, ...right], around: at, labels: [] })));
    }
    const names = new Set<string>();
    if (specification?.type === "join_using_specification") {
      for (const column of specification.columns) names.add(fold(column));
    } else if (node.operator.includes("NATURAL")) {
      for (const { columns } of left) for (const { name } of columns) if (name !== null) names.add(fold(name));
    }
    const named = (sources: readonly Source[], wanted: string) =>
      sources.flatMap(({ columns }) => columns).find(({ name }) => isCalled(name, wanted));
    const shared = new Set<string>();
    for (const name of names) {
      const [these, those] = [named(left, name), named(right, name)];
      if (these === undefined || those === undefined) continue;
      shared.add(name);
      at.joins.push({ kind: "comparison", comparison: "=", left: these.term, right: those.term });
    }
    return [
      ...left,
      ...right.map(({ name, columns }) => ({
        name,
        columns: columns.map((column) =>
          column.name !== null && shared.has(fold(column.name)) ? { ...column, merged: true } : column,
        ),
      })),
    ];
  }

  #table(node: NodeOf<"table_name">, at: Surroundings): Source {
    const use = this.#reading.uses.find((candidate) => candidate.node === node);
    if (use !== undefined) {
      const { relation } = use;
      return {
        name: fold(use.written),
        columns: relation.columns.map(({ name }) => {
          const used: readonly UsedColumn[] = [{ column: { relation: relation.name, column: name }, part: "whole" }];
          return { name, term: { kind: "column", values: () => used } };
        }),
      };
    }
    const cte = node.schema === null ? findCte(at.scope, node.name) : null;
    if (cte === null) return { name: "", columns: [] };
    const { query, columns } = this.#cte(cte, at);
    this.#inner.push(query); // SQLite copies it for each place that names it
    return { name: fold(cte.name), columns };
  }

  #cte(cte: NodeOf<"common_table_expr">, at: Surroundings): Made {
    const known = this.#ctes.get(cte);
    if (known !== undefined) return known;
    const names = cte.columns;
    // within itself it is what it starts with, as soon as that is known
    let made: Made = NO_QUERY;
    const within = (place: number): Term => {
      const values = once(() => valuesOf(made.columns[place]?.term ?? NOTHING));
      return { kind: "column", values: () => (made === NO_QUERY ? [] : values()) };
    };
    const started = names ?? firstNames(cte.expr);
    this.#ctes.set(cte, { query: EMPTY_QUERY, columns: started.map((name, place) => ({ name, term: within(place) })) });
    const before = this.#inner;
    this.#inner = [];
    made = this.make(cte.expr, { scope: at.scope, outer: at.outer });
    this.#inner = [...before, made.query];
    const columns = toldApart(made.columns).map(({ name, term }, place) => ({ name: names?.[place] ?? name, term }));
    const whole = { query: made.query, columns };
    this.#ctes.set(cte, whole);
    return whole;
  }
}

/** What is looked up is a value: what it was computed with is met where it stands. */
function asColumn(term: Term): Term {
  return term.kind === "column" ? term : { kind: "column", values: () => valuesOf(term), of: () => [term] };
}

/** Evaluated once; one that asks for itself gets nothing. */
function once(make: () => readonly UsedColumn[]): () => readonly UsedColumn[] {
  let known: readonly UsedColumn[] | null = null;
  return () => {
    if (known !== null) return known;
    known = [];
    known = mergeColumns(make());
    return known;
  };
}

/** Labels of a recursive query's first arm. */
function firstNames(node: Node): readonly (string | null)[] {
  if (node.type === "paren_expr") return firstNames(node.expr);
  if (node.type === "compound_select_stmt") return firstNames(node.left);
  if (node.type !== "select_stmt") return [];
  return node.columns.map((item) => (item.type === "alias" ? item.alias : (columnPath(item)?.column ?? null)));
}

function isCalled(name: string | null, folded: string): boolean {
  return name !== null && fold(name) === folded;
}
