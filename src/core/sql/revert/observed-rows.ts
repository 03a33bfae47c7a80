// The rows that a write was seen to change, by table and primary key: as they were before it, and as they were after it. The parts of a
// partitioned table are one table, in its own layout.

import type { ObservedTable } from "../../approvals/effect/observed-effect.ts";
import type { Catalogue, Relation } from "../../model/catalogue.ts";
import { type RelationKey, type RelationName, relationKey } from "../../model/relation-name.ts";
import { type Image, placesOf, valueOf } from "../cascades/cascade-graph.ts";

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

/** Columns whose values are others whenever such a row is made. */
export type MadeAnew = readonly { readonly schema: string; readonly relation: string; readonly column: string }[];

export function madeAnewIn(relation: Relation, madeAnew: MadeAnew): ReadonlySet<string> {
  return new Set(madeAnew.filter((each) => isNamed(relation.name, each)).map(({ column }) => column));
}

/**
 * A row that came in as others do each time: a log, and no revert takes it out. A row that a unique key tells from every other
 * one, by values that are no others the next time, stands for something and not for what happened.
 */
export function isAppended(relation: Relation, madeAnew: MadeAnew, image: Image): boolean {
  if (relation.primaryKey.length === 0 || relation.writing?.obstacle !== null) return true;
  const anew = madeAnewIn(relation, madeAnew);
  const tells = (columns: readonly string[]) =>
    columns.length > 0 && columns.every((column) => !anew.has(column) && valueOf(image, relation, column) !== null);
  return ![relation.primaryKey, ...(relation.uniqueKeys ?? []).map(({ columns }) => columns)].some(tells);
}

function isNamed(
  { schema, name }: RelationName,
  each: { readonly schema: string; readonly relation: string },
): boolean {
  return each.schema === schema && each.relation === name;
}
