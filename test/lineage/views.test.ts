// What flows into the columns of views that no policy lists: known, or the view is not there.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";

const TABLES = `
CREATE TABLE customers (id integer PRIMARY KEY, ssn text, name text, pay integer);
CREATE TABLE items (id integer PRIMARY KEY, title text, next integer);
INSERT INTO customers VALUES (1, 'canary-1', 'Ann', 70001), (2, 'canary-2', 'Bob', 70002);
INSERT INTO items VALUES (1, 'lamp', 2), (2, 'desk', 1);
`;
const RELATIONS = `  SCHEMA.customers: { columns: { id: internal, ssn: { class: national-id, level: restricted }, name: public, pay: { level: restricted } } }
  SCHEMA.items: { columns: { id: internal, title: public, next: internal } }
`;
/** What no policy names it sees: whatever inherits nothing would be in the clear. */
const ROLE = `classes: { national-id: token }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: clear
`;

const FOREIGN = `
CREATE FUNCTION label_of(integer) RETURNS text LANGUAGE sql STABLE AS 'SELECT c.ssn FROM public.customers c WHERE c.id = $1';
CREATE FUNCTION labels() RETURNS TABLE (n integer, label text) LANGUAGE sql STABLE AS 'SELECT c.id, c.ssn FROM public.customers c';
CREATE FUNCTION labelled(integer, text) RETURNS text LANGUAGE sql STABLE AS 'SELECT c.ssn FROM public.customers c WHERE c.id = $1';
CREATE OPERATOR public.<-> (LEFTARG = integer, RIGHTARG = text, FUNCTION = labelled);
CREATE TYPE tag AS (label text);
CREATE FUNCTION tag_of(integer) RETURNS tag LANGUAGE sql STABLE AS 'SELECT ROW(c.ssn)::public.tag FROM public.customers c WHERE c.id = $1';
CREATE CAST (integer AS tag) WITH FUNCTION tag_of(integer) AS IMPLICIT;
CREATE TYPE band AS ENUM ('low', 'canary-1');
CREATE FUNCTION band_of(integer) RETURNS band LANGUAGE sql STABLE AS 'SELECT c.ssn::public.band FROM public.customers c WHERE c.id = 1';
CREATE CAST (integer AS band) WITH FUNCTION band_of(integer);
CREATE FUNCTION gather(text, integer) RETURNS text LANGUAGE sql STABLE AS 'SELECT coalesce($1, '''') || c.ssn FROM public.customers c WHERE c.id = $2';
CREATE AGGREGATE gathered(integer) (SFUNC = gather, STYPE = text);
`;

/** Bodies that no lineage of columns explains: SELECTs of one column or two. */
const UNKNOWN: Readonly<Record<string, string>> = {
  a_function: "SELECT id, label_of(id) AS label FROM items",
  a_function_in_from: "SELECT i.id, l.label FROM items i JOIN labels() l ON l.n = i.id",
  a_function_without_table: "SELECT * FROM labels()",
  a_lateral_function: "SELECT i.id, l AS label FROM items i, LATERAL label_of(i.id) l",
  an_operator: "SELECT id, id <-> 'x' AS label FROM items",
  a_cast: "SELECT id, (id::tag).label FROM items",
  a_cast_to_an_enum: "SELECT id, id::band AS label FROM items",
  an_aggregate: "SELECT gathered(id) AS label FROM items",
  a_window: "SELECT id, gathered(id) OVER (ORDER BY id) AS label FROM items",
  a_condition: "SELECT id, title FROM items WHERE label_of(id) = 'canary-1'",
  a_join_condition: "SELECT i.id FROM items i JOIN customers c ON label_of(i.id) = c.name",
  an_order: "SELECT id FROM items ORDER BY label_of(id)",
  a_distinct: "SELECT DISTINCT ON (label_of(id)) id FROM items",
  a_case: "SELECT id, CASE WHEN id = 1 THEN label_of(id) END AS label FROM items",
  a_subselect: "SELECT id, (SELECT label_of(i.id)) AS label FROM items i",
  a_cte: "WITH l AS (SELECT id, label_of(id) AS label FROM items) SELECT l.id, l.label FROM l",
  a_field: "SELECT id, (tag_of(id)).label FROM items",
  a_built_in_that_runs_queries:
    "SELECT 1 AS id, query_to_xml('SELECT ssn FROM public.customers', true, false, '')::text AS label",
  a_system_column: "SELECT id, ctid::text AS label FROM items",
  a_nested_view: "SELECT id, label FROM v_a_function",
};

const KNOWN: Readonly<Record<string, string>> = {
  plain: "SELECT id, title FROM items",
  computed: "SELECT id, upper(title) || '!' AS title, 1 AS one FROM items",
  grouped: "SELECT next, count(*) AS n, string_agg(title, ',' ORDER BY id) AS titles FROM items GROUP BY next",
  windowed: "SELECT id, row_number() OVER (PARTITION BY next ORDER BY id) AS n FROM items",
  series: "SELECT s AS n FROM generate_series(1, 3) s, items i WHERE i.id = s",
  recursive:
    "WITH RECURSIVE w (id) AS (SELECT id FROM items WHERE id = 1 UNION ALL SELECT w.id + 1 FROM w WHERE w.id < 3) SELECT w.id FROM w",
  searched:
    "WITH RECURSIVE w (id, next) AS (SELECT id, next FROM items WHERE id = 1 UNION SELECT i.id, i.next FROM items i JOIN w ON i.id = w.next) SEARCH DEPTH FIRST BY id SET place CYCLE id SET again USING trail SELECT w.id, w.again FROM w",
  joined: "SELECT i.id, c.name FROM items i JOIN customers c USING (id) WHERE i.title LIKE 'l%'",
  jsons: "SELECT id, jsonb_build_object('t', title) AS doc, jsonb_build_object('t', title) ->> 't' AS t FROM items",
  an_enum: "SELECT id, 'low'::band AS band FROM items",
};

describe("views on PostgreSQL that no policy lists", () => {
  let shop: SmallShop;

  beforeAll(async () => {
    const views = Object.entries({ ...UNKNOWN, ...KNOWN }).map(
      ([name, body]) => `CREATE VIEW v_${name} AS ${body}; CREATE MATERIALIZED VIEW m_${name} AS ${body};`,
    );
    shop = await openSmallShop("postgres", {
      sql: `${TABLES}${FOREIGN}${views.join("\n")}
CREATE VIEW v_listed AS SELECT id, label_of(id) AS label, label_of(id) AS other FROM items;
CREATE MATERIALIZED VIEW m_search AS WITH RECURSIVE w (id, ssn) AS (SELECT id, ssn FROM customers UNION ALL SELECT w.id, w.ssn FROM w WHERE false)
  SEARCH DEPTH FIRST BY ssn SET place SELECT w.id, w.place::text AS place FROM w;
CREATE MATERIALIZED VIEW m_cycle AS WITH RECURSIVE w (id, ssn) AS (SELECT id, ssn FROM customers UNION ALL SELECT w.id, w.ssn FROM w WHERE false)
  CYCLE ssn SET again USING trail SELECT w.id, w.again, w.trail::text AS trail FROM w;`,
      relations: `${RELATIONS}  public.v_listed: { columns: { id: internal, label: { class: national-id, level: restricted } } }\n`,
      role: ROLE,
    });
  });
  afterAll(() => shop.close());

  it.each(Object.keys(UNKNOWN).flatMap((name) => [`v_${name}`, `m_${name}`]))(
    "%s is computed by code of users', so it is not there [G-READ-DERIVED-CLASSES]",
    async (name) => {
      expect(await shop.told(`SELECT * FROM ${name}`)).toMatch(/^unknown-table/);
    },
  );

  it.each(Object.keys(KNOWN).flatMap((name) => [`v_${name}`, `m_${name}`]))(
    "%s can be followed, so it is there [G-ORDINARY-SQL-PASSES]",
    async (name) => {
      expect(JSON.parse(await shop.told(`SELECT * FROM ${name}`))).toMatchObject({ row_count: expect.any(Number) });
    },
  );

  it.each(["m_search", "m_cycle"])("%s carries classes in the columns that SEARCH and CYCLE add", async (name) => {
    const told = await shop.told(`SELECT * FROM ${name}`);
    expect(told).not.toContain("canary");
    expect(told).toContain("national-id");
  });

  it("a policy that lists such a view says what it shows, and what it does not name is not there", async () => {
    expect(await shop.told("SELECT label FROM v_listed")).toMatch(/national-id_[0-9a-f]{16}/);
    expect(await shop.told("SELECT other FROM v_listed")).toMatch(/^unknown-column|does not exist|no column/);
    expect(await shop.told("SELECT * FROM v_listed")).not.toContain("canary");
  });
});
