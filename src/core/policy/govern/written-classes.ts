// The classes of which a caller may write a value somewhere. It sees no pseudonym of them anywhere: writing a guess and finding it again, in
// the same table or wherever the value comes to stand, would name the value behind every equal pseudonym.

import { type ColumnName, type RelationKey, relationKey } from "../../model/relation-name.ts";
import { type GrantedColumns, grantsColumn, type WriteGrant } from "../../model/write-grant.ts";
import type { Policy, Role } from "../policy.ts";
import type { Classified, ClassifiedRelation } from "./classify-catalogue.ts";
import { spreadColumns } from "./spread-columns.ts";
import { treatColumn } from "./treat-column.ts";

/** Under which pseudonyms are made of what has no class. */
export const NO_CLASS = "value";

export interface Writer {
  readonly principal: string;
  /** The role that it acts in. */
  readonly role: Role;
  readonly database: string;
  readonly classified: Classified;
  /** Other databases as their schemas are now; what is not there is not known. */
  readonly elsewhere?: ReadonlyMap<string, Classified> | undefined;
  /** Databases whose rows can be changed at all; null for all of them. */
  readonly writable: ReadonlySet<string> | null;
}

const EVERYTHING: WriteGrant = { insert: "all", update: "all", delete: true };

/** What the role may change of a relation; null for nothing. */
export function writesOf(
  role: Role,
  { key, owned, database }: { key: RelationKey; owned: boolean; database: string },
): WriteGrant | null {
  return role.writes.get(database)?.get(key) ?? (role.writesOwnDatasets && owned ? EVERYTHING : null);
}

export function writtenClasses(policy: Policy, writer: Writer): ReadonlySet<string> {
  const { principal, role, database, classified, elsewhere, writable } = writer;
  const names = policy.identities.get(principal)?.roles ?? [];
  const roles = [
    ...names.flatMap((name) => policy.roles.get(name) ?? []).filter(({ name }) => name !== role.name),
    role,
  ];
  const classes = new Set<string>();
  for (const name of new Set([database, ...policy.data.keys()])) {
    if (writable !== null && !writable.has(name)) continue;
    const found = name === database ? classified : (elsewhere?.get(name) ?? null);
    for (const held of roles) {
      const where = { principal, database: name };
      const written =
        found === null ? perhapsWritten(policy, held, where) : writtenThere(held, { ...where, classified: found });
      for (const one of written) classes.add(one);
    }
  }
  return classes;
}

function writtenThere(
  role: Role,
  { principal, database, classified }: Pick<Writer, "principal" | "database" | "classified">,
): readonly string[] {
  const written: ColumnName[] = [];
  for (const [key, relation] of classified.relations) {
    const owned = relation.owners.includes(principal);
    const grant = writesOf(role, { key, owned, database });
    if (grant === null) continue;
    const clear = (name: string) => (owned && role.ownDatasetsInTheClear) || isClear(name, { relation, role });
    for (const { name } of relation.relation.columns) {
      const given = (columns: GrantedColumns) => grantsColumn(columns, name) && (columns !== "all" || clear(name));
      if (given(grant.insert) || given(grant.update)) written.push({ relation: relation.relation.name, column: name });
    }
  }
  return spreadColumns(written, classified.origins).flatMap(({ relation, column }) => {
    const found = classified.relations.get(relationKey(relation))?.columns.get(column);
    if (found === undefined) return [];
    const named = found.holds.flatMap((held) => held.class ?? []);
    return treatColumn(found, role).kind === "token" && named.length === 0 ? [NO_CLASS] : named;
  });
}

/** `all` means what the role sees in the clear; what it sees masked it may give a value only where the column is named. */
function isClear(name: string, { relation, role }: { relation: ClassifiedRelation; role: Role }): boolean {
  const column = relation.columns.get(name);
  return column !== undefined && treatColumn(column, role).kind === "clear";
}

/** Of a database whose schema is not at hand, all that its policy names, where the role may write anything at all. */
function perhapsWritten(
  policy: Policy,
  role: Role,
  { principal, database }: { principal: string; database: string },
): readonly string[] {
  const relations = [...(policy.data.get(database)?.relations ?? [])];
  const writes = relations.some(([key, { owners }]) => {
    return writesOf(role, { key, owned: owners.includes(principal), database }) !== null;
  });
  if (!writes && !role.writes.has(database)) return [];
  return relations.flatMap(([, { columns }]) => [...columns.values()].flatMap((held) => held.class ?? NO_CLASS));
}
