// One statement that reads what was changed since a version: one statement, so that all of it is of one moment.

import pg from "pg";
import { z } from "zod";
import type {
  Pulled,
  StateChange,
  StateColumn,
  StateTable,
  StateValue,
  StateVersion,
} from "../../core/state/shared-state.ts";
import { nameIn } from "./state-schema.ts";

/** After so many rows of one table the rest is left to the next pull. */
const ROWS_AT_ONCE = 2_000;
/** Of those whose rows can be large. */
const LARGE_ROWS_AT_ONCE = 20;
const LARGE = new Set(["approval_requests", "approval_images"]);

/** The version alone, and the store's clock in microseconds. */
export function versionStatement(schema: string): string {
  return `SELECT form, version, mark, (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000)::bigint AS clock FROM ${nameIn(schema, "store")}`;
}

/** `$1` is the version to read from. Whole versions alone: up to which, is the answer's `upto`. */
export function pullStatement(schema: string, tables: readonly StateTable[]): string {
  const changed = "changed > $1 AND changed <= (SELECT version FROM upto)";
  const rowsOf = ({ name, columns }: StateTable): string =>
    `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(${columns.map((column) => pg.escapeIdentifier(column.name)).join(", ")})) FROM ${nameIn(schema, name)} WHERE ${changed})`;
  const furthest = (name: string): string =>
    `(SELECT changed FROM ${nameIn(schema, name)} WHERE changed > $1 ORDER BY changed OFFSET ${LARGE.has(name) ? LARGE_ROWS_AT_ONCE : ROWS_AT_ONCE} LIMIT 1)`;
  const store = nameIn(schema, "store");
  const markOf = (version: string): string =>
    `(SELECT mark FROM ${nameIn(schema, "versions")} WHERE version = ${version})`;
  return `WITH upto AS (SELECT LEAST(${[...tables.map(({ name }) => name), "gone"].map(furthest).join(", ")}, (SELECT version FROM ${store})) AS version)
    SELECT upto.version AS upto, store.version, ${markOf("$1")} AS since, ${markOf("upto.version")} AS mark,
      (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(name, key)) FROM ${nameIn(schema, "gone")} WHERE ${changed}) AS gone,
      pg_catalog.json_build_array(${tables.map(rowsOf).join(",\n")}) AS rows
    FROM upto, ${store} AS store`;
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
  /** Of the version that was read from: null where there is none. */
  since: z.string().nullable(),
  mark: z.string(),
  gone: z.array(z.tuple([z.string(), z.string()])).nullable(),
  rows: z.array(z.array(z.array(value)).nullable()),
});

/** Null where the store's history is another one than led to `since`. Throws a ZodError for what such a statement does not answer. */
export function readPulled(
  row: unknown,
  { since, tables }: { since: StateVersion; tables: readonly StateTable[] },
): Pulled | null {
  const { upto, version, mark, gone, rows, since: found } = pulledSchema.parse(row);
  if ((found ?? "") !== since.mark) return null;
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
  return { version: { number: upto, mark }, changes, more };
}

function valueOf(found: string | number | null, { type }: StateColumn): StateValue {
  return type === "blob" && typeof found === "string" ? Buffer.from(found.slice(2), "hex") : found;
}
