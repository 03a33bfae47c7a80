// Rows as they were and as they became, side by side.

import type { ObservedRow } from "../../../../core/approvals/effect/observed-effect.ts";
import { placesOf } from "../../../../core/sql/cascades/cascade-graph.ts";
import type { FoundRow, Touched } from "./observe-rows.ts";

export interface Pair {
  readonly before: FoundRow | null;
  readonly after: FoundRow | null;
}

export function imagesOf(pairs: readonly Pair[]): readonly ObservedRow[] {
  return pairs.map(({ before, after }) => ({ before: before?.image ?? null, after: after?.image ?? null }));
}

/** By their keys; without one, or where it is another one now, a row is one that went and one that came. */
export function pair(
  { relation }: Touched,
  { ended, made }: { ended: readonly FoundRow[]; made: readonly FoundRow[] },
): readonly Pair[] {
  const places = placesOf(relation, relation.primaryKey);
  const keyOf = ({ image }: FoundRow) => JSON.stringify(places.map((place) => image[place] ?? null));
  const open = new Map(places.length === 0 ? [] : made.map((row) => [keyOf(row), row]));
  const pairs: Pair[] = ended.map((before) => {
    const after = open.get(keyOf(before)) ?? null;
    if (after !== null) open.delete(keyOf(before));
    return { before, after };
  });
  const paired = new Set(pairs.map(({ after }) => after));
  return [...pairs, ...made.filter((row) => !paired.has(row)).map((after) => ({ before: null, after }))];
}
