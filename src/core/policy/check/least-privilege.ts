// What Gatehouse's database role has to be able to do, and nothing more: the columns that some role shows to some identity, what their
// row filters look at, and, where the database is open for writing, the verbs that some role grants.

import type { Catalogue, Relation } from "../../model/catalogue.ts";
import type { GovernedRelation } from "../../model/governed-relation.ts";
import { type RelationKey, type RelationName, relationKey } from "../../model/relation-name.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { classifyCatalogue } from "../govern/classify-catalogue.ts";
import { governRelations } from "../govern/govern-relations.ts";
import type { Policy } from "../policy.ts";

export interface Privileges {
  readonly relation: RelationName;
  /** Columns, or the whole relation: what a statement that writes locks is locked as a whole. */
  readonly select: "all" | readonly string[];
  readonly insert: boolean;
  readonly update: boolean;
  readonly delete: boolean;
}

export function leastPrivileges(
  policy: Policy,
  scope: { database: string; writable: boolean; catalogue: Catalogue; dialect: Dialect },
): readonly Privileges[] {
  const { database, writable, catalogue, dialect } = scope;
  const classified = classifyCatalogue(policy.data.get(database), { catalogue, dialect });
  const needed = new Map<RelationKey, Need>();
  for (const { name, roles } of policy.identities.values()) {
    const asked = roles.flatMap((role) => [role, ...(policy.roles.get(role)?.accessRoles ?? [])]);
    for (const role of new Set(asked)) {
      const held = policy.roles.get(role);
      if (held?.reads !== "masked") continue;
      const shown = governRelations(policy, {
        caller: { principal: name },
        role: held,
        database,
        classified,
        catalogue,
      });
      for (const [key, governed] of shown) add(governed, needAt(needed, key), catalogue.relations.get(key));
      for (const { rowFilter } of shown.values()) addFilter(rowFilter, { needed, catalogue });
    }
  }
  return [...needed].flatMap(([key, need]): readonly Privileges[] => {
    const relation = catalogue.relations.get(key);
    if (relation === undefined) return [];
    const columns = relation.columns.map(({ name }) => name).filter((name) => need.columns.has(name));
    const all = writable || columns.length === relation.columns.length;
    const verbs = writable ? need.verbs : NO_VERBS;
    return [{ relation: relation.name, select: all ? "all" : columns, ...verbs }];
  });
}

interface Need {
  readonly columns: Set<string>;
  verbs: Pick<Privileges, "insert" | "update" | "delete">;
}

const NO_VERBS = { insert: false, update: false, delete: false };

function needAt(needed: Map<RelationKey, Need>, key: RelationKey): Need {
  const need = needed.get(key) ?? { columns: new Set(), verbs: NO_VERBS };
  needed.set(key, need);
  return need;
}

function add({ columns, rowFilter, writes }: GovernedRelation, need: Need, relation: Relation | undefined): void {
  for (const { column } of columns) need.columns.add(column.name);
  // rows can be counted where no column is shown
  const [first] = relation?.columns ?? [];
  if (need.columns.size === 0 && first !== undefined) need.columns.add(first.name);
  for (const { name } of relation?.columns ?? []) if (mentions(rowFilter, name)) need.columns.add(name);
  const { verbs } = need;
  need.verbs = {
    insert: verbs.insert || (writes?.insert ?? null) !== null,
    update: verbs.update || (writes?.update ?? null) !== null,
    delete: verbs.delete || writes?.delete === true,
  };
}

/** What the sub-selects of a filter read: whole relations that it mentions, too much rather than too little. */
function addFilter(
  filter: string | null,
  { needed, catalogue }: { needed: Map<RelationKey, Need>; catalogue: Catalogue },
): void {
  if (filter === null) return;
  for (const { name, columns } of catalogue.relations.values()) {
    if (!mentions(filter, name.name) || !mentions(filter, name.schema)) continue;
    const need = needAt(needed, relationKey(name));
    for (const column of columns) need.columns.add(column.name);
  }
}

function mentions(text: string | null, name: string): boolean {
  return text?.toLowerCase().includes(name.toLowerCase()) === true;
}
