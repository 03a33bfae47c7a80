// What a change of a relation's schema would meet, from the rows of the catalogue queries.

import type { Structure, TableConstraint } from "../../core/model/catalogue.ts";
import type { CatalogueRows } from "./catalogue-rows.ts";

/** pg_constraint.contype. */
const KINDS: Readonly<Record<"p" | "u" | "c" | "f" | "n" | "x", TableConstraint["kind"]>> = {
  p: "primary-key",
  u: "unique",
  c: "check",
  f: "foreign-key",
  n: "not-null",
  x: "exclusion",
};

export function describeStructure(rows: CatalogueRows): (oid: number) => Structure {
  const constraints = groupBy(rows.constraints);
  const indexes = groupBy(rows.indexes);
  const readers = groupBy(rows.readers);
  return (oid) => ({
    constraints: (constraints.get(oid) ?? []).map(({ name, type, columns, target }) => ({
      name,
      kind: KINDS[type],
      columns,
      references: target === null ? null : { schema: target[0], name: target[1] },
    })),
    indexes: (indexes.get(oid) ?? [])
      .filter(({ constrained }) => !constrained)
      .map(({ schema, name, columns }) => ({ schema, name, columns })),
    readBy: (readers.get(oid) ?? []).map(({ schema, name, columns }) => ({ relation: { schema, name }, columns })),
  });
}

function groupBy<T extends { readonly relation: number }>(items: readonly T[]): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(item.relation);
    if (group === undefined) groups.set(item.relation, [item]);
    else group.push(item);
  }
  return groups;
}
