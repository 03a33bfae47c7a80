// What a live schema has that the data policy does not name, and what it names and the schema has no longer: what has come and gone since it
// was written. Partitions and children of what is listed, and views of it, are governed without being named, and are none.

import type { Catalogue } from "../../model/catalogue.ts";
import { formatRelation, type RelationKey } from "../../model/relation-name.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { classifyCatalogue } from "../govern/classify-catalogue.ts";
import type { DataPolicy } from "../policy.ts";

export interface Drift {
  readonly change: "new-table" | "new-column" | "vanished-table" | "vanished-column";
  /** `schema.name`. */
  readonly relation: string;
  readonly column: string | null;
}

/** In the order of names. */
export function findDrift(
  policy: DataPolicy | undefined,
  live: { readonly catalogue: Catalogue; readonly dialect: Dialect },
): readonly Drift[] {
  const { catalogue } = live;
  const classified = classifyCatalogue(policy, live);
  const listed = policy?.relations ?? new Map<string, never>();
  const came = [...catalogue.relations].flatMap(([key, { name, kind, columns }]): readonly Drift[] => {
    const relation = formatRelation(name);
    const named = listed.get(key)?.columns;
    if (named !== undefined)
      return columns
        .filter((column) => !named.has(column.name))
        .map((column) => ({ change: "new-column", relation, column: column.name }));
    return kind === "table" && !classified.relations.has(key) ? [{ change: "new-table", relation, column: null }] : [];
  });
  const went = [...listed].flatMap(([key, { columns }]): readonly Drift[] => {
    const there = catalogue.relations.get(key);
    const relation = nameOf(key);
    if (there === undefined) return [{ change: "vanished-table", relation, column: null }];
    const names = new Set(there.columns.map(({ name }) => name));
    return [...columns.keys()]
      .filter((column) => !names.has(column))
      .map((column) => ({ change: "vanished-column", relation, column }));
  });
  const place = ({ relation, column }: Drift): string => `${relation}\u0000${column ?? ""}`;
  return [...came, ...went].toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}

function nameOf(key: RelationKey): string {
  const parts: unknown = JSON.parse(key);
  return Array.isArray(parts) ? parts.join(".") : key;
}
