// The rows of the system catalogues that a catalogue is made of, each checked as it is read.

import type { ClientBase } from "pg";
import { z } from "zod";
import { Failure } from "../../../core/model/failure.ts";
import { CATALOGUE_QUERIES, COLUMN_SHAPES } from "./catalogue-queries.ts";
import { SYSTEM_QUERIES } from "./system-queries.ts";
import { ALL_LINES } from "./witness-query.ts";

const oid = z.string().transform(Number);
const rowSchemas = {
  server: z.strictObject({ version: z.int(), encoding: z.string(), database: z.string() }),
  relations: z.strictObject({
    oid,
    schema: z.string(),
    name: z.string(),
    kind: z.enum(["r", "p", "v", "m", "f", "S"]),
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
    byDefault: z.boolean(),
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
  triggers: z.strictObject({
    relation: oid,
    name: z.string(),
    type: z.int(),
    digest: z.string(),
    columns: z.array(z.string()),
    own: z.boolean(),
  }),
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
  systemRelations: z.strictObject({
    oid,
    schema: z.string(),
    name: z.string(),
    kind: z.enum(["r", "v"]),
    definition: z.string().nullable(),
    columns: z.array(z.tuple([z.string(), z.string()])),
  }),
  systemIndexes: z.strictObject({
    oid,
    relation: oid,
    columns: z.array(z.int()),
    computes: z.boolean(),
    opaque: z.boolean(),
  }),
  systemConstraints: z.strictObject({
    oid,
    relation: oid,
    target: oid.nullable(),
    columns: z.array(z.int()),
    computes: z.boolean(),
    opaque: z.boolean(),
    targetColumns: z.array(z.int()),
  }),
  systemTypes: z.strictObject({
    oid,
    schema: z.string(),
    name: z.string(),
    rowsOf: oid.nullable(),
    of: oid.nullable(),
  }),
  systemSchemas: z.strictObject({ oid, name: z.string() }),
  systemSequences: z.strictObject({ oid, schema: z.string(), name: z.string(), relation: oid, column: z.int() }),
  lines: z.strictObject({ part: z.string(), name: z.string(), line: z.string() }),
  valueTypes: z.strictObject({
    oid,
    name: z.string(),
    base: oid.nullable(),
    element: oid.nullable(),
    delimiter: z.string(),
  }),
};

const columnShape = rowSchemas.columns.pick({
  relation: true,
  number: true,
  name: true,
  label: true,
  base: true,
  category: true,
  kind: true,
  comment: true,
});

export type CatalogueRows = Awaited<ReturnType<typeof readRows>>;

export type ShapeRows = Awaited<ReturnType<typeof readShapeRows>>;

/** In a transaction of the caller's, under the search path pg_catalog. */
export async function readRows(client: ClientBase) {
  const read = rowReader(client);
  const server = await readServer(read);
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
    lines: await read(ALL_LINES, rowSchemas.lines),
    systemRelations: await read(SYSTEM_QUERIES.systemRelations, rowSchemas.systemRelations),
    systemIndexes: await read(SYSTEM_QUERIES.systemIndexes, rowSchemas.systemIndexes),
    systemConstraints: await read(SYSTEM_QUERIES.systemConstraints, rowSchemas.systemConstraints),
    systemTypes: await read(SYSTEM_QUERIES.systemTypes, rowSchemas.systemTypes),
    systemSchemas: await read(SYSTEM_QUERIES.systemSchemas, rowSchemas.systemSchemas),
    systemSequences: await read(SYSTEM_QUERIES.systemSequences, rowSchemas.systemSequences),
  };
}

/** Tables and columns alone, without what plans and writes rest on. In a transaction of the caller's, under the search path pg_catalog. */
export async function readShapeRows(client: ClientBase) {
  const read = rowReader(client);
  await readServer(read);
  return {
    relations: await read(CATALOGUE_QUERIES.relations, rowSchemas.relations),
    columns: await read(COLUMN_SHAPES, columnShape),
    references: await read(CATALOGUE_QUERIES.references, rowSchemas.references),
  };
}

type Read = <T>(text: string, schema: z.ZodType<T>) => Promise<readonly T[]>;

function rowReader(client: ClientBase): Read {
  return async (text, schema) => {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows.map((row) => schema.parse(row));
  };
}

async function readServer(read: Read): Promise<z.infer<typeof rowSchemas.server>> {
  const [server] = await read(CATALOGUE_QUERIES.server, rowSchemas.server);
  if (server === undefined || server.encoding !== "UTF8") {
    throw new Failure(
      "database-unavailable",
      "The database is not encoded in UTF8; Gatehouse serves UTF8 databases alone.",
    );
  }
  return server;
}
