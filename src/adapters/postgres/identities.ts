// The identity of a relation: a digest of everything that the catalogue says of it and of what stands behind it. Its columns are known by their
// numbers, so that one that was renamed and another that took its name are not taken for each other.

import { createHash } from "node:crypto";
import { groupBy } from "../../core/sql/cascade-graph.ts";
import type { CatalogueRows } from "./catalogue-rows.ts";

export function identities(rows: CatalogueRows): (row: CatalogueRows["relations"][number]) => string {
  const of = <T extends { readonly relation: number }>(all: readonly T[]) =>
    groupBy(all, ({ relation }) => String(relation));
  const labels = new Map(rows.labels.map(({ type, labels: names }) => [type, names]));
  const columns = of(rows.columns);
  const parts = [
    rows.generated,
    rows.references,
    rows.uniqueKeys,
    rows.triggers,
    rows.behind,
    rows.rewriting,
    rows.constraints,
    rows.indexes,
  ].map((all: readonly { readonly relation: number }[]) => of(all));
  const referencing = groupBy(rows.referencing, ({ target }) => String(target));
  return ({ rows: _, comment: __, ...row }) => {
    const key = String(row.oid);
    const own = (columns.get(key) ?? []).map(({ comment: ___, ...column }) => ({
      ...column,
      labels: labels.get(column.typeOid) ?? [],
    }));
    const said = [row, own, ...parts.map((part) => part.get(key) ?? []), referencing.get(key) ?? []];
    return createHash("sha256").update(JSON.stringify(said)).digest("hex");
  };
}
