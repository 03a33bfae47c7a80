// The samples of a statement's steps as one: what it does to one table stands together, inserted, updated and deleted rows in one list.

import { formatRelation, type RelationName } from "../../model/relation-name.ts";
import type { Sample, TableSample } from "../approval-request.ts";

/** Steps on one table show the same columns. */
export function joinSamples(steps: readonly { readonly relation: RelationName; readonly sample: Sample }[]): Sample {
  const tables = new Map<string, TableSample>();
  for (const { relation, sample } of steps) {
    if (sample.rows.length === 0) continue;
    const name = formatRelation(relation);
    const known = tables.get(name);
    tables.set(name, { columns: sample.columns, rows: [...(known?.rows ?? []), ...sample.rows] });
  }
  const [first, ...others] = tables;
  if (first === undefined) return steps[0]?.sample ?? { columns: [], rows: [] };
  if (others.length === 0) return first[1];
  const named = ([relation, sample]: readonly [string, TableSample]): TableSample => ({ relation, ...sample });
  return { ...named(first), also: others.map(named) };
}
