// Where a value can come to stand that is written to a column: columns computed from it, views, partitions and parents of its table, and
// what foreign keys with ON UPDATE CASCADE copy. Not what triggers, functions and applications copy: of those the schema says nothing.

import { type ColumnName, relationKey } from "../../model/relation-name.ts";
import type { Origins } from "./column-origins.ts";

/** The columns themselves among them. */
export function spreadColumns(columns: readonly ColumnName[], origins: Origins): readonly ColumnName[] {
  const found = new Map<string, ColumnName>();
  const open = [...columns];
  const next = open.length === 0 ? null : edgesOf(origins);
  for (let column = open.pop(); column !== undefined; column = open.pop()) {
    const key = keyOf(column);
    if (found.has(key)) continue;
    found.set(key, column);
    open.push(...(next?.get(key) ?? []));
  }
  return [...found.values()];
}

type Edges = ReadonlyMap<string, readonly ColumnName[]>;

const EDGES = new WeakMap<Origins, Edges>();

function edgesOf(origins: Origins): Edges {
  const known = EDGES.get(origins);
  if (known !== undefined) return known;
  const edges = new Map<string, ColumnName[]>();
  const add = (from: ColumnName, to: ColumnName): void => {
    const key = keyOf(from);
    const known = edges.get(key);
    if (known === undefined) edges.set(key, [to]);
    else known.push(to);
  };
  for (const [key, { name: relation, columns, parents, writing }] of origins.catalogue.relations) {
    const view = origins.views.get(key);
    const read = view === undefined || view.columns !== null ? [] : columnsOf(view.reads, origins);
    columns.forEach(({ name: column, generatedFrom }, place) => {
      const here = { relation, column };
      for (const source of generatedFrom) add({ relation, column: source }, here);
      for (const source of view?.columns?.[place] ?? read) add(source, here);
      for (const parent of parents) {
        add({ relation: parent, column }, here);
        add(here, { relation: parent, column });
      }
    });
    for (const reference of writing?.referencedBy ?? []) {
      if (reference.onUpdate !== "cascade") continue;
      reference.referenced.forEach((column, place) => {
        const copy = reference.columns[place];
        if (copy !== undefined) add({ relation, column }, { relation: reference.relation, column: copy });
      });
    }
  }
  EDGES.set(origins, edges);
  return edges;
}

/** All that a view can show whose body cannot be followed. */
function columnsOf(reads: readonly string[], { catalogue }: Origins): readonly ColumnName[] {
  return reads.flatMap((key) => {
    const relation = catalogue.relations.get(key);
    return relation?.columns.map(({ name }) => ({ relation: relation.name, column: name })) ?? [];
  });
}

function keyOf({ relation, column }: ColumnName): string {
  return JSON.stringify([relationKey(relation), column]);
}
