// A small shop on a real PostgreSQL, its catalogue, and a governance over it, for the tests of the PostgreSQL dialect.

import { createHash, createHmac } from "node:crypto";
import pg from "pg";
import type { Catalogue, Column, Relation, TypeFamily } from "../../src/core/model/catalogue.ts";
import { Allow } from "../../src/core/model/decision.ts";
import type { GovernedRelation } from "../../src/core/model/governed-relation.ts";
import { type RelationKey, relationKey } from "../../src/core/model/relation-name.ts";
import type { Treatment } from "../../src/core/model/treatment.ts";
import type { ExecutablePlan, PlanParameter } from "../../src/core/sql/plans/executable-plan.ts";
import { startCluster } from "./postgres.ts";

const SHOP = `
CREATE TYPE public.tier AS ENUM ('free', 'gold');
CREATE DOMAIN public.cents AS integer CHECK (VALUE >= 0);
CREATE TABLE public.customers (id integer PRIMARY KEY, email varchar(80) UNIQUE, full_name text, ssn text, country char(2),
  plan public.tier, born date, seen timestamptz, salary numeric(10,2), score float8, data json, tags text[], ref uuid, visits bigint);
CREATE TABLE public.orders (id integer PRIMARY KEY, customer_id integer REFERENCES public.customers, total public.cents,
  region text, placed timestamp);
CREATE TABLE public.events (id integer, kind text) PARTITION BY RANGE (id);
CREATE TABLE public.events_low PARTITION OF public.events FOR VALUES FROM (0) TO (100);
CREATE SCHEMA hr;
CREATE TABLE hr.orders (id integer PRIMARY KEY, secret text);
CREATE FUNCTION public.get_email(int) RETURNS text LANGUAGE sql AS 'select email from public.customers where id = $1';
CREATE FUNCTION public.twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select $1 * 2';
CREATE FUNCTION public.contact(public.customers) RETURNS text LANGUAGE sql AS 'select ($1).email';
CREATE VIEW public.contacts AS SELECT id, email AS mail, upper(full_name) AS name, ssn FROM customers WHERE ssn IS NOT NULL OR id > 0;
CREATE VIEW public.gold AS SELECT c.*, o.total FROM contacts c JOIN orders o ON o.customer_id = c.id;
CREATE VIEW public.leaky AS SELECT get_email(id) AS mail FROM customers;
INSERT INTO public.customers SELECT i, 'canary' || i || '@x.example', 'Canary ' || i, '99-' || i,
  CASE WHEN i % 2 = 0 THEN 'DE' ELSE 'US' END, CASE WHEN i % 3 = 0 THEN 'gold' ELSE 'free' END::public.tier, date '1980-05-17' + i,
  timestamptz '2024-03-05 10:00+00', 1000.55 + i, 1.5 * i, json_build_object('ssn', '99-' || i), ARRAY['canary' || i],
  ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, i FROM generate_series(1, 20) i;
INSERT INTO public.customers (id) VALUES (21);
INSERT INTO public.orders SELECT i, 1 + i % 20, i * 10, CASE WHEN i % 2 = 0 THEN 'EU' ELSE 'US' END,
  timestamp '2024-01-01' + i * interval '1 day' FROM generate_series(1, 100) i;
INSERT INTO public.events SELECT i, 'k' || i % 3 FROM generate_series(0, 99) i;
INSERT INTO hr.orders SELECT i, 'canary hr' FROM generate_series(1, 5) i;
`;

const FAMILIES: Readonly<Record<string, TypeFamily>> = {
  text: "text",
  "character varying": "text",
  character: "text",
  name: "text",
  integer: "integer",
  bigint: "integer",
  smallint: "integer",
  numeric: "numeric",
  "double precision": "float",
  real: "float",
  boolean: "boolean",
  date: "date",
  "timestamp with time zone": "timestamp",
  "timestamp without time zone": "timestamp",
  json: "json",
  jsonb: "json",
  uuid: "uuid",
};

const CATALOGUE_QUERY = `
  SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, c.oid::int AS oid,
    CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END AS definition,
    (SELECT json_agg(json_build_object('name', a.attname, 'sql', format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL),
        'enum', t.typtype = 'e', 'array', t.typcategory = 'A') ORDER BY a.attnum)
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
    (SELECT json_agg(a.attname ORDER BY k.n) FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(attnum, n), pg_attribute a
      WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.attnum) AS key
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'hr') AND c.relkind IN ('r', 'p', 'v')`;

/** Reads the catalogue. The session's search path must be pg_catalog, so that every name comes out qualified. */
export async function readShop(client: pg.Client): Promise<Catalogue> {
  const { rows } = await client.query(CATALOGUE_QUERY);
  const relations = new Map<RelationKey, Relation>();
  for (const row of rows) {
    const name = { schema: row.schema, name: row.name };
    const columns: Column[] = row.columns.map(
      (column: { name: string; sql: string; enum: boolean; array: boolean }): Column => ({
        name: column.name,
        type: {
          family: column.enum ? "enum" : column.array ? "array" : (FAMILIES[column.sql] ?? "other"),
          sql: column.sql,
          label: column.sql,
        },
        nullable: true,
        generatedFrom: [],
        references: null,
        comment: null,
        enumLabels: [],
      }),
    );
    relations.set(relationKey(name), {
      name,
      kind: row.kind === "v" ? "view" : row.kind === "p" ? "partitioned-table" : "table",
      oid: row.oid,
      columns,
      primaryKey: row.key ?? [],
      definition: row.definition,
      parents: [],
      comment: null,
      estimatedRows: null,
    });
  }
  const version = await client.query("SHOW server_version_num");
  return {
    engine: "postgres",
    version: "shop",
    serverVersion: Number(version.rows[0].server_version_num),
    relations,
    types: new Map([
      ["tier", [{ schema: "public", name: "tier", kind: "enum" as const, calls: [], parts: [], checked: false }]],
      ["cents", [{ schema: "public", name: "cents", kind: "domain" as const, calls: [], parts: [], checked: true }]],
    ]),
  };
}

export interface Rules {
  readonly columns?: Readonly<Record<string, Treatment>>;
  readonly filter?: string;
  readonly placement?: "base" | "expanded";
}

/** Every relation named is governed; a column that is not named is clear. */
export function govern(catalogue: Catalogue, rules: Readonly<Record<string, Rules>>): Allow {
  const governance = new Map<RelationKey, GovernedRelation>();
  for (const [name, { columns = {}, filter = null, placement = "base" }] of Object.entries(rules)) {
    const [schema = "", relationName = ""] = name.split(".");
    const relation = catalogue.relations.get(relationKey({ schema, name: relationName }));
    if (relation === undefined) throw new Error(`no relation ${name}`);
    governance.set(relationKey(relation.name), {
      relation: relation.name,
      columns: relation.columns.flatMap((column) => {
        const treatment: Treatment = columns[column.name] ?? { kind: "clear" };
        if (treatment.kind === "hide") return [];
        return [{ column, class: column.name === "email" ? "email" : null, level: "internal" as const, treatment }];
      }),
      rowFilter: filter,
      placement,
    });
  }
  return Allow.decided("test", { governance, limits: { rows: 1000, bytes: 1e6, milliseconds: 5000 } });
}

const KEY = createHash("sha256").update("a key for tests").digest();
const BLOCK = Buffer.concat([KEY, Buffer.alloc(64 - KEY.length)]);
const PADS = {
  "inner-pad": Buffer.from(BLOCK.map((byte) => byte ^ 0x36)),
  "outer-pad": Buffer.from(BLOCK.map((byte) => byte ^ 0x5c)),
};

export function hmac(message: string): string {
  return createHmac("sha256", KEY).update(message).digest("hex");
}

/** What is bound to a parameter; the only attribute that a caller has is a region. */
export function parameterValue(
  parameter: PlanParameter,
  given: { parameters?: readonly unknown[]; constants?: readonly string[] } = {},
): unknown {
  if (parameter.kind === "caller") return given.parameters?.[parameter.index];
  if (parameter.kind === "constant") return given.constants?.[parameter.index];
  if (parameter.kind === "attribute") return parameter.name === "region" ? "EU" : null;
  if (parameter.kind === "ids") return parameter.text;
  return PADS[parameter.kind];
}

export async function runPlan(
  client: pg.Client,
  plan: ExecutablePlan,
  parameters: readonly unknown[] = [],
  constants: readonly string[] = [],
): Promise<readonly (readonly unknown[])[]> {
  const values = plan.parameters.map((parameter) => parameterValue(parameter, { parameters, constants }));
  const query: pg.QueryArrayConfig & { queryMode: string } = {
    text: plan.text,
    values,
    rowMode: "array",
    queryMode: "extended",
  };
  return (await client.query(query)).rows;
}

export interface Shop {
  readonly client: pg.Client;
  readonly catalogue: Catalogue;
  stop(): Promise<void>;
}

/** A PostgreSQL server of its own with the shop in it, and a session as the gate's are: search path pg_catalog. */
export async function startShop(): Promise<Shop> {
  const cluster = await startCluster();
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  await client.query(SHOP);
  await client.query("SET search_path = pg_catalog");
  const stop = async (): Promise<void> => {
    await client.end();
    await cluster.destroy();
  };
  return { client, catalogue: await readShop(client), stop };
}
