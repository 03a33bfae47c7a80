// Whether a relation may stand for itself: its governed SELECT would be its own columns as they are, of all of its rows. It is then written
// with its schema and nothing else, so that it is what it is without Gatehouse: its rows have its type, its key is known to GROUP BY.
// INVARIANT: nothing can be had of it that the sub-select would not show. System columns are what a table has beside its columns, so no
// name of one may stand in the text; and no cast of users' takes its rows.

import type { Catalogue } from "../../../model/catalogue.ts";
import type { GovernedRelation } from "../../../model/governed-relation.ts";
import type { RelationUse } from "../analyse/reading.ts";

const STORED: ReadonlySet<string> = new Set(["table", "partitioned-table", "materialized-view"]);

export function isSeenWhole(
  { relation, item }: RelationUse,
  { governed, catalogue }: { governed: GovernedRelation; catalogue: Catalogue },
): boolean {
  const { rowFilter, placement, columns } = governed;
  if (rowFilter !== null || placement !== "base" || !STORED.has(relation.kind)) return false;
  if (item.level.visible.some((other) => isTwin(other.item.name, other.item.schema))) return false;
  const row = `${relation.name.schema}.${relation.name.name}`;
  if (catalogue.foreign?.casts.some(({ source }) => source === row) === true) return false;
  return (
    columns.length === relation.columns.length &&
    columns.every(
      ({ column, treatment }, place) => treatment.kind === "clear" && column.name === relation.columns[place]?.name,
    )
  );

  /** Two relations of one name side by side are told apart by their schemas, or by the names that they are given. */
  function isTwin(name: string | null, schema: string | null): boolean {
    return item.schema !== null && name === item.name && schema !== item.schema;
  }
}
