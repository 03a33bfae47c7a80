// The rows that a write was seen to change, by table and primary key: as they were before it, and as they were after it. The parts of a
// partitioned table are one table, in its own layout.

import type { ObservedTable } from "../../approvals/effect/observed-effect.ts";
import type { Catalogue, Relation } from "../../model/catalogue.ts";
import { type RelationKey, type RelationName, relationKey } from "../../model/relation-name.ts";
import { type Image, placesOf } from "../cascades/cascade-graph.ts";

export interface RowsOfTable {
  readonly relation: Relation;
  /** By the key that a row has there; rows of a table without one are told apart and never paired. */
  readonly before: ReadonlyMap<string, Image>;
  readonly after: ReadonlyMap<string, Image>;
}

/** Tables that the catalogue knows. */
export function observedRows(
  tables: readonly ObservedTable[],
  catalogue: Catalogue,
): ReadonlyMap<RelationKey, RowsOfTable> {
  const found = new Map<RelationKey, { relation: Relation; before: Map<string, Image>; after: Map<string, Image> }>();
  for (const { relation: name, columns, rows } of tables) {
    const key = relationKey(name);
    const relation = catalogue.relations.get(key);
    if (relation === undefined) continue;
    const table = found.get(key) ?? { relation, before: new Map<string, Image>(), after: new Map<string, Image>() };
    found.set(key, table);
    const places = relation.columns.map((column) => columns.indexOf(column.name));
    const add = (to: Map<string, Image>, row: Image | null): void => {
      if (row === null) return;
      const image = places.map((place) => row[place] ?? null);
      to.set(keyOf(relation, image) ?? `row ${to.size}`, image);
    };
    for (const { before, after } of rows) {
      add(table.before, before);
      add(table.after, after);
    }
  }
  return found;
}

/** Null of a table without a primary key. */
export function keyOf(relation: Relation, image: Image): string | null {
  if (relation.primaryKey.length === 0) return null;
  return JSON.stringify(placesOf(relation, relation.primaryKey).map((place) => image[place] ?? null));
}

export function isSame(one: Image | null, other: Image | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Rows that came in as others did each time: a log. Nothing that is taken back takes them out. */
export function isAppended(
  relation: Relation,
  madeAnew: readonly { readonly schema: string; readonly relation: string; readonly column: string }[],
): boolean {
  const isMadeAnew = (column: string) =>
    madeAnew.some((each) => each.column === column && isNamed(relation.name, each));
  return (
    relation.primaryKey.length === 0 || relation.writing?.obstacle !== null || relation.primaryKey.some(isMadeAnew)
  );
}

function isNamed(
  { schema, name }: RelationName,
  each: { readonly schema: string; readonly relation: string },
): boolean {
  return each.schema === schema && each.relation === name;
}
