// A role's file as the role in force.

import type { DataClass } from "../../model/data-class.ts";
import { type RelationKey, relationKey } from "../../model/relation-name.ts";
import type { Treatment } from "../../model/treatment.ts";
import type { WriteGrant } from "../../model/write-grant.ts";
import type { BreakGlassRule, Role } from "../policy.ts";
import type { RoleFile } from "../schema/role-schema.ts";
import { readRelation } from "./read-relation.ts";

export function readRole(file: RoleFile): Role {
  return {
    name: file.role,
    description: file.description,
    reads: file.reads,
    ownDatasetsInTheClear: file["own-datasets"] === "clear",
    classes: new Map<DataClass, Treatment>(Object.entries(file.classes)),
    levels: file.levels,
    unclassified: file.unclassified,
    rowFilters: new Map(
      Object.entries(file.rows).map(([database, filters]) => [
        database,
        new Map<RelationKey, string>(
          Object.entries(filters).map(([relation, filter]) => [relationKey(readRelation(relation)), filter]),
        ),
      ]),
    ),
    writes: new Map(
      Object.entries(file.writes).map(([database, grants]) => [
        database,
        new Map<RelationKey, WriteGrant>(
          Object.entries(grants).map(([relation, grant]) => [relationKey(readRelation(relation)), grant]),
        ),
      ]),
    ),
    writesOwnDatasets: file["own-writes"] === "all",
    schemaChanges: readSchemaChanges(file["schema-changes"]),
    functions: new Set(file.functions),
    limits: { rows: file.limits.rows, bytes: file.limits.bytes, milliseconds: Math.round(file.limits.seconds * 1_000) },
    explain: file.explain,
    catalogue: file.catalogue === "governed",
    approves: file.approves,
    accessMinutes: file["access-minutes"],
    accessRoles: file["access-roles"],
    wantsBoundToken: file.dpop === "required",
    excludes: file.excludes,
    reviewDays: file["review-days"] ?? null,
    readsLedger: file.ledger !== "none",
    auditsLedger: file.ledger === "audit",
    mayLock: file.locks,
    breakGlass: readBreakGlass(file["break-glass"]),
  };
}

function readSchemaChanges(written: RoleFile["schema-changes"]): Role["schemaChanges"] {
  return new Map(
    Object.entries(written).map(([database, changes]) => [
      database,
      {
        createIn: new Set(changes["create-in"]),
        tables: new Map(
          Object.entries(changes.tables).map(([relation, verbs]) => [relationKey(readRelation(relation)), verbs]),
        ),
      },
    ]),
  );
}

/** Null for a role whose people may not. */
function readBreakGlass(written: RoleFile["break-glass"]): BreakGlassRule | null {
  if (written === undefined) return null;
  const { minutes, "review-within": reviewWithinSeconds, overdue, own, assurance } = written;
  return { minutes, reviewWithinSeconds, locksOverdue: overdue === "lock", own, assurance };
}
