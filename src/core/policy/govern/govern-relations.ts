// What a role gets of every relation of a database: columns under their treatments, and the row filter.
// INVARIANT: a hidden column is not in the list, and a relation whose rows cannot be filtered as they should be is not in the map.

import type { Caller } from "../../model/caller.ts";
import type { Catalogue } from "../../model/catalogue.ts";
import type { Governance, GovernedRelation } from "../../model/governed-relation.ts";
import type { RelationKey } from "../../model/relation-name.ts";
import type { Treatment } from "../../model/treatment.ts";
import type { WriteGrant } from "../../model/write-grant.ts";
import type { Policy, Role } from "../policy.ts";
import type { Classified, ClassifiedRelation } from "./classify-catalogue.ts";
import { governColumns } from "./govern-columns.ts";
import { treatExpanded } from "./treat-expanded.ts";
import { writesOf, writtenClasses } from "./written-classes.ts";

export function governRelations(
  policy: Policy,
  scope: {
    caller: Pick<Caller, "principal">;
    role: Role;
    database: string;
    classified: Classified;
    catalogue: Catalogue;
    /** Other databases as their schemas are now; what is not there is not known. */
    elsewhere?: ReadonlyMap<string, Classified>;
    /** Databases whose rows can be changed at all; absent for all of them. */
    writable?: ReadonlySet<string> | null;
  },
): Governance {
  const { caller, role, database, classified, elsewhere, writable = null } = scope;
  const { relations } = classified;
  const filters = role.rowFilters.get(database) ?? new Map<RelationKey, string>();
  const governance = new Map<RelationKey, GovernedRelation>();
  const unnamedShown = [...policy.roles.values()].some(({ unclassified }) => !TELLS_NOTHING.has(unclassified.kind));
  const { principal } = caller;
  const written = writtenClasses(policy, { principal, role, database, classified, elsewhere, writable });
  for (const [key, relation] of relations) {
    if (relation.reads.length > 0 && !canBePlaced(relation, { relations, filters })) continue;
    const own = relation.owners.includes(caller.principal);
    const owned = role.ownDatasetsInTheClear && own;
    const inTheClear = owned || ownsSources(relation, { caller, role, relations });
    const writes = writesOf(role, { key, owned: own, database });
    const verbs = role.schemaChanges.get(database)?.tables.get(key);
    const listed = policy.data.get(database)?.relations.get(key)?.columns;
    governance.set(key, {
      relation: relation.relation.name,
      columns: governColumns(relation, { role, inTheClear, written }),
      rowFilter: owned ? null : filterOf(key, { relations, filters }),
      placement: relation.placement,
      ...(inTheClear && { owned: true as const }),
      ...(writes !== null && { writes }),
      ...(verbs !== undefined &&
        listed !== undefined && {
          changes: { verbs, listed, grants: grantsOf(policy, { database, key }), unnamedShown },
        }),
    });
  }
  return treatExpanded(governance);
}

/** Of every role. */
function grantsOf({ roles }: Policy, { database, key }: { database: string; key: RelationKey }): readonly WriteGrant[] {
  return [...roles.values()].flatMap(({ writes }) => writes.get(database)?.get(key) ?? []);
}

/** What is the same for every value. */
const TELLS_NOTHING: ReadonlySet<Treatment["kind"]> = new Set(["hide", "null", "redact"]);

/** The rows of a materialized view are stored: no filter of its sources can reach them, so where one applies it is not shown. */
function canBePlaced({ placement, reads }: ClassifiedRelation, around: Around): boolean {
  if (reads.some((key) => !around.relations.has(key))) return false;
  return placement === "expanded" || reads.every((key) => filterOf(key, around) === null);
}

function ownsSources(
  { reads }: ClassifiedRelation,
  { caller, role, relations }: { caller: Pick<Caller, "principal">; role: Role; relations: Classified["relations"] },
): boolean {
  if (reads.length === 0 || !role.ownDatasetsInTheClear) return false;
  return reads.every((key) => {
    const source = relations.get(key);
    return (
      source !== undefined &&
      (source.owners.includes(caller.principal) || ownsSources(source, { caller, role, relations }))
    );
  });
}

/** A relation's own filter and those of its ancestors, all of which must let a row through. */
function filterOf(key: RelationKey, around: Around): string | null {
  const own = around.filters.get(key);
  const inherited = (around.relations.get(key)?.filteredLike ?? []).map((parent) => filterOf(parent, around));
  const all = [own ?? null, ...inherited].filter((filter) => filter !== null);
  if (all.length === 0) return null;
  return all.length === 1 ? (all[0] ?? null) : all.map((filter) => `(${filter})`).join(" AND ");
}

interface Around {
  readonly relations: Classified["relations"];
  readonly filters: ReadonlyMap<RelationKey, string>;
}
