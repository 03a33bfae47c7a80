// Types of users' exist for a caller where a column that it sees in the clear is made of them, where the data policy lists them, and, as
// the type of a relation's rows, where it sees every column in the clear: names of types and fields, and labels of enums, are told by a
// cast. For a role that is shown what no policy speaks of, so do those of schemas that it sees something of, unless a column is made of
// them that it does not see in the clear. INVARIANT: any other type is answered as one that is not there.

import type { Catalogue, Column, Relation, TypeName, UserType } from "../../model/catalogue.ts";
import type { Governance, GovernedColumn } from "../../model/governed-relation.ts";
import { type RelationKey, relationKey } from "../../model/relation-name.ts";
import type { Role } from "../policy.ts";

const KNOWN = new WeakMap<Governance, Catalogue>();

/** The catalogue with no other types than the caller may name. */
export function limitTypeNames(
  catalogue: Catalogue,
  { governance, role }: { governance: Governance; role: Pick<Role, "unclassified" | "catalogue"> },
): Catalogue {
  const known = KNOWN.get(governance);
  if (known?.version === catalogue.version) return known;
  const isNameable = nameableIn(catalogue, { governance, role });
  const types = new Map<string, readonly UserType[]>();
  for (const [name, homes] of catalogue.types) {
    const nameable = homes.filter(isNameable);
    if (nameable.length > 0) types.set(name, nameable);
  }
  const { system, ...others } = catalogue;
  const nameable: Catalogue = {
    ...others,
    ...(system !== undefined && role.catalogue && { system }),
    types,
    everyType: catalogue.types,
    unseen: unseenColumns(catalogue, governance),
  };
  KNOWN.set(governance, nameable);
  return nameable;
}

function nameableIn(
  catalogue: Catalogue,
  { governance, role }: { governance: Governance; role: Pick<Role, "unclassified"> },
): (type: UserType) => boolean {
  const shown = new Set<string>();
  const withheld = new Set<string>();
  const whole = new Set<string>();
  const open = new Set<string>();
  for (const [key, relation] of catalogue.relations) {
    const clear = columnsInTheClear(relation, governance);
    for (const column of relation.columns) add(clear.has(column) ? shown : withheld, column.type.madeOf);
    if (governance.has(key)) open.add(relation.name.schema);
    if (governance.has(key) && clear.size === relation.columns.length) whole.add(keyOf(relation.name));
  }
  const unspokenOf = role.unclassified.kind === "clear";
  return ({ kind, range, ...type }) => {
    const key = keyOf(type);
    if (kind === "row") return whole.has(key);
    // the server makes a multirange along with its range
    const names = [key, ...(range === undefined ? [] : [keyOf(range)])];
    if (names.some((name) => shown.has(name) || catalogue.namedTypes?.has(name) === true)) return true;
    return unspokenOf && open.has(type.schema) && !names.some((name) => withheld.has(name));
  };
}

function unseenColumns({ relations }: Catalogue, governance: Governance): NonNullable<Catalogue["unseen"]> {
  const unseen = new Map<RelationKey, ReadonlySet<string>>();
  for (const [key, { columns }] of relations) {
    const governed = governance.get(key)?.columns;
    if (governed === undefined) continue;
    const shown = new Set(governed.filter(tellsItsType).map(({ column }) => column.name));
    if (shown.size === columns.length) continue;
    unseen.set(key, new Set(columns.flatMap(({ name }) => (shown.has(name) ? [] : [name]))));
  }
  return unseen;
}

/** Masked values of types of users' are shown as texts. */
function tellsItsType({ column: { type }, treatment }: GovernedColumn): boolean {
  return treatment.kind === "clear" || type.madeOf === undefined || !/^(enum|array|other)$/.test(type.family);
}

function columnsInTheClear({ name, columns }: Relation, governance: Governance): ReadonlySet<Column> {
  const governed = governance.get(relationKey(name));
  const clear = new Set(
    governed?.columns.flatMap(({ column, treatment }) => (treatment.kind === "clear" ? [column.name] : [])),
  );
  return new Set(columns.filter((column) => clear.has(column.name)));
}

function add(names: Set<string>, types: readonly TypeName[] = []): void {
  for (const type of types) names.add(keyOf(type));
}

/** `schema.name`, as a policy lists it. */
function keyOf({ schema, name }: TypeName): string {
  return `${schema}.${name}`;
}
