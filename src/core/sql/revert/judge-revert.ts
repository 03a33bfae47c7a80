// What the try of a revert came to, held against what is kept of the write: every row has to have been what the write left, and to
// be what it was before the write. What triggers make of it besides is named, and people sign that.

import type { Observation } from "../../approvals/effect/observed-effect.ts";
import type { Catalogue, Relation } from "../../model/catalogue.ts";
import { type ColumnName, formatColumn, formatRelation, relationKey } from "../../model/relation-name.ts";
import { isSame, keyOf, observedRows } from "./observed-rows.ts";
import { type KeptRow, standIns } from "./revert-whole.ts";

export interface RevertFinding {
  /** Rows that are no longer what the write left. */
  readonly moved: number;
  /** Rows that are not what they were before the write, in their keys or at all. */
  readonly lost: number;
  /** What is not as it was, a sentence each. */
  readonly notes: readonly string[];
}

export function judgeRevert(
  { tables }: Observation,
  { kept, catalogue }: { kept: readonly KeptRow[]; catalogue: Catalogue },
): RevertFinding {
  const seen = observedRows(tables, catalogue);
  const markOf = ({ name }: Relation, key: string | null) => `${relationKey(name)} ${key ?? ""}`;
  const back = new Set(
    kept.flatMap(({ relation, before }) => (before === null ? [] : [markOf(relation, keyOf(relation, before))])),
  );
  const columns = new Map<string, ColumnName>();
  const stay = new Map<string, number>();
  let [moved, lost] = [0, 0];
  const made = standIns(kept, seen);
  for (const row of kept) {
    const { relation, before, after, isOwn } = row;
    const table = seen.get(relationKey(relation.name));
    const [was, left] = [before, after].map((image) => (image === null ? null : keyOf(relation, image)));
    const found = left === null || left === undefined ? null : (table?.before.get(left) ?? null);
    if (found !== null && !isSame(found, after)) moved += 1;
    else if (before === null) {
      if (found === null && !isOwn)
        stay.set(formatRelation(relation.name), (stay.get(formatRelation(relation.name)) ?? 0) + 1);
      else if (left !== null && left !== undefined && table?.after.has(left) === true)
        lost += back.has(markOf(relation, left)) ? 0 : 1; // another row had its key before
    } else {
      const now = was === null || was === undefined ? before : (table?.after.get(was) ?? made.get(row) ?? null);
      if (now === null) lost += 1;
      else
        for (const [place, { name }] of relation.columns.entries())
          if (now[place] !== before[place])
            columns.set(`${relationKey(relation.name)} ${name}`, { relation: relation.name, column: name });
    }
  }
  return {
    moved,
    lost,
    notes: [
      ...[...columns.values()].map(
        (column) => `${formatColumn(column)} will not hold what it held: the database sets it.`,
      ),
      ...[...stay].map(
        ([name, rows]) => `${rows === 1 ? "One row" : `${rows} rows`} that triggers added to ${name} will stay.`,
      ),
    ],
  };
}
