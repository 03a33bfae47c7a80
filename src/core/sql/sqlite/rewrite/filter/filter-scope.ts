// What a name in a row filter may mean: the things in FROM of each SELECT around it, innermost first.

import type { Catalogue, Column } from "../../../../model/catalogue.ts";
import { findRelation } from "../../analyse/find-relation.ts";
import { fold } from "../../parse/node.ts";
import { isQuery, type Node, type Query } from "../../parse/tree.ts";

/** One thing in FROM. Columns by folded name, with the column of a table that each is, if it is one; null where they cannot be told. */
export interface Item {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column | null> | null;
}

export interface FilterScope {
  readonly outer: FilterScope | null;
  readonly items: readonly Item[];
  /** Names that the SELECT gives to its own results; they can be used in its clauses. */
  readonly labels: ReadonlySet<string>;
  /** Common table expressions that can be read, by folded name. */
  readonly queries: ReadonlyMap<string, Node>;
}

export interface Found {
  readonly item: Item;
  readonly scope: FilterScope;
  readonly column: Column | null;
}

/** The columns that a bare name may mean; the nearest scope that has one has it. A label counts as null. */
export function findColumns(scope: FilterScope, name: string): readonly (Found | null)[] {
  const found: (Found | null)[] = [];
  for (let at: FilterScope | null = scope; at !== null; at = at.outer) {
    const here = at.items.flatMap((item): readonly Found[] => {
      if (item.columns === null) return [{ item, scope: at ?? scope, column: null }];
      const column = item.columns.get(name);
      return column === undefined ? [] : [{ item, scope: at ?? scope, column }];
    });
    found.push(...here);
    if (here.some(({ item }) => item.columns !== null)) return found;
    if (at.labels.has(name)) return [...found, null];
  }
  return found;
}

/** The things that a qualifier may mean: of the nearest scope that has one of that name. */
export function findItems(scope: FilterScope, name: string): readonly Item[] {
  for (let at: FilterScope | null = scope; at !== null; at = at.outer) {
    const found = at.items.filter((item) => item.name === name);
    if (found.length > 0) return found;
  }
  return [];
}

const EACH = "key value type atom id parent fullkey path json root".split(" ");

/** The things of a FROM clause. Joins by NATURAL or USING are among `unfit`. */
function itemsOf(
  node: Node,
  around: { catalogue: Catalogue; queries: ReadonlyMap<string, Node>; alias?: string; unfit: (why: string) => void },
): readonly Item[] {
  const { catalogue, queries, unfit } = around;
  const named = (name: string, columns: Item["columns"]): readonly Item[] => [
    { name: fold(around.alias ?? name), columns },
  ];
  switch (node.type) {
    case "indexed_table":
      return itemsOf(node.expr, around);
    case "join_expr": {
      if (node.operator.includes("NATURAL") || node.specification?.type === "join_using_specification")
        unfit("a join by NATURAL or USING: write ON");
      const { alias: _none, ...inside } = around;
      return [...itemsOf(node.left, inside), ...itemsOf(node.right, inside)];
    }
    case "alias":
      return itemsOf(node.expr, { ...around, alias: node.alias });
    case "paren_expr":
      return isQuery(node.expr) ? named("", columnsOfQuery(node.expr, around)) : itemsOf(node.expr, around);
    case "table_name": {
      const query = node.schema === null ? queries.get(fold(node.name)) : undefined;
      if (query !== undefined) return named(node.name, columnsOfQuery(query, around));
      return named(node.name, columnsOfTable(catalogue, node.name));
    }
    case "table_call":
      return named(node.name, new Map(EACH.map((name) => [name, null])));
    default:
      return named("", null);
  }
}

function columnsOfTable(catalogue: Catalogue, name: string): Item["columns"] {
  const relation = findRelation(catalogue, fold(name));
  return relation === null ? null : new Map(relation.columns.map((column) => [fold(column.name), column]));
}

/** The names that a query gives to its columns; null where a star or an expression without a name is among them. */
function columnsOfQuery(query: Node, around: Parameters<typeof itemsOf>[1]): Item["columns"] {
  if (query.type === "common_table_expr") {
    if (query.columns === null) return columnsOfQuery(query.expr, around);
    return new Map(query.columns.map((name) => [fold(name), null]));
  }
  if (query.type === "paren_expr") return columnsOfQuery(query.expr, around);
  if (query.type === "compound_select_stmt") return columnsOfQuery(query.left, around);
  if (query.type !== "select_stmt") return null;
  const columns = new Map<string, Column | null>();
  for (const item of query.columns) {
    const name = labelOf(item);
    if (name === null) return null;
    columns.set(name, null);
  }
  return columns;
}

function labelOf(node: Node): string | null {
  if (node.type === "alias") return fold(node.alias);
  if (node.type === "identifier") return fold(node.name);
  return node.type === "member_expr" && node.property.type === "identifier" ? fold(node.property.name) : null;
}

/** The scope inside a query. A set operation has no tables of its own, but the WITH of its arms. */
export function scopeOf(
  query: Query,
  outer: FilterScope | null,
  around: { catalogue: Catalogue; unfit: (why: string) => void },
): FilterScope {
  const queries = new Map<string, Node>(outer?.queries ?? []);
  for (const table of query.with?.tables ?? []) queries.set(fold(table.name), table);
  const { columns, tables } = query.type === "select_stmt" ? query : { columns: [], tables: null };
  const labels = new Set(columns.flatMap((item) => (item.type === "alias" ? [fold(item.alias)] : [])));
  return { outer, items: tables === null ? [] : itemsOf(tables, { ...around, queries }), labels, queries };
}
