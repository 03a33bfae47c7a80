// Types of the database's own: who may name them, and what a cast to one can tell.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const SQL = `
CREATE TYPE band AS ENUM ('low', 'high');
CREATE TYPE canary_band AS ENUM ('canary-label');
CREATE TYPE item AS (name text, band band, qty integer);
CREATE TYPE hidden_item AS (canary_field text);
CREATE TYPE span AS RANGE (subtype = integer);
CREATE TYPE hidden_span AS RANGE (subtype = float8);
CREATE DOMAIN small AS integer CHECK (VALUE < 100);
CREATE DOMAIN small_list AS integer[];
CREATE TYPE listed AS (x integer, y text);
CREATE TYPE unlisted AS (x integer);
CREATE TABLE goods (id integer PRIMARY KEY, band band, item item, span span, small small, list small_list);
INSERT INTO goods VALUES (1, 'low', '("a",high,3)', '[1,5)', 7, '{1,2}');
CREATE TABLE partly (id integer PRIMARY KEY, ssn text, band canary_band, item hidden_item, span hidden_span);
CREATE TABLE masked (id integer PRIMARY KEY, mail text);
CREATE VIEW goods_view AS SELECT id, band FROM goods;
CREATE SCHEMA hr;
CREATE TYPE hr.canary_level AS ENUM ('canary');
CREATE FUNCTION of_goods(goods) RETURNS text LANGUAGE sql AS $$ SELECT min(ssn) FROM public.customers $$;
`;
const RELATIONS = `  public.goods: { owners: [dora], columns: { id: internal, band: internal, item: internal, span: internal, small: internal, list: internal } }
  public.partly: { owners: [dora], columns: { id: internal, ssn: national-id, band: { level: restricted }, item: { level: restricted }, span: { level: restricted } } }
  public.masked: { owners: [dora], columns: { id: internal, mail: email } }
types: [public.listed]
`;

async function ask(shop: WritingShop, sql: string, as?: string): Promise<unknown> {
  const answer = await shop.query(sql, { reason: "test", ...(as !== undefined && { as }) });
  if (answer.kind !== "released") return answer.kind === "refused" ? answer.refusal : answer;
  const parsed: { rows?: unknown } = JSON.parse(answer.json);
  return parsed.rows;
}

describe("types of the database's own", () => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await openWritingShop("postgres", { sql: SQL, relations: RELATIONS, risk: "rules: []\n" });
  });
  afterAll(() => shop.close());

  it.each([
    "SELECT ('(b,low,2)'::item).qty",
    "SELECT (ROW('b', 'low', 2)::public.item).name",
    "SELECT (item).name, (item).qty FROM goods WHERE (item).qty > 2",
    "SELECT (g.item).band::text FROM goods g WHERE (g.item).band = 'high'",
    'SELECT name, qty FROM jsonb_populate_record(NULL::item, \'{"name": "z", "qty": 4}\')',
    'SELECT r.name FROM jsonb_populate_recordset(NULL::item, \'[{"name": "z"}, {"name": "y"}]\') r ORDER BY 1',
    'SELECT id, band::text FROM jsonb_populate_record(NULL::goods, \'{"id": 9, "band": "high"}\')',
    'SELECT r.id FROM jsonb_populate_recordset(NULL::public.goods, \'[{"id": 9}, {"id": 8}]\') r WHERE r.id > 8',
    "SELECT (NULL::goods).id IS NULL, (jsonb_populate_record(NULL::goods_view, '{\"id\": 3}')).id",
    "SELECT cardinality(ARRAY[NULL, NULL]::goods[])",
    "SELECT '[2,4)'::span && span FROM goods",
    "SELECT span @> 3, span * '[3,9)'::span = '[3,5)'::span FROM goods",
    "SELECT '{[1,2),[5,6)}'::span_multirange @> 5",
    "SELECT 5::small, ARRAY[1, 2]::small_list, '{3}'::small_list",
    "SELECT (ROW(1, 'x')::listed).y, (jsonb_populate_record(NULL::listed, '{\"y\": \"q\"}')).y",
    'SELECT * FROM json_to_record(\'{"a": {"x": 1, "y": "b"}}\') AS t (a listed)',
  ])("are named where columns in the clear are made of them, where listed, and as rows: %s", async (sql) => {
    const expected = await shop.raw(sql);
    const found = await ask(shop, sql);
    expect(JSON.stringify(found)).toBe(JSON.stringify(expected.map((row) => [...row])));
  });

  it.each([
    "SELECT 'canary-label'::canary_band",
    "SELECT enum_range(NULL::canary_band)",
    "SELECT NULL::hidden_item",
    "SELECT (NULL::public.hidden_item).canary_field",
    "SELECT '[1,2)'::hidden_span",
    "SELECT '{}'::hidden_span_multirange",
    "SELECT NULL::unlisted",
    "SELECT NULL::partly",
    "SELECT * FROM jsonb_populate_record(NULL::partly, '{}')",
    "SELECT NULL::masked",
    "SELECT ARRAY[NULL]::customers[]",
    "SELECT NULL::public.hidden_stuff",
    "SELECT NULL::hr.canary_level",
    "SELECT NULL::hr.nothing",
    "SELECT NULL::orders",
  ])("are not there for whoever sees no such column: %s [G-READ-HIDDEN-DOES-NOT-EXIST]", async (sql) => {
    const nothing = sql.replace(/(?<=::(?:public\.|hr\.)?)\w+/, "nothing");
    const [found, missing] = [await ask(shop, sql), await ask(shop, nothing)];
    expect(found).toMatchObject({ code: "type-not-allowed" });
    const named = (value: unknown) =>
      JSON.stringify(value)
        .replace(/The type \S+ /, "")
        .replace(/"position":\d+/, "");
    expect(named(found)).toBe(named(missing));
  });

  it.each([
    "SELECT (NULL::goods).of_goods",
    "SELECT of_goods(NULL::goods)",
    "SELECT r.of_goods FROM jsonb_populate_record(NULL::goods, '{}') r",
    "SELECT (g::goods).of_goods FROM goods g",
  ])("give no way to functions that nobody listed: %s [G-READ-OWN-CODE]", async (sql) => {
    expect(await ask(shop, sql)).toMatchObject({ code: "function-not-allowed" });
  });

  it("of rows are not met by others in their place [G-READ-HIDDEN-DOES-NOT-EXIST]", async () => {
    const sql = "SELECT * FROM jsonb_populate_record(NULL::masked_later, '{\"id\": 1}')";
    await shop.raw("CREATE TABLE masked_later (id integer PRIMARY KEY)");
    expect(await ask(shop, sql)).toMatchObject({ code: "type-not-allowed" });
    const rows = "SELECT to_jsonb(r) FROM jsonb_populate_record(NULL::goods, '{\"id\": 1}') r";
    expect(JSON.stringify(await ask(shop, rows))).toContain('"band"');
    await shop.raw("ALTER TABLE goods ADD COLUMN canary_new text");
    const later = JSON.stringify(await ask(shop, rows));
    expect(later).not.toContain("canary_new");
    await shop.raw("ALTER TABLE goods DROP COLUMN canary_new");
  });
});

describe("for a role that is shown what no policy speaks of", () => {
  let shop: WritingShop;
  const ROLE = `role: maintainer
description: Sees what is not classified.
reads: masked
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: clear
`;
  beforeAll(async () => {
    shop = await openWritingShop("postgres", {
      sql: SQL,
      relations: RELATIONS.replace("types: [public.listed]\n", ""),
      roles: { "maintainer.yaml": ROLE },
      risk: "rules: []\n",
    });
  });
  afterAll(() => shop.close());

  it.each(["SELECT NULL::unlisted", "SELECT (ROW(1, 'x')::listed).y"])(
    "those of open schemas are there: %s",
    async (sql) => {
      expect(await ask(shop, sql)).toEqual((await shop.raw(sql)).map((row) => [...row]));
    },
  );

  it.each([
    "SELECT 'canary-label'::canary_band",
    "SELECT NULL::hidden_item",
    "SELECT '{}'::hidden_span_multirange",
    "SELECT NULL::hr.canary_level",
    "SELECT NULL::partly",
  ])(
    "but not those of closed ones, nor of columns that it does not see: %s [G-READ-HIDDEN-DOES-NOT-EXIST]",
    async (sql) => {
      expect(await ask(shop, sql)).toMatchObject({ code: "type-not-allowed" });
    },
  );
});
