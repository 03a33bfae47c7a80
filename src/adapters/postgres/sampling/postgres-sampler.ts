// Samples of a PostgreSQL database's columns, as counts of what they are. Read-only transactions of one statement, under a time limit and
// with no waiting for locks; values are counted where the driver gives them, and what the server says of an error stays here.

import pg, { type ClientBase } from "pg";
import { z } from "zod";
import type { ColumnShape, TableShape } from "../../../core/classification/table-shape.ts";
import {
  LONGEST_VALUE,
  SAMPLE_SIZE,
  type Tally,
  tallyValues,
} from "../../../core/classification/values/tally-values.ts";
import { type RelationKey, relationKey } from "../../../core/model/relation-name.ts";
import type { ColumnSampler, Sampled } from "../../../gate/ports/column-sampler.ts";
import { loadShapes } from "../catalogue/load-catalogue.ts";
import { Connections } from "../connection/connections.ts";
import type { PostgresOptions } from "../connection/postgres-options.ts";
import { asFailure } from "../read-error.ts";

/** Rows of a table that values are looked for in. */
const MOST_ROWS = 2_000;
/** From here on rows are taken from all over a table, and not from its beginning. */
const LARGE = 50_000;
/** What is larger, compressed as it is stored, is not taken apart. */
const LARGEST_BYTES = 262_144;
const LOCK_MILLISECONDS = 500;

const DEFAULTS = `SELECT n.nspname AS schema, c.relname AS name, a.attname AS "column", pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS text
  FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_class c ON c.oid = d.adrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
 WHERE a.attgenerated = '' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;
const READABLE = `SELECT a.attname AS name FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
 WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
   AND pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE') AND pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')`;
const ANY_READABLE = `SELECT EXISTS (SELECT FROM pg_catalog.pg_class c
 WHERE c.oid = ANY ($1::oid[]) AND pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE') AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')) AS readable`;

const defaultSchema = z.strictObject({
  schema: z.string(),
  name: z.string(),
  column: z.string(),
  text: z.string().nullable(),
});
const nameSchema = z.strictObject({ name: z.string() });
const anySchema = z.strictObject({ readable: z.boolean() });

export function openPostgresSampler(options: PostgresOptions): ColumnSampler {
  return new PostgresSampler(new Connections({ ...options, maxConnections: 1, writable: false }));
}

class PostgresSampler implements ColumnSampler {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  async tables(): Promise<readonly TableShape[]> {
    const client = await this.#connections.take(null);
    try {
      return await loadShapes(client, this.#connections.pins);
    } catch (error) {
      throw asFailure(error);
    } finally {
      client.release();
    }
  }

  async defaults(): Promise<ReadonlyMap<RelationKey, ReadonlyMap<string, string>>> {
    const found = new Map<RelationKey, Map<string, string>>();
    const answer = await this.#connections
      .ask((client) => client.query<Record<string, unknown>>(DEFAULTS))
      .catch(() => null);
    for (const row of answer?.rows ?? []) {
      const { schema, name, column, text } = defaultSchema.parse(row);
      const key = relationKey({ schema, name });
      const columns = found.get(key) ?? new Map<string, string>();
      if (text !== null) found.set(key, columns.set(column, text));
    }
    return found;
  }

  async mayRead(tables: readonly TableShape[]): Promise<boolean> {
    const { rows } = await this.#connections.ask((client) =>
      client.query<Record<string, unknown>>(ANY_READABLE, [tables.map(({ oid }) => oid)]),
    );
    return anySchema.parse(rows[0]).readable;
  }

  async sample(
    relation: TableShape,
    { columns, milliseconds }: { columns: readonly string[]; milliseconds: number },
  ): Promise<Sampled> {
    let client: pg.PoolClient;
    try {
      client = await this.#connections.take(null);
    } catch {
      return { kind: "none", why: "unreadable" };
    }
    let isOver = false;
    try {
      await client.query(
        [
          "BEGIN TRANSACTION READ ONLY",
          ...this.#connections.pins,
          `SET LOCAL statement_timeout = ${Math.max(1, Math.round(milliseconds))}`,
          `SET LOCAL lock_timeout = ${LOCK_MILLISECONDS}`,
        ].join(";\n"),
      );
      const sampled = await tallyTable(client, { relation, columns: new Set(columns) });
      await client.query("ROLLBACK");
      isOver = true;
      return sampled;
    } catch (error) {
      return { kind: "none", why: isTooLong(error) ? "too-long" : "unreadable" };
    } finally {
      client.release(!isOver);
    }
  }

  async close(): Promise<void> {
    await this.#connections.end();
  }
}

async function tallyTable(
  client: ClientBase,
  { relation, columns }: { relation: TableShape; columns: ReadonlySet<string> },
): Promise<Sampled> {
  const { rows } = await client.query<Record<string, unknown>>(READABLE, [relation.oid]);
  const readable = new Set(rows.map((row) => nameSchema.parse(row).name));
  const asked = relation.columns.filter(({ name }) => columns.has(name) && readable.has(name));
  if (asked.length === 0)
    return columns.size === 0 ? { kind: "tallied", columns: new Map() } : { kind: "none", why: "no-rights" };
  const answer = await client.query({ text: sampleText(relation, asked), rowMode: "array" });
  const [values = []]: readonly (readonly unknown[])[] = answer.rows;
  const tallied = asked.map(({ name }, place): readonly [string, Tally] => [name, tallyValues(arrayOf(values[place]))]);
  return { kind: "tallied", columns: new Map(tallied) };
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Of some rows, each column's first values as an array; large values stay where they are stored until they are known to be small enough. */
function sampleText(relation: TableShape, columns: readonly ColumnShape[]): string {
  const quoted = columns.map(({ name }) => pg.escapeIdentifier(name));
  const from = `${pg.escapeIdentifier(relation.name.schema)}.${pg.escapeIdentifier(relation.name.name)}`;
  const rows = relation.estimatedRows ?? 0;
  const some =
    rows > LARGE ? ` TABLESAMPLE SYSTEM (${Math.min(100, Math.max(0.01, (400 * MOST_ROWS) / rows)).toFixed(4)})` : "";
  const arrays = columns.map(({ type }, place) => {
    const column = `sampled.${quoted[place] ?? ""}`;
    const small = `pg_catalog.pg_column_size(${column}) <= ${LARGEST_BYTES}`;
    const [value, source] =
      type.family === "array"
        ? ["each.v", `sampled CROSS JOIN LATERAL pg_catalog.unnest(${column}) AS each (v) WHERE each.v IS NOT NULL`]
        : [column, `sampled WHERE ${column} IS NOT NULL`];
    return `ARRAY(SELECT pg_catalog.substr(${value}::pg_catalog.text, 1, ${LONGEST_VALUE}) FROM ${source} AND ${small} LIMIT ${SAMPLE_SIZE})`;
  });
  return `WITH sampled AS MATERIALIZED (SELECT ${quoted.join(", ")} FROM ${from}${some} LIMIT ${MOST_ROWS}) SELECT ${arrays.join(", ")}`;
}

/** query_canceled, lock_not_available (PostgreSQL manual, appendix A). */
function isTooLong(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "57014" || error.code === "55P03");
}
