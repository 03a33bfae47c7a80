// One statement that reads what was changed since a version: one statement, so that all of it is of one moment.

import pg from "pg";
import { z } from "zod";
import type { Pulled, StateChange, StateColumn, StateTable, StateValue } from "../../core/state/shared-state.ts";
import { nameIn } from "./state-schema.ts";

/** After so many entries the rest is left to the next pull. */
const ENTRIES_AT_ONCE = 2_000;

/** The version alone, and the store's clock in microseconds. */
export function versionStatement(schema: string): string {
  return `SELECT form, version, mark, (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000)::bigint AS clock FROM ${nameIn(schema, "store")}`;
}

/** `$1` is the version to read from. Whole versions alone: up to which, is the answer's `upto`. */
export function pullStatement(schema: string, tables: readonly StateTable[]): string {
  const changed = "changed > $1 AND changed <= (SELECT version FROM upto)";
  const rowsOf = ({ name, columns }: StateTable): string =>
    `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(${columns.map((column) => pg.escapeIdentifier(column.name)).join(", ")})) FROM ${nameIn(schema, name)} WHERE ${changed})`;
  return `WITH upto AS (SELECT coalesce(
      (SELECT changed FROM ${nameIn(schema, "entries")} WHERE changed > $1 ORDER BY changed OFFSET ${ENTRIES_AT_ONCE} LIMIT 1),
      (SELECT version FROM ${nameIn(schema, "store")})) AS version)
    SELECT (SELECT version FROM upto) AS upto, version, mark,
      (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(name, key)) FROM ${nameIn(schema, "gone")} WHERE ${changed}) AS gone,
      pg_catalog.json_build_array(${tables.map(rowsOf).join(",\n")}) AS rows
    FROM ${nameIn(schema, "store")}`;
}

const whole = z.union([z.int(), z.string().regex(/^\d{1,15}$/)]).transform(Number);
const versionSchema = z.looseObject({
  rows: z.tuple([z.strictObject({ form: z.int(), version: whole, mark: z.string(), clock: z.coerce.number() })]),
});

/** The store's form, version and mark, and its clock in microseconds. */
export type Standing = z.infer<typeof versionSchema>["rows"][0];

/** Throws a ZodError for what such a statement does not answer. */
export function readVersion(result: unknown): Standing {
  return versionSchema.parse(result).rows[0];
}

const value = z.union([z.string(), z.number(), z.null()]);
const pulledSchema = z.strictObject({
  upto: whole,
  version: whole,
  mark: z.string(),
  gone: z.array(z.tuple([z.string(), z.string()])).nullable(),
  rows: z.array(z.array(z.array(value)).nullable()),
});

/** Throws a ZodError for what such a statement does not answer. */
export function readPulled(row: unknown, tables: readonly StateTable[]): Pulled {
  const { upto, version, mark, gone, rows } = pulledSchema.parse(row);
  const keySchema = z.array(value);
  const more = upto < version;
  const changes: StateChange[] = (gone ?? []).map(([table, key]) => ({
    table,
    key: keySchema.parse(JSON.parse(key)),
    row: null,
  }));
  tables.forEach((table, place) => {
    const places = table.key.map((name) => table.columns.findIndex((column) => column.name === name));
    for (const found of rows[place] ?? []) {
      const row = table.columns.map((column, at) => valueOf(found[at] ?? null, column));
      changes.push({ table: table.name, key: places.map((at) => row[at] ?? null), row });
    }
  });
  return { version: { number: upto, mark: more ? "" : mark }, changes, more };
}

function valueOf(found: string | number | null, { type }: StateColumn): StateValue {
  return type === "blob" && typeof found === "string" ? Buffer.from(found.slice(2), "hex") : found;
}
