// Everything that a write was seen to change, as what is kept to revert it: the statement's own rows as they ended, and those that
// triggers and foreign keys changed besides.

import type { Observation } from "../../approvals/effect/observed-effect.ts";
import type { Catalogue, Relation, Verb } from "../../model/catalogue.ts";
import { type RelationName, relationKey } from "../../model/relation-name.ts";
import { groupBy, type Image, placesOf } from "../cascades/cascade-graph.ts";
import type { RowImages } from "./inverse-statement.ts";
import { isSame, keyOf, observedRows, type RowsOfTable } from "./observed-rows.ts";

/** One row: as it was, and as it became. */
export interface ChangedRow {
  readonly before: Image | null;
  readonly after: Image | null;
}

/** Whether what was seen could be put back: rows of tables whose rows can be told apart and written. Rows that were only added may stay. */
export function isRestorable(
  { tables }: Observation,
  { targets, catalogue }: { targets: readonly RelationName[]; catalogue: Catalogue },
): boolean {
  const own = new Set(targets.map(relationKey));
  const found = observedRows(tables, catalogue);
  if (tables.some(({ relation }) => !found.has(relationKey(relation)))) return false;
  return [...found].every(([key, { relation, before, after }]) => {
    if (before.size === 0 && !own.has(key)) return true;
    const told = relation.primaryKey.length > 0 || (after.size === 0 && !own.has(key));
    return told && relation.writing?.obstacle === null;
  });
}

/**
 * `own`: the images of the statements' own rows, whose values what came after may have changed. `stated`: which of them the write is about,
 * as `statedRows` has them; null for all. Of a revert others are there to put right what triggers do.
 */
export function effectImages(
  { tables }: Observation,
  { own, catalogue, stated = null }: { own: readonly RowImages[]; catalogue: Catalogue; stated?: Stated },
): readonly RowImages[] {
  const found = observedRows(tables, catalogue);
  const taken = new Map<RowsOfTable, Set<string>>();
  const told = own.flatMap((step) => {
    const table = found.get(relationKey(step.relation));
    if (table === undefined) return [];
    const keys = taken.get(table) ?? new Set<string>();
    taken.set(table, keys);
    const meant = keysOf(step, table.relation).filter((row) => isStated(row, { table, stated }));
    const rows = meant.map(({ was, is }): ChangedRow => {
      for (const key of [was, is]) if (key !== null) keys.add(key);
      return {
        before: was === null ? null : (table.before.get(was) ?? null),
        after: is === null ? null : (table.after.get(is) ?? null),
      };
    });
    const { statement } = step;
    return imagesOf(rows, { relation: table.relation, ...(statement !== undefined && { statement }) });
  });
  const besides = [...found.values()].flatMap((table) => {
    const { relation, before, after } = table;
    const keys = [...new Set([...before.keys(), ...after.keys()])].filter((key) => taken.get(table)?.has(key) !== true);
    const isKeyed = relation.primaryKey.length > 0;
    const rows = keys.flatMap((key): readonly ChangedRow[] => {
      const row = { before: before.get(key) ?? null, after: after.get(key) ?? null };
      if (isKeyed) return isSame(row.before, row.after) ? [] : [row];
      return [
        { before: row.before, after: null },
        { before: null, after: row.after },
      ];
    });
    return imagesOf(rows, { relation, cause: "besides" });
  });
  return [...told, ...besides];
}

type Stated = ReadonlySet<string> | null;

/** The keys of the rows that a write is about, before and after it. */
export function statedRows(images: readonly RowImages[], catalogue: Catalogue): ReadonlySet<string> {
  const own = images.filter(({ cause }) => cause === undefined);
  return new Set(
    own.flatMap((step) => {
      const relation = catalogue.relations.get(relationKey(step.relation));
      if (relation === undefined) return [];
      return keysOf(step, relation).flatMap(({ was, is }) => [markOf(relation, was), markOf(relation, is)]);
    }),
  );
}

function isStated(
  { was, is }: { was: string | null; is: string | null },
  { table: { relation }, stated }: { table: RowsOfTable; stated: Stated },
): boolean {
  return stated === null || [was, is].some((key) => key !== null && stated.has(markOf(relation, key)));
}

function markOf({ name }: Relation, key: string | null): string {
  return `${relationKey(name)} ${key ?? ""}`;
}

export function imagesOf(
  rows: readonly ChangedRow[],
  { relation, ...more }: { relation: Relation } & Pick<RowImages, "cause" | "statement">,
): readonly RowImages[] {
  const whole = rows.filter(({ before, after }) => before !== null || after !== null);
  return [...groupBy(whole, verbOf)].map(([, group]): RowImages => {
    const [first] = group;
    const verb = first === undefined ? "update" : verbOf(first);
    const places = placesOf(relation, relation.primaryKey);
    return {
      relation: relation.name,
      verb,
      ...more,
      layout: relation.columns.map(({ name }) => name),
      key: relation.primaryKey,
      before: group.flatMap(({ before }) => (before === null ? [] : [before])),
      after: group.flatMap(({ before, after }) => {
        if (after === null) return [];
        return [verb === "update" ? [...places.map((place) => before?.[place] ?? null), ...after] : after];
      }),
    };
  });
}

/** The rows of what is kept, one by one. */
export function rowsIn({ verb, key, layout, before, after }: RowImages): readonly ChangedRow[] {
  if (verb === "delete") return before.map((row) => ({ before: row, after: null }));
  if (verb === "insert") return after.map((row) => ({ before: null, after: row }));
  const places = key.map((name) => layout.indexOf(name));
  const byKey = new Map(before.map((row) => [JSON.stringify(places.map((place) => row[place] ?? null)), row]));
  return after.map((row, place) => ({
    before: key.length === 0 ? (before[place] ?? null) : (byKey.get(JSON.stringify(row.slice(0, key.length))) ?? null),
    after: row.slice(key.length),
  }));
}

function verbOf({ before, after }: ChangedRow): Verb {
  return before === null ? "insert" : after === null ? "delete" : "update";
}

/** The keys of a step's rows, before and after. */
function keysOf(step: RowImages, relation: Relation): readonly { was: string | null; is: string | null }[] {
  return rowsIn(step).map(({ before, after }) => ({
    was: before === null ? null : keyOf(relation, before),
    is: after === null ? null : keyOf(relation, after),
  }));
}
