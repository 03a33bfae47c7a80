// What a role gets of every relation of a database: columns under their treatments, and the row filter.
// INVARIANT: a hidden column is not in the list, and a relation whose rows cannot be filtered as they should be is not in the map.

import type { Caller } from "../model/caller.ts";
import type { Catalogue, Column, Relation } from "../model/catalogue.ts";
import { SHIPPED_CLASSES } from "../model/data-class.ts";
import {
  type Governance,
  type GovernedColumn,
  type GovernedRelation,
  grantsColumn,
  type WriteGrant,
} from "../model/governed-relation.ts";
import type { RelationKey } from "../model/relation-name.ts";
import { stricter, type Treatment } from "../model/treatment.ts";
import type { Classified, ClassifiedColumn, ClassifiedRelation } from "./classify-catalogue.ts";
import type { ColumnPolicy, Policy, Role } from "./policy.ts";

export function governRelations(
  policy: Policy,
  scope: {
    caller: Pick<Caller, "principal">;
    role: Role;
    database: string;
    classified: Classified;
    catalogue: Catalogue;
  },
): Governance {
  const { caller, role, database, classified } = scope;
  const filters = role.rowFilters.get(database) ?? new Map<RelationKey, string>();
  const governance = new Map<RelationKey, GovernedRelation>();
  const unnamedShown = [...policy.roles.values()].some(({ unclassified }) => !TELLS_NOTHING.has(unclassified.kind));
  const owns = ({ owners }: ClassifiedRelation) => owners.includes(caller.principal);
  for (const [key, relation] of classified) {
    if (relation.reads.length > 0 && !canBePlaced(relation, { classified, filters })) continue;
    const owned = role.ownDatasetsInTheClear && owns(relation);
    const inTheClear = owned || ownsSources(relation, { caller, role, classified });
    const writes =
      role.writes.get(database)?.get(key) ?? (role.writesOwnDatasets && owns(relation) ? EVERYTHING : null);
    const verbs = role.schemaChanges.get(database)?.tables.get(key);
    const listed = policy.data.get(database)?.relations.get(key)?.columns;
    governance.set(key, {
      relation: relation.relation.name,
      columns: governColumns(relation, { role, inTheClear, writes }),
      rowFilter: owned ? null : filterOf(key, { classified, filters }),
      placement: relation.placement,
      ...(inTheClear && { owned: true as const }),
      ...(writes !== null && { writes }),
      ...(verbs !== undefined && listed !== undefined && { changes: { verbs, listed, unnamedShown } }),
    });
  }
  return governance;
}

/** The rows of a materialized view are stored: no filter of its sources can reach them, so where one applies it is not shown. */
function canBePlaced(
  { placement, reads }: ClassifiedRelation,
  around: { classified: Classified; filters: ReadonlyMap<RelationKey, string> },
): boolean {
  if (reads.some((key) => !around.classified.has(key))) return false;
  return placement === "expanded" || reads.every((key) => filterOf(key, around) === null);
}

function ownsSources(
  { reads }: ClassifiedRelation,
  { caller, role, classified }: { caller: Pick<Caller, "principal">; role: Role; classified: Classified },
): boolean {
  if (reads.length === 0 || !role.ownDatasetsInTheClear) return false;
  return reads.every((key) => {
    const source = classified.get(key);
    return (
      source !== undefined &&
      (source.owners.includes(caller.principal) || ownsSources(source, { caller, role, classified }))
    );
  });
}

/** A relation's own filter and those of its ancestors, all of which must let a row through. */
function filterOf(
  key: RelationKey,
  around: { classified: Classified; filters: ReadonlyMap<RelationKey, string> },
): string | null {
  const own = around.filters.get(key);
  const inherited = (around.classified.get(key)?.filteredLike ?? []).map((parent) => filterOf(parent, around));
  const all = [own ?? null, ...inherited].filter((filter) => filter !== null);
  if (all.length === 0) return null;
  return all.length === 1 ? (all[0] ?? null) : all.map((filter) => `(${filter})`).join(" AND ");
}

function governColumns(
  { relation, columns }: ClassifiedRelation,
  { role, inTheClear, writes }: { role: Role; inTheClear: boolean; writes: WriteGrant | null },
): readonly GovernedColumn[] {
  return relation.columns.flatMap((column): readonly GovernedColumn[] => {
    const classified = columns.get(column.name);
    const [first] = classified?.holds ?? [];
    const treatment: Treatment = inTheClear ? { kind: "clear" } : treatColumn(classified, role);
    if (treatment.kind === "hide") return [];
    const shown = treatment.kind === "token" && mayWrite(writes, column, relation) ? REDACTED : treatment;
    return [{ column, class: first?.class ?? null, level: first?.level ?? "confidential", treatment: shown }];
  });
}

/** What is the same for every value. */
const TELLS_NOTHING: ReadonlySet<Treatment["kind"]> = new Set(["hide", "null", "redact"]);

const EVERYTHING: WriteGrant = { insert: "all", update: "all", delete: true };
const REDACTED: Treatment = { kind: "redact" };

/** Writing a guess and reading its pseudonym back, there or in a column computed from it, would name the value behind every equal pseudonym. */
function mayWrite(
  writes: WriteGrant | null,
  { name, generatedFrom }: Column,
  { columns }: Pick<Relation, "columns">,
): boolean {
  if (writes === null) return false;
  if (grantsColumn(writes.insert, name) || grantsColumn(writes.update, name)) return true;
  return columns.some((column) => generatedFrom.includes(column.name) && mayWrite(writes, column, { columns }));
}

function treatColumn(column: ClassifiedColumn | undefined, role: Role): Treatment {
  const [first, ...others] = column?.holds ?? [];
  if (first === undefined) return role.unclassified;
  return others.map((held) => treatHeld(held, role)).reduce(stricter, treatHeld(first, role));
}

/** The class's treatment where the role names the class, else the level's; a level above the class's usual one counts as well. */
function treatHeld({ class: dataClass, level }: ColumnPolicy, role: Role): Treatment {
  const byLevel = role.levels[level];
  const byClass = dataClass === null ? undefined : role.classes.get(dataClass);
  if (dataClass === null || byClass === undefined) return byLevel;
  return level === (SHIPPED_CLASSES[dataClass] ?? "confidential") ? byClass : stricter(byClass, byLevel);
}
