// Types of users' exist for a caller where a column that it sees in the clear is made of them: their names, and the labels of enums, are
// told by a cast. INVARIANT: any other type is answered as one that is not there.

import type { Catalogue, UserType } from "../model/catalogue.ts";
import type { Governance } from "../model/governed-relation.ts";

const KNOWN = new WeakMap<Governance, Catalogue>();

/** The catalogue with no other types than the caller may name. */
export function limitTypeNames(catalogue: Catalogue, governance: Governance): Catalogue {
  const known = KNOWN.get(governance);
  if (known?.version === catalogue.version) return known;
  const seen = new Set(
    [...governance.values()].flatMap(({ columns }) =>
      columns.flatMap(({ column, treatment }) =>
        treatment.kind === "clear" ? (column.type.madeOf ?? []).map(({ schema, name }) => keyOf(schema, name)) : [],
      ),
    ),
  );
  const types = new Map<string, readonly UserType[]>();
  for (const [name, homes] of catalogue.types) {
    const nameable = homes.filter(({ schema }) => seen.has(keyOf(schema, name)));
    if (nameable.length > 0) types.set(name, nameable);
  }
  const nameable: Catalogue = { ...catalogue, types, everyType: catalogue.types };
  KNOWN.set(governance, nameable);
  return nameable;
}

function keyOf(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}
