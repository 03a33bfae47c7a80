// Reads a catalogue in one repeatable-read transaction and makes it the model's. Set-based: its cost grows with the schema, not with round trips.

import { createHash } from "node:crypto";
import type { ClientBase } from "pg";
import type { TableShape } from "../../../core/classification/table-shape.ts";
import type { Catalogue, Column, Relation, UniqueKey, UserType } from "../../../core/model/catalogue.ts";
import { type RelationKey, relationKey } from "../../../core/model/relation-name.ts";
import { type OwnSession, readOwnSession, type SessionOverrides } from "../connection/own-session.ts";
import { transactionSettings } from "../connection/session-settings.ts";
import { type CatalogueRows, readRows, readShapeRows } from "./catalogue-rows.ts";
import { describeStructure } from "./describe-structure.ts";
import { describeSystem } from "./describe-system.ts";
import { describeShapes, describeTable, referencesFrom } from "./describe-table.ts";
import { describeWriting } from "./describe-writing.ts";
import { identities } from "./identities.ts";
import { type ReadUserDefined, readUserDefined } from "./read-user-defined.ts";
import { typeFamily } from "./type-family.ts";
import type { TypesByOid } from "./types-by-oid.ts";

/** Lines of the witness by the part of the catalogue, then by name; operators and casts are under the empty one. */
type WitnessBook = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** A catalogue and what the adapter keeps beside it. */
export interface LoadedCatalogue {
  readonly catalogue: Catalogue;
  /** What the witness says of it. */
  readonly witness: WitnessBook;
  readonly types: TypesByOid;
  readonly own: OwnSession;
}

const TYPE_KINDS: Readonly<Record<CatalogueRows["types"][number]["kind"], UserType["kind"]>> = {
  e: "enum",
  d: "domain",
  c: "composite",
  r: "range",
  m: "multirange",
  b: "base",
  row: "row",
};

/** `pins` are what a transaction sets first. */
export function loadCatalogue(
  client: ClientBase,
  { pins = transactionSettings("none"), session = {} }: { pins?: readonly string[]; session?: SessionOverrides } = {},
): Promise<LoadedCatalogue> {
  return atOneMoment(client, { pins, read: () => readCatalogue(client, session) });
}

/** What classification looks at, without what plans and writes rest on: a fraction of the time. `pins` as above. */
export function loadShapes(client: ClientBase, pins: readonly string[]): Promise<readonly TableShape[]> {
  return atOneMoment(client, { pins, read: async () => describeShapes(await readShapeRows(client)) });
}

async function atOneMoment<T>(
  client: ClientBase,
  { pins, read }: { pins: readonly string[]; read: () => Promise<T> },
): Promise<T> {
  try {
    await client.query(["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ...pins].join(";\n"));
    const found = await read();
    await client.query("COMMIT");
    return found;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** In a transaction of the caller's, under the search path pg_catalog. */
export async function readCatalogue(client: ClientBase, session: SessionOverrides = {}): Promise<LoadedCatalogue> {
  const own = await readOwnSession(client, session);
  const foreign = await readUserDefined(client);
  return assemble(await readRows(client), { own, foreign });
}

function assemble(
  rows: CatalogueRows,
  { own, foreign }: { own: OwnSession; foreign: ReadUserDefined },
): LoadedCatalogue {
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
    relations.set(relationKey(row), {
      ...describeTable(row),
      identity: identity(row),
      columns: columns.get(row.oid) ?? [],
      uniqueKeys: uniqueKeys.get(row.oid) ?? [],
      opaque: opaque.has(row.oid),
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
    rows.systemIndexes,
    rows.systemConstraints,
    rows.systemTypes,
    rows.systemSchemas,
    rows.systemSequences,
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
      system: describeSystem(rows),
    },
    witness: bookOf(rows.lines),
    types: new Map(rows.valueTypes.map((row) => [row.oid, row])),
    own,
  };
}

function bookOf(lines: CatalogueRows["lines"]): WitnessBook {
  const book = new Map<string, Map<string, string[]>>();
  for (const { part, name, line } of lines) {
    const ofPart = book.get(part) ?? new Map<string, string[]>();
    book.set(part, ofPart.set(name, [...(ofPart.get(name) ?? []), line]));
  }
  return book;
}

function key(relation: number, name: string): string {
  return `${relation} ${name}`;
}

function assembleColumns(
  rows: CatalogueRows,
  { keyOf }: Pick<ReadUserDefined, "keyOf">,
): ReadonlyMap<number, readonly Column[]> {
  const generated = new Map<string, string[]>();
  for (const { relation, name, source } of rows.generated) {
    const at = key(relation, name);
    generated.set(at, [...(generated.get(at) ?? []), source]);
  }
  const referencesOf = referencesFrom(rows);
  const opaque = new Set(rows.opaque.flatMap(({ relation, name }) => (name === null ? [] : [key(relation, name)])));
  const labels = new Map(rows.labels.map(({ type, labels: names }) => [type, names]));
  const columns = new Map<number, Column[]>();
  for (const row of rows.columns) {
    const at = key(row.relation, row.name);
    const [first = null, ...others] = referencesOf(row);
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

function foreignOf(keyOf: ReadUserDefined["keyOf"], { typeOid }: { typeOid: string }): { foreign?: string } {
  const foreign = keyOf.get(Number(typeOid));
  return foreign === undefined ? {} : { foreign };
}
