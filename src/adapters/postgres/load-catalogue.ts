// Reads a catalogue in one repeatable-read transaction and makes it the model's. Set-based: its cost grows with the schema, not with round trips.

import { createHash } from "node:crypto";
import type { ClientBase } from "pg";
import { z } from "zod";
import type { Catalogue, Column, Relation, RelationKind, UniqueKey, UserType } from "../../core/model/catalogue.ts";
import { Failure } from "../../core/model/failure.ts";
import { type ColumnName, type RelationKey, relationKey } from "../../core/model/relation-name.ts";
import { CATALOGUE_QUERIES } from "./catalogue-queries.ts";
import { describeStructure } from "./describe-structure.ts";
import { describeWriting } from "./describe-writing.ts";
import { identities } from "./identities.ts";
import { type OwnSession, readOwnSession, type SessionOverrides } from "./own-session.ts";
import { type ReadForeign, readForeign } from "./read-foreign.ts";
import { transactionSettings } from "./session-settings.ts";
import type { TypeBook } from "./type-book.ts";
import { typeFamily } from "./type-family.ts";

/** A catalogue and what the adapter keeps beside it. */
export interface LoadedCatalogue {
  readonly catalogue: Catalogue;
  /** The shape of each relation by oid, as the witness query computes it. */
  readonly shapes: ReadonlyMap<number, string>;
  readonly types: TypeBook;
  readonly own: OwnSession;
}

const oid = z.string().transform(Number);
const rowSchemas = {
  server: z.strictObject({ version: z.int(), encoding: z.string(), database: z.string() }),
  relations: z.strictObject({
    oid,
    schema: z.string(),
    name: z.string(),
    kind: z.enum(["r", "p", "v", "m", "f", "S"]),
    shape: z.string(),
    definition: z.string().nullable(),
    rows: z.string().nullable(),
    comment: z.string().nullable(),
    parents: z.array(z.tuple([z.string(), z.string()])),
    primaryKey: z.array(z.string()),
  }),
  columns: z.strictObject({
    relation: oid,
    number: z.int(),
    name: z.string(),
    nullable: z.boolean(),
    label: z.string(),
    base: z.string(),
    category: z.string(),
    kind: z.string(),
    sql: z.string(),
    typeOid: z.string(),
    default: z.string().nullable(),
    bare: z.string(),
    madeOf: z.array(z.tuple([z.string(), z.string()])),
    computed: z.boolean(),
    identity: z.boolean(),
    comment: z.string().nullable(),
  }),
  generated: z.strictObject({ relation: oid, name: z.string(), source: z.string() }),
  opaque: z.strictObject({ relation: oid, name: z.string().nullable() }),
  references: z.strictObject({
    relation: oid,
    name: z.string(),
    schema: z.string(),
    target: z.string(),
    column: z.string(),
  }),
  referencing: z.strictObject({
    target: oid,
    schema: z.string(),
    name: z.string(),
    onDelete: z.enum(["a", "r", "c", "n", "d"]),
    onUpdate: z.enum(["a", "r", "c", "n", "d"]),
    columns: z.array(z.string()),
    referenced: z.array(z.string()),
  }),
  uniqueKeys: z.strictObject({
    relation: oid,
    constraint: z.string().nullable(),
    nullsAlike: z.boolean(),
    columns: z.array(z.string()),
  }),
  joins: z.strictObject({ relation: oid, columns: z.array(z.string()) }),
  triggers: z.strictObject({ relation: oid, name: z.string(), type: z.int(), digest: z.string() }),
  behind: z.strictObject({ relation: oid, digest: z.string() }),
  rewriting: z.strictObject({ relation: oid }),
  constraints: z.strictObject({
    relation: oid,
    name: z.string(),
    type: z.enum(["p", "u", "c", "f", "n", "x"]),
    digest: z.string(),
    columns: z.array(z.string()),
    target: z.tuple([z.string(), z.string()]).nullable(),
  }),
  indexes: z.strictObject({
    relation: oid,
    schema: z.string(),
    name: z.string(),
    digest: z.string(),
    constrained: z.boolean(),
    columns: z.array(z.string()),
  }),
  readers: z.strictObject({ relation: oid, schema: z.string(), name: z.string(), columns: z.array(z.string()) }),
  labels: z.strictObject({ type: z.string(), labels: z.array(z.string()) }),
  types: z.strictObject({
    schema: z.string(),
    name: z.string(),
    kind: z.enum(["e", "d", "c", "r", "m", "b", "row"]),
    calls: z.array(z.string()),
    parts: z.array(z.string()),
    checked: z.boolean(),
    range: z.tuple([z.string(), z.string()]).nullable(),
  }),
  valueTypes: z.strictObject({
    oid,
    name: z.string(),
    base: oid.nullable(),
    element: oid.nullable(),
    delimiter: z.string(),
  }),
};

const KINDS: Readonly<Record<"r" | "p" | "v" | "m" | "f" | "S", RelationKind>> = {
  r: "table",
  p: "partitioned-table",
  v: "view",
  m: "materialized-view",
  f: "foreign-table",
  S: "sequence",
};

const TYPE_KINDS: Readonly<Record<Rows["types"][number]["kind"], UserType["kind"]>> = {
  e: "enum",
  d: "domain",
  c: "composite",
  r: "range",
  m: "multirange",
  b: "base",
  row: "row",
};

/** `pins` are what a transaction sets first. */
export async function loadCatalogue(
  client: ClientBase,
  { pins = transactionSettings("none"), session = {} }: { pins?: readonly string[]; session?: SessionOverrides } = {},
): Promise<LoadedCatalogue> {
  try {
    await client.query(["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ...pins].join(";\n"));
    const loaded = await readCatalogue(client, session);
    await client.query("COMMIT");
    return loaded;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** In a transaction of the caller's, under the search path pg_catalog. */
export async function readCatalogue(client: ClientBase, session: SessionOverrides = {}): Promise<LoadedCatalogue> {
  const own = await readOwnSession(client, session);
  const foreign = await readForeign(client);
  return assemble(await readRows(client), { own, foreign });
}

async function readRows(client: ClientBase) {
  const read = async <T>(text: string, schema: z.ZodType<T>): Promise<readonly T[]> => {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows.map((row) => schema.parse(row));
  };
  const [server] = await read(CATALOGUE_QUERIES.server, rowSchemas.server);
  if (server === undefined || server.encoding !== "UTF8") {
    throw new Failure(
      "database-unavailable",
      "The database is not encoded in UTF8; Gatehouse serves UTF8 databases alone.",
    );
  }
  return {
    server,
    relations: await read(CATALOGUE_QUERIES.relations, rowSchemas.relations),
    columns: await read(CATALOGUE_QUERIES.columns, rowSchemas.columns),
    generated: await read(CATALOGUE_QUERIES.generated, rowSchemas.generated),
    opaque: await read(CATALOGUE_QUERIES.opaque, rowSchemas.opaque),
    references: await read(CATALOGUE_QUERIES.references, rowSchemas.references),
    referencing: await read(CATALOGUE_QUERIES.referencing, rowSchemas.referencing),
    uniqueKeys: await read(CATALOGUE_QUERIES.uniqueKeys, rowSchemas.uniqueKeys),
    joins: await read(CATALOGUE_QUERIES.joins, rowSchemas.joins),
    triggers: await read(CATALOGUE_QUERIES.triggers, rowSchemas.triggers),
    behind: await read(CATALOGUE_QUERIES.behind, rowSchemas.behind),
    rewriting: await read(CATALOGUE_QUERIES.rewriting, rowSchemas.rewriting),
    constraints: await read(CATALOGUE_QUERIES.constraints, rowSchemas.constraints),
    indexes: await read(CATALOGUE_QUERIES.indexes, rowSchemas.indexes),
    readers: await read(CATALOGUE_QUERIES.readers, rowSchemas.readers),
    labels: await read(CATALOGUE_QUERIES.labels, rowSchemas.labels),
    types: await read(CATALOGUE_QUERIES.types, rowSchemas.types),
    valueTypes: await read(CATALOGUE_QUERIES.valueTypes, rowSchemas.valueTypes),
  };
}

export type Rows = Awaited<ReturnType<typeof readRows>>;

function assemble(rows: Rows, { own, foreign }: { own: OwnSession; foreign: ReadForeign }): LoadedCatalogue {
  const columns = assembleColumns(rows, foreign);
  const writing = describeWriting(rows);
  const uniqueKeys = new Map<number, UniqueKey[]>();
  for (const { relation, ...unique } of rows.uniqueKeys)
    uniqueKeys.set(relation, [...(uniqueKeys.get(relation) ?? []), unique]);
  const structure = describeStructure(rows);
  const identity = identities(rows);
  const opaque = new Set(rows.opaque.flatMap(({ relation, name }) => (name === null ? [relation] : [])));
  const relations = new Map<RelationKey, Relation>();
  for (const row of rows.relations) {
    const name = { schema: row.schema, name: row.name };
    relations.set(relationKey(name), {
      name,
      kind: KINDS[row.kind],
      oid: row.oid,
      identity: identity(row),
      columns: columns.get(row.oid) ?? [],
      primaryKey: row.primaryKey,
      uniqueKeys: uniqueKeys.get(row.oid) ?? [],
      definition: row.definition,
      opaque: opaque.has(row.oid),
      parents: row.parents.map(([schema, parent]) => ({ schema, name: parent })),
      comment: row.comment,
      estimatedRows: row.rows === null ? null : Number(row.rows),
      writing: writing(row),
      structure: structure(row.oid),
    });
  }
  const types = new Map<string, UserType[]>();
  for (const { schema, name, kind, calls, parts, checked, range } of rows.types) {
    const type: UserType = {
      schema,
      name,
      kind: TYPE_KINDS[kind],
      calls,
      parts,
      checked,
      ...(range !== null && { range: { schema: range[0], name: range[1] } }),
    };
    types.set(name, [...(types.get(name) ?? []), type]);
  }
  // Estimates change with every ANALYZE and are part of no plan.
  const everything = JSON.stringify([
    rows.server,
    rows.relations.map((row) => ({ ...row, rows: null })),
    rows.columns,
    rows.generated,
    rows.opaque,
    rows.references,
    rows.referencing,
    rows.uniqueKeys,
    rows.joins,
    rows.triggers,
    rows.behind,
    rows.rewriting,
    rows.constraints,
    rows.indexes,
    rows.labels,
    rows.types,
    own,
    foreign.identity,
  ]);
  return {
    catalogue: {
      engine: "postgres",
      database: rows.server.database,
      session: own.shape,
      foreign: foreign.names,
      version: createHash("sha256").update(everything).digest("hex"),
      serverVersion: rows.server.version,
      relations,
      types,
    },
    shapes: new Map(rows.relations.map((row) => [row.oid, row.shape])),
    types: new Map(rows.valueTypes.map((row) => [row.oid, row])),
    own,
  };
}

function key(relation: number, name: string): string {
  return `${relation} ${name}`;
}

function assembleColumns(rows: Rows, { keyOf }: Pick<ReadForeign, "keyOf">): ReadonlyMap<number, readonly Column[]> {
  const generated = new Map<string, string[]>();
  for (const { relation, name, source } of rows.generated) {
    const at = key(relation, name);
    generated.set(at, [...(generated.get(at) ?? []), source]);
  }
  const references = new Map<string, ColumnName[]>();
  for (const { relation, name, schema, target, column } of rows.references) {
    const at = key(relation, name);
    references.set(at, [...(references.get(at) ?? []), { relation: { schema, name: target }, column }]);
  }
  const opaque = new Set(rows.opaque.flatMap(({ relation, name }) => (name === null ? [] : [key(relation, name)])));
  const labels = new Map(rows.labels.map(({ type, labels: names }) => [type, names]));
  const columns = new Map<number, Column[]>();
  for (const row of rows.columns) {
    const at = key(row.relation, row.name);
    const [first = null, ...others] = references.get(at) ?? [];
    const column: Column = {
      name: row.name,
      type: {
        family: typeFamily(row.base, row),
        sql: row.sql,
        label: row.label,
        bare: row.bare,
        ...foreignOf(keyOf, row),
        ...(row.madeOf.length > 0 && { madeOf: row.madeOf.map(([schema, name]) => ({ schema, name })) }),
      },
      nullable: row.nullable,
      generatedFrom: generated.get(at) ?? [],
      ...(opaque.has(at) && { opaque: true as const }),
      references: first,
      ...(others.length > 0 && { alsoReferences: others }),
      comment: row.comment,
      enumLabels: labels.get(row.typeOid) ?? [],
    };
    const known = columns.get(row.relation);
    if (known === undefined) columns.set(row.relation, [column]);
    else known.push(column);
  }
  return columns;
}

function foreignOf(keyOf: ReadForeign["keyOf"], { typeOid }: { typeOid: string }): { foreign?: string } {
  const foreign = keyOf.get(Number(typeOid));
  return foreign === undefined ? {} : { foreign };
}
