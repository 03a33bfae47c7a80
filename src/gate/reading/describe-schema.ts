// The tool `describe-schema`: what this caller can see and do. An overview first, details of chosen tables on demand.
// What of a relation it shows stands in describe-relation.ts.

import type { Catalogue, Engine } from "../../core/model/catalogue.ts";
import type { Limits } from "../../core/model/decision.ts";
import type { Governance, GovernedRelation } from "../../core/model/governed-relation.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { formatRelation, type RelationKey, type RelationName, relationKey } from "../../core/model/relation-name.ts";
import { didYouMean, partsOfName, writtenRelation } from "../../core/model/written-name.ts";
import { nearNames } from "../../core/policy/near-names.ts";
import type { Role } from "../../core/policy/policy.ts";
import { assumeRole } from "../access.ts";
import { type Answer, type CallContext, identifyRole, type Outcome, recordCall } from "../calls.ts";
import { chooseDatabase, governDatabase } from "../planning.ts";
import { describeRelation, type SchemaTable } from "./describe-relation.ts";
import { shownComments } from "./shown-comments.ts";

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
  /** What the database's sessions have, where the engine has such settings. */
  readonly session?: {
    readonly time_zone: string;
    readonly date_style: string;
    readonly search_path: readonly string[];
  };
  readonly tables: readonly SchemaTable[];
  /** All tables that match, on every page. */
  readonly table_count: number;
  /** Tables that were asked for and did not fit. */
  readonly left?: readonly string[];
  readonly next_cursor?: string;
}

const TABLES_PER_PAGE = 100;
const TABLES_IN_DETAIL = 20;
/** Fewer tables than this are described in full at once. */
const SMALL_SCHEMA = 12;

export function describeSchema(request: SchemaRequest, called: CallContext): Promise<Answer<SchemaResult>> {
  const { gatehouse } = called;
  return recordCall("describe-schema", called, async (callRecord): Promise<Outcome<SchemaResult>> => {
    const policy = gatehouse.policy();
    callRecord.policyDigest = policy.digest;
    const own = identifyRole(called.caller, policy);
    if ("code" in own) return own;
    callRecord.rule = `role ${own.name}`;
    const databases = [...gatehouse.databases.values()].map(({ name, engine }) => ({ name, engine }));
    const writable = [...gatehouse.databases.values()].some((database) => database.writable);
    if (request.database === null && databases.length > 1) {
      const result = { databases, access: describeRole(own, writable), tables: [], table_count: 0 };
      return { kind: "result", rows: 0, truncated: false, result };
    }
    const database = chooseDatabase(request.database, gatehouse.databases);
    if ("code" in database) return database;
    callRecord.target = { database: database.name, engine: database.engine };
    const acting = await assumeRole(request.role ?? null, { context: called, callRecord, policy, database });
    if ("code" in acting) return acting;
    const { role } = acting;
    const { caller } = acting.context;
    callRecord.rule = `role ${role.name}`;
    if (role.reads === "none") return refuseSchema(role);

    const scope = { gatehouse, caller, policy, role, database };
    let { catalogue, governance } = await governDatabase({ ...scope, freshness: "known" });
    let chosen = chooseTables(request.tables, { governance, catalogue });
    if ("code" in chosen) {
      ({ catalogue, governance } = await governDatabase({ ...scope, freshness: "recent" })); // it may be new
      chosen = chooseTables(request.tables, { governance, catalogue });
      if ("code" in chosen) return chosen;
    }
    const named = request.tables.length > 0;
    const partitions = named || request.search !== null ? NO_PARTITIONS : partitionsOf(chosen, catalogue);
    const listed = chosen.filter(({ relation }) => !partitions.children.has(relationKey(relation)));
    const page = pageOf(named ? listed.slice(0, TABLES_IN_DETAIL) : listed, request);
    const left = named
      ? listed.slice(TABLES_IN_DETAIL).map(({ relation }) => writtenRelation(relation, database.engine))
      : [];
    const detailed = named || page.total <= SMALL_SCHEMA;
    const comments = shownComments(catalogue, governance);
    const tables = page.relations.map((relation) =>
      describeRelation(relation, {
        governance,
        catalogue,
        comments,
        detailed,
        writable: database.writable,
        partitions: partitions.counts.get(relationKey(relation.relation)) ?? 0,
      }),
    );
    callRecord.touched = detailed ? page.relations.map(describeAccess) : [];
    return {
      kind: "result",
      rows: tables.length,
      truncated: page.next !== null || left.length > 0,
      result: {
        databases,
        access: {
          ...describeRole(role, writable),
          ...(database.writable && createsIn(role, database.name)),
        },
        database: database.name,
        ...sessionOf(catalogue),
        tables,
        table_count: page.total,
        ...(left.length > 0 && { left }),
        ...(page.next !== null && { next_cursor: page.next }),
      },
    };
  });
}

function describeRole({ name, reads, limits, writes, writesOwnDatasets }: Role, writable: boolean) {
  const governed = writable && (writes.size > 0 || writesOwnDatasets);
  return { role: name, reads, writes: governed ? "governed" : "none", limits } as const;
}

function sessionOf({ session }: Catalogue): Pick<SchemaResult, "session"> {
  if (session === undefined) return {};
  const { timeZone, dateStyle, searchPath } = session;
  return { session: { time_zone: timeZone, date_style: dateStyle, search_path: searchPath } };
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

/** The relations asked for by name, or all of them in order of their names. A name without a schema is each table's that has it. */
function chooseTables(
  names: readonly string[],
  { governance, catalogue: { engine } }: { governance: Governance; catalogue: Catalogue },
): readonly GovernedRelation[] | Refusal {
  const all = [...governance.values()].sort((a, b) => compare(formatRelation(a.relation), formatRelation(b.relation)));
  if (names.length === 0) return all;
  const chosen = new Set<GovernedRelation>();
  for (const name of names) {
    const found = all.filter(({ relation }) => isNamed(relation, name, engine));
    if (found.length === 0) {
      const near = nearNames(
        name,
        all.map(({ relation }) => formatRelation(relation)),
      ).flatMap((formatted) => all.find(({ relation }) => formatRelation(relation) === formatted)?.relation ?? []);
      return refuse("unknown-table", "There is no table of that name that you can see.", {
        rule: "catalogue",
        remedy:
          didYouMean(
            near.map((relation) => writtenRelation(relation, engine)),
            name,
          ) ?? "Call describe-schema without tables for the list.",
      });
    }
    for (const governed of found) chosen.add(governed);
  }
  return [...chosen];
}

/** As it is, or as a statement would name it. */
function isNamed(relation: RelationName, written: string, engine: Engine): boolean {
  if (formatRelation(relation) === written || relation.name === written) return true;
  const parts = partsOfName(written);
  if (parts === null || parts.length > 2) return false;
  const held = [relation.schema, relation.name].slice(-parts.length);
  return parts.every(({ text, quoted }, place) => {
    const name = held[place] ?? "";
    if (engine === "sqlite") return text.toLowerCase() === name.toLowerCase();
    return name === (quoted ? text : text.toLowerCase());
  });
}

interface Partitions {
  readonly children: ReadonlySet<RelationKey>;
  readonly counts: ReadonlyMap<RelationKey, number>;
}

const NO_PARTITIONS: Partitions = { children: new Set(), counts: new Map() };

/** Partitions of partitioned tables that are shown: the overview has them as a number. */
function partitionsOf(shown: readonly GovernedRelation[], { relations }: Catalogue): Partitions {
  const keys = new Set(shown.map(({ relation }) => relationKey(relation)));
  const children = new Set<RelationKey>();
  const counts = new Map<RelationKey, number>();
  for (const key of keys) {
    for (const parent of relations.get(key)?.parents ?? []) {
      const parentKey = relationKey(parent);
      if (!keys.has(parentKey) || relations.get(parentKey)?.kind !== "partitioned-table") continue;
      children.add(key);
      counts.set(parentKey, (counts.get(parentKey) ?? 0) + 1);
    }
  }
  return { children, counts };
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
