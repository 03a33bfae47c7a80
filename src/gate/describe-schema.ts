// The tool `describe-schema`: what this caller can see and do. An overview first, details of chosen tables on demand.
// It shows names, types, keys, classes and treatments; never comments, defaults, definitions, statistics or sample values.

import type { Catalogue, RelationKind } from "../core/model/catalogue.ts";
import type { Limits } from "../core/model/decision.ts";
import type { Governance, GovernedColumn, GovernedRelation, WriteGrant } from "../core/model/governed-relation.ts";
import { type Refusal, refuse } from "../core/model/refusal.ts";
import { formatColumn, formatRelation, type RelationKey, relationKey } from "../core/model/relation-name.ts";
import { nearNames } from "../core/policy/near-names.ts";
import type { Role } from "../core/policy/policy.ts";
import type { Answer } from "./answer.ts";
import { assumeRole } from "./assume-role.ts";
import type { CallContext } from "./call-context.ts";
import { chooseDatabase } from "./choose-database.ts";
import { identifyRole } from "./identify-role.ts";
import { governDatabase } from "./prepare-statement.ts";
import { type Outcome, recordCall } from "./record-call.ts";

export interface SchemaRequest {
  /** Null: the only database, or, where there are several, the list of them. */
  readonly database: string | null;
  /** Tables to show in detail, as `table` or `schema.table`; empty for the overview. */
  readonly tables: readonly string[];
  /** Only tables whose name, or a column's name, contains this. */
  readonly search: string | null;
  /** A role that the caller was granted for a time; null for its own. */
  readonly role?: string | null;
  /** Where the last page ended: its `next_cursor`. */
  readonly cursor: string | null;
}

export interface SchemaColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly primary_key?: true;
  /** `schema.table.column` that a foreign key points to, where the caller sees it. */
  readonly references?: string;
  readonly class?: string;
  /** What the caller gets of it; absent when it is clear. */
  readonly treatment?: string;
  /** The mask that the role names for the class, of which it may write values and so is shown no pseudonym. */
  readonly instead_of?: "token";
  /** Labels of an enum; for clear columns only. */
  readonly values?: readonly string[];
}

export interface SchemaTable {
  readonly name: string;
  readonly kind: RelationKind;
  /** In the overview: how many columns the caller sees. */
  readonly column_count?: number;
  readonly columns?: readonly SchemaColumn[];
  /** True when the caller sees some rows only. */
  readonly row_filtered?: true;
  /** What the caller may ask to change; absent when nothing. Rules of risk decide what runs at once. */
  readonly writes?: { readonly insert?: Granted; readonly update?: Granted; readonly delete?: true };
  /** Which changes of its schema may be asked for: alter, drop, truncate. */
  readonly schema_changes?: readonly string[];
}

/** `all` stands for every column that is shown and clear. */
type Granted = "all" | readonly string[];

export interface SchemaResult {
  readonly databases: readonly { readonly name: string; readonly engine: string }[];
  readonly database?: string;
  readonly access: {
    readonly role: string;
    readonly reads: Role["reads"];
    /** `governed`: see `writes` of each table. */
    readonly writes: "none" | "governed";
    /** Schemas of the database in which new tables may be asked for; absent when none. */
    readonly create_in?: readonly string[];
    readonly limits: Limits;
  };
  readonly tables: readonly SchemaTable[];
  /** All tables that match, on every page. */
  readonly table_count: number;
  readonly next_cursor?: string;
}

const TABLES_PER_PAGE = 100;
const TABLES_IN_DETAIL = 20;
/** Fewer tables than this are described in full at once. */
const SMALL_SCHEMA = 12;

export function describeSchema(request: SchemaRequest, called: CallContext): Promise<Answer<SchemaResult>> {
  const { gatehouse } = called;
  return recordCall("describe-schema", called, async (account): Promise<Outcome<SchemaResult>> => {
    const policy = gatehouse.policy();
    account.policyDigest = policy.digest;
    const own = identifyRole(called.caller, policy);
    if ("code" in own) return own;
    account.rule = `role ${own.name}`;
    const databases = [...gatehouse.databases.values()].map(({ name, engine }) => ({ name, engine }));
    const writable = [...gatehouse.databases.values()].some((database) => database.writable);
    if (request.database === null && databases.length > 1) {
      const result = { databases, access: describeRole(own, writable), tables: [], table_count: 0 };
      return { kind: "result", rows: 0, truncated: false, result };
    }
    const database = chooseDatabase(request.database, gatehouse.databases);
    if ("code" in database) return database;
    account.target = { database: database.name, engine: database.engine };
    const acting = await assumeRole(request.role ?? null, { context: called, account, policy, database });
    if ("code" in acting) return acting;
    const { role } = acting;
    const { caller } = acting.context;
    account.rule = `role ${role.name}`;
    if (role.reads === "none") return refuseSchema(role);

    const scope = { gatehouse, caller, policy, role, database };
    let { catalogue, governance } = await governDatabase({ ...scope, freshness: "known" });
    let chosen = chooseTables(request.tables, governance);
    if ("code" in chosen) {
      ({ catalogue, governance } = await governDatabase({ ...scope, freshness: "recent" })); // it may be new
      chosen = chooseTables(request.tables, governance);
      if ("code" in chosen) return chosen;
    }
    const page = pageOf(chosen, request);
    const detailed = request.tables.length > 0 || page.total <= SMALL_SCHEMA;
    const tables = page.relations.map((relation) =>
      describeRelation(relation, { governance, catalogue, detailed, writable: database.writable }),
    );
    account.touched = detailed ? page.relations.map(describeAccess) : [];
    return {
      kind: "result",
      rows: tables.length,
      truncated: page.next !== null,
      result: {
        databases,
        access: {
          ...describeRole(role, writable),
          ...(database.writable && createsIn(role, database.name)),
        },
        database: database.name,
        tables,
        table_count: page.total,
        ...(page.next !== null && { next_cursor: page.next }),
      },
    };
  });
}

function describeRole({ name, reads, limits, writes, writesOwnDatasets }: Role, writable: boolean) {
  const governed = writable && (writes.size > 0 || writesOwnDatasets);
  return { role: name, reads, writes: governed ? "governed" : "none", limits } as const;
}

function createsIn({ schemaChanges }: Role, database: string): { create_in?: readonly string[] } {
  const schemas = [...(schemaChanges.get(database)?.createIn ?? [])];
  return schemas.length === 0 ? {} : { create_in: schemas };
}

function refuseSchema(role: Role): Refusal {
  return refuse("role-reads-nothing", `The role ${role.name} sees no schema.`, {
    rule: `role ${role.name}`,
    remedy: "Connect with a role that reads.",
  });
}

/** The relations asked for by name, or all of them in order of their names. */
function chooseTables(names: readonly string[], governance: Governance): readonly GovernedRelation[] | Refusal {
  const all = [...governance.values()].sort((a, b) => compare(formatRelation(a.relation), formatRelation(b.relation)));
  if (names.length === 0) return all;
  if (names.length > TABLES_IN_DETAIL) {
    return refuse("result-too-large", `At most ${TABLES_IN_DETAIL} tables are described at once.`, {
      rule: "input",
      remedy: "Ask for fewer tables in one call.",
    });
  }
  const chosen: GovernedRelation[] = [];
  for (const name of names) {
    const found =
      all.find(({ relation }) => formatRelation(relation) === name) ??
      all.find(({ relation }) => relation.name === name);
    if (found === undefined) {
      const near = nearNames(
        name,
        all.map(({ relation }) => formatRelation(relation)),
      );
      return refuse("unknown-table", "There is no table of that name that you can see.", {
        rule: "catalogue",
        remedy:
          near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Call describe-schema without tables for the list.",
      });
    }
    chosen.push(found);
  }
  return chosen;
}

function pageOf(relations: readonly GovernedRelation[], { search, cursor, tables }: SchemaRequest) {
  const wanted = search?.toLowerCase() ?? "";
  const matching = relations.filter(
    ({ relation, columns }) =>
      wanted === "" ||
      formatRelation(relation).toLowerCase().includes(wanted) ||
      columns.some(({ column }) => column.name.toLowerCase().includes(wanted)),
  );
  const rest =
    cursor === null || tables.length > 0
      ? matching
      : matching.filter(({ relation }) => compare(formatRelation(relation), cursor) > 0);
  const page = rest.slice(0, TABLES_PER_PAGE);
  const last = page.at(-1);
  const next = last !== undefined && rest.length > page.length ? formatRelation(last.relation) : null;
  return { relations: page, total: matching.length, next };
}

function describeRelation(
  governed: GovernedRelation,
  view: { governance: Governance; catalogue: Catalogue; detailed: boolean; writable: boolean },
): SchemaTable {
  const key: RelationKey = relationKey(governed.relation);
  const relation = view.catalogue.relations.get(key);
  return {
    name: formatRelation(governed.relation),
    kind: relation?.kind ?? "table",
    ...(view.detailed
      ? {
          columns: governed.columns.map((column) =>
            describeColumn(column, { governance: view.governance, primaryKey: relation?.primaryKey ?? [] }),
          ),
        }
      : { column_count: governed.columns.length }),
    ...(governed.rowFilter !== null && { row_filtered: true as const }),
    ...(view.writable && view.detailed && describeGrant(governed)),
    ...(view.writable && governed.changes !== undefined && { schema_changes: [...governed.changes.verbs] }),
  };
}

/** Columns that do not exist for the caller are not named by a grant either. */
function describeGrant({ writes, columns }: GovernedRelation): Pick<SchemaTable, "writes"> {
  if (writes === undefined) return {};
  const shown = columns.map(({ column }) => column.name);
  const granted = (to: WriteGrant["insert"]): Granted | null => {
    if (to === null || to === "all") return to;
    return shown.filter((name) => to.has(name));
  };
  const [insert, update] = [granted(writes.insert), granted(writes.update)];
  return {
    writes: {
      ...(insert !== null && { insert }),
      ...(update !== null && { update }),
      ...(writes.delete && { delete: true as const }),
    },
  };
}

function describeColumn(
  governed: GovernedColumn,
  relation: { governance: Governance; primaryKey: readonly string[] },
): SchemaColumn {
  const { column, treatment, insteadOf } = governed;
  const { references } = column;
  const target = references === null ? undefined : relation.governance.get(relationKey(references.relation));
  const seen = target?.columns.some((other) => other.column.name === references?.column) ?? false;
  return {
    name: column.name,
    type: column.type.label,
    nullable: column.nullable,
    ...(relation.primaryKey.includes(column.name) && { primary_key: true as const }),
    ...(references !== null && seen && { references: formatColumn(references) }),
    ...(governed.class !== null && { class: governed.class }),
    ...(treatment.kind !== "clear" && { treatment: treatment.kind }),
    ...(insteadOf !== undefined && { instead_of: insteadOf }),
    ...(treatment.kind === "clear" && column.enumLabels.length > 0 && { values: column.enumLabels }),
  };
}

function describeAccess(governed: GovernedRelation) {
  return {
    relation: formatRelation(governed.relation),
    access: "describe" as const,
    columns: governed.columns.map(({ column }) => column.name),
    classes: [...new Set(governed.columns.flatMap((column) => (column.class === null ? [] : [column.class])))],
    treatments: {},
    rowFilter: governed.rowFilter !== null,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
