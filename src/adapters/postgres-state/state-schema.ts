// The tables of the state in PostgreSQL: those of the state itself, column by column, each row with the version that changed it last; what is
// gone; and the version itself. Made once, however many replicas start.

import pg from "pg";
import type { StateColumn, StateTable } from "../../core/state/shared-state.ts";

/** Another one when what is here is read otherwise. */
export const FORM = 1;

const TYPES: Readonly<Record<StateColumn["type"], string>> = { text: "text", integer: "bigint", blob: "bytea" };

/** Name and type, as a definition and as a record's column. */
export function columnOf({ name, type }: Pick<StateColumn, "name" | "type">): string {
  return `${pg.escapeIdentifier(name)} ${TYPES[type]}`;
}

export function nameIn(schema: string, table: string): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;
}

export function makeSchema(schema: string): string {
  return `CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`;
}

/** Statements that make what is not there yet, for one transaction; several may run at once, where who loses is tried again. */
export function makeTables(schema: string, tables: readonly StateTable[]): readonly string[] {
  const own = pg.escapeIdentifier(schema);
  return [
    `CREATE TABLE IF NOT EXISTS ${own}.store ("only" boolean PRIMARY KEY CHECK ("only"), form integer NOT NULL, version bigint NOT NULL, mark text NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS ${own}.versions (version bigint PRIMARY KEY, mark text NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS ${own}.keys (name text PRIMARY KEY, "check" text NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS ${own}.gone (name text NOT NULL, key text NOT NULL, changed bigint NOT NULL, PRIMARY KEY (name, key))`,
    `CREATE INDEX IF NOT EXISTS gone_by_change ON ${own}.gone (changed)`,
    ...tables.flatMap((table) => tableStatements(schema, table)),
    `INSERT INTO ${own}.store VALUES (true, ${FORM}, 0, '') ON CONFLICT DO NOTHING`,
  ];
}

function tableStatements(schema: string, { name, columns, key }: StateTable): readonly string[] {
  const defined = columns.map((column) => `${columnOf(column)}${column.nullable ? "" : " NOT NULL"}`);
  const primary = key.map((column) => pg.escapeIdentifier(column)).join(", ");
  return [
    `CREATE TABLE IF NOT EXISTS ${nameIn(schema, name)} (${defined.join(", ")}, changed bigint NOT NULL, PRIMARY KEY (${primary}))`,
    `CREATE INDEX IF NOT EXISTS ${pg.escapeIdentifier(`${name}_by_change`)} ON ${nameIn(schema, name)} (changed)`,
  ];
}
