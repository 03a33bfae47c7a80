// The shop with things that its analyst does not see, for statements about the catalogue: what they are called is all that two shops differ in.

import { type GovernedShop, openGovernedShop } from "./corpus-shop.ts";

const OPEN = (role: string) =>
  `${role.replace("rows: 1000, bytes: 1MiB", "rows: 90000, bytes: 4MiB")}catalogue: governed\n`;

/** What the fixture's analyst does not see, and what is added of that kind. `x` is how it is called, in as many letters. */
const hidden = (x: string) => `
  COMMENT ON COLUMN customers.api_key IS 'canary ${x}';
  COMMENT ON TABLE payroll IS 'canary ${x}';
  ALTER TABLE customers ALTER api_key SET DEFAULT 'canary ${x}';
  ALTER TABLE customers ADD CONSTRAINT canary_${x} CHECK (length(api_key) > 2 OR email <> 'canary-${x}');
  CREATE INDEX canary_index_${x} ON customers (api_key);
  CREATE INDEX canary_partial_${x} ON customers (country) WHERE email <> 'canary-${x}';
  CREATE TABLE hr.canary_${x} (id int PRIMARY KEY, canary_${x} text);
  CREATE TYPE hr.canary_type_${x} AS ENUM ('canary_${x}');
  CREATE FUNCTION hr.canary_function_${x}() RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE VIEW canary_view_${x} AS SELECT amount FROM payroll WHERE employee <> 'canary-${x}';
  CREATE SEQUENCE hr.canary_sequence_${x};
  CREATE ROLE canary_role_${x}_NAME;
`;

export const SECRET = /canary[ _-]|payroll|audit_log|api_key|get_email|886600|hr\.orders/;

/** What an answer is, but for the database's own name and the order of its rows. */
export function said(
  answer: Awaited<ReturnType<GovernedShop["query"]>>,
  change: (text: string) => string = (text) => text,
): string {
  const text = answer.kind === "refused" ? JSON.stringify(answer.refusal) : answer.json;
  const read: { rows?: unknown[] } = JSON.parse(text.replace(/test_[0-9a-f]+/g, "database"));
  const rows = read.rows?.map((row) => change(JSON.stringify(row))).sort();
  return JSON.stringify({ ...read, ...(rows !== undefined && { rows }) });
}

export async function rowsOf(shop: GovernedShop, sql: string): Promise<readonly (readonly unknown[])[]> {
  const answer = await shop.query(sql);
  if (answer.kind === "refused") throw new Error(JSON.stringify(answer.refusal));
  const { rows }: { rows: unknown[][] } = JSON.parse(answer.json);
  return rows;
}

/** Applied to every id that a database has. */
export const OVER_IDS = [
  "i::regclass::text",
  "i::oid::regtype::text",
  "i::regproc::text",
  "i::regnamespace::text",
  "i::regrole::text",
  "format_type(i, NULL)",
  "pg_get_viewdef(i::oid)",
  "pg_get_ruledef(i)",
  "pg_get_triggerdef(i)",
  "pg_get_function_result(i)",
  "pg_get_constraintdef(i)",
  "pg_get_indexdef(i)",
  "pg_get_indexdef(i, 1, true)",
  "pg_get_partkeydef(i)",
  "pg_get_statisticsobjdef_columns(i)",
  "obj_description(i, 'pg_class')",
  "obj_description(i, 'pg_type')",
  "obj_description(i, 'pg_proc')",
  "shobj_description(i, 'pg_database')",
  "pg_get_userbyid(i)",
  "pg_relation_size(i)::text",
  "pg_total_relation_size(i)::text",
  "pg_table_is_visible(i)::text",
  "pg_type_is_visible(i)::text",
  "has_table_privilege(i, 'select')::text",
  "has_schema_privilege(i, 'usage')::text",
  "pg_relation_is_publishable(i)::text",
  "(SELECT string_agg(coalesce(col_description(i, n), '-'), '') FROM generate_series(1, 14) n)",
  "(SELECT string_agg(coalesce(pg_get_expr(d.adbin, i), '-'), '') FROM pg_attrdef d)",
];

export const overIds = (expression: string) =>
  `SELECT string_agg(DISTINCT x, ' ' ORDER BY x) FROM (SELECT ${expression} AS x FROM (SELECT n::oid AS i FROM generate_series(1, 14000) n UNION ALL SELECT (c.oid::int8 + n)::oid FROM pg_class c, generate_series(-60, 400) n WHERE c.oid = 'customers'::regclass AND c.oid::int8 + n > 16383) ids) said`;

const NAMES = `SELECT oid::int8, 'relation ' || relname FROM pg_class WHERE oid >= 16384 UNION ALL SELECT oid::int8, 'type ' || typname FROM pg_type WHERE oid >= 16384
  UNION ALL SELECT oid::int8, 'constraint ' || conname FROM pg_constraint WHERE oid >= 16384 UNION ALL SELECT oid::int8, concat('default ', adrelid::regclass::text, adnum) FROM pg_attrdef WHERE oid >= 16384
  UNION ALL SELECT oid::int8, 'database' FROM pg_database UNION ALL SELECT oid::int8, 'label ' || enumlabel FROM pg_enum`;

/** Ids go by what else happens in the cluster: what they are of stands for them. */
export async function sayingIds(shop: GovernedShop): Promise<(sql: string) => Promise<string>> {
  const names = new Map((await rowsOf(shop, NAMES)).map(([id, name]) => [String(id), String(name)]));
  return async (sql) =>
    said(await shop.query(sql), (text) => text.replace(/\b\d{5,10}\b/g, (id) => names.get(id) ?? id));
}

export const RELATIONS =
  "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') ORDER BY 1, 2";

/** A shop whose hidden things are called by the word. */
export function openCatalogueShop(word: string): Promise<GovernedShop> {
  const role = `_${Math.random().toString(36).slice(2)}`;
  return openGovernedShop("postgres", hidden(word).replaceAll("_NAME", role), OPEN);
}
