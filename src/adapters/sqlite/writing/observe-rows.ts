// Every row that a try has changed. Triggers of ours note the keys of all rows that are written, whatever writes them; the rows are then read by
// these keys, as they became and, rolled back, as they were.

import type { ObservedTable } from "../../../core/approvals/effect/observed-effect.ts";
import type { Catalogue, Relation } from "../../../core/model/catalogue.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import type { Image } from "../../../core/sql/cascades/cascade-graph.ts";
import type { SqliteStep } from "../../../core/sql/plans/write-plan.ts";
import { quoteName } from "../../../core/sql/sqlite/parse/node.ts";
import { rowImage } from "../../../core/sql/sqlite/write/row-image.ts";
import { rowKey } from "../../../core/sql/sqlite/write/row-key.ts";
import type { Reading } from "./cascade-reads.ts";
import type { CountedRows } from "./writer-messages.ts";

/** Rows of one table by their keys: `(1)`, `('a', 2)`. */
export interface KeyedRows {
  readonly relation: Relation;
  readonly keys: readonly string[];
}

export type ImagesByKey = ReadonlyMap<string, Image>;

/** So many rows in one text. */
const AT_ONCE = 400;

export function keyedRows(noted: readonly CountedRows[], catalogue: Catalogue): readonly KeyedRows[] {
  const found = new Map<string, Set<string>>();
  for (const { table, keys } of noted) {
    const known = found.get(table) ?? new Set<string>();
    for (const key of keys) known.add(key);
    found.set(table, known);
  }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, keys]) => {
      const relation = catalogue.relations.get(relationKey({ schema: "main", name }));
      return relation === undefined ? [] : [{ relation, keys: [...keys].toSorted() }];
    });
}

export async function readKeyed(read: Reading, { relation, keys }: KeyedRows): Promise<ImagesByKey> {
  const parts = rowKey(relation);
  const own = parts.map((part) => `c.${part}`);
  const chosen = own.length === 1 ? own.join() : `(${own.join(", ")})`;
  const outputs = [
    ...parts.map((part) => literalOf(`c.${part}`)),
    ...relation.columns.map(({ name }) => rowImage(`c.${quoteName(name)}`)),
  ];
  const found = new Map<string, Image>();
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    const given = keys.slice(from, from + AT_ONCE).join(", ");
    const text = `SELECT ${outputs.join(", ")} FROM main.${quoteName(relation.name.name)} AS c WHERE ${chosen} IN (VALUES ${given})`;
    for (const row of await read(text))
      found.set(`(${row.slice(0, parts.length).join(", ")})`, row.slice(parts.length));
  }
  return found;
}

/** A part of a key as the literal that it is noted by. */
export function literalOf(part: string): string {
  return `coalesce(${rowImage(part)}, 'NULL')`;
}

export function observedTable(
  { relation, keys }: KeyedRows,
  { before, after, steps }: { before: ImagesByKey; after: ImagesByKey; steps: readonly SqliteStep[] },
): ObservedTable | null {
  const rows = keys.flatMap((key) => {
    const [was, is] = [before.get(key) ?? null, after.get(key) ?? null];
    return was === null && is === null ? [] : [{ before: was, after: is }];
  });
  const own = steps.filter(({ target }) => relationKey(target) === relationKey(relation.name));
  const given = new Set(own.flatMap((step) => step.given));
  return rows.length === 0
    ? null
    : {
        relation: relation.name,
        columns: relation.columns.map(({ name }) => name),
        key: relation.primaryKey,
        given,
        rows,
      };
}
