// A schema that changes under a running server, between two calls: what the first one understood is not taken for granted by the second.

import { describe, expect, it } from "vitest";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";

const TABLES = `
CREATE SCHEMA tenant; CREATE TYPE mood AS ENUM ('calm', 'cross');
CREATE TABLE items (id integer PRIMARY KEY, note varchar(20), state mood, team integer);
CREATE TABLE secrets (word text); INSERT INTO secrets VALUES ('canary');
CREATE FUNCTION label(integer) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT 'no ' || $1 $$;
CREATE VIEW open_items AS SELECT id, note FROM items WHERE id < 3;
INSERT INTO items VALUES (1, 'a', 'calm', 1), (2, 'b', 'cross', 2), (3, 'c', 'calm', 1);
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = "$user", tenant, public', current_database()); END $$;
`;
const ITEMS = "columns: { id: internal, note: internal, state: internal, team: internal }";
const RELATIONS = `  public.items: { ${ITEMS} }
  tenant.items: { ${ITEMS} }
`;
const ROLE = `levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: clear
functions: [public.label]
writes: { shop: { public.items: all } }
`;
/** It takes varchar as it is, where the server's own takes text. */
const SPY = (name: string) =>
  `CREATE FUNCTION public.${name}(varchar) RETURNS text STABLE LANGUAGE sql AS $$ SELECT word FROM public.secrets $$`;

async function withShop(story: (shop: SmallShop) => Promise<void>): Promise<void> {
  const shop = await openSmallShop("postgres", { sql: TABLES, relations: RELATIONS, role: ROLE });
  try {
    await story(shop);
  } finally {
    await shop.close();
  }
}

describe("between two calls on PostgreSQL", () => {
  it("a listed function that fits better counts as soon as the schema is read again [G-READ-NAMES-AS-THE-SERVER]", () =>
    withShop(async (shop) => {
      await shop.raw(
        "CREATE FUNCTION public.label(anyelement) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT 'any' $$",
      );
      const asked = "SELECT public.label(note) AS n FROM items WHERE id = 1";
      expect(await shop.told(asked)).toContain('[["any"]]');
      await shop.raw(
        "CREATE FUNCTION public.label(varchar) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT 'text' $$",
      );
      await shop.opened.gatehouse.databases.get("shop")?.catalogue("now");
      expect(await shop.told(asked)).toContain('[["text"]]');
    }));

  it.each([
    ["a function", "SELECT label(id), upper(note) FROM items ORDER BY id", SPY("upper"), '[["no 1","A"],'],
    [
      "a function for what is read as a field",
      "SELECT label(id), (note).upper FROM items ORDER BY id",
      SPY("upper"),
      '[["no 1","A"],',
    ],
    [
      "an operator",
      "SELECT label(id) FROM items WHERE note = 'a'",
      `CREATE FUNCTION public.same(varchar, varchar) RETURNS boolean STABLE LANGUAGE sql AS $$ SELECT EXISTS (SELECT FROM public.secrets) $$;
       CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = public.same)`,
      '[["no 1"]]',
    ],
  ])(
    "%s that was made in a schema of the path is not called by a name that meant the server's [G-OWN-PATH-GATED]",
    (_, sql, made, before) =>
      withShop(async (shop) => {
        const first = await shop.told(sql);
        expect(first).toContain(before);
        await shop.raw(made);
        const second = await shop.told(sql);
        expect(second).not.toContain("canary");
        if (!/^(function|operator)-not-allowed/.test(second)) expect(second).toBe(first);
      }),
  );

  it("a write calls none either [G-OWN-PATH-GATED]", () =>
    withShop(async (shop) => {
      const sql = "UPDATE items SET note = upper(note) WHERE id = 1 RETURNING note";
      expect(await shop.told(sql)).toContain('[["A"]]');
      await shop.raw(SPY("upper"));
      expect(await shop.told(sql)).not.toContain("canary");
    }));

  it.each([
    ["of a schema that stands before", "CREATE TABLE tenant.items (LIKE public.items)"],
    ["that is renamed", "CREATE TABLE tenant.later (LIKE public.items); ALTER TABLE tenant.later RENAME TO items"],
    [
      "whose schema is renamed",
      "DROP SCHEMA tenant; CREATE SCHEMA later; CREATE TABLE later.items (LIKE public.items); ALTER SCHEMA later RENAME TO tenant",
    ],
  ])("a table %s is the one that is read from then on [G-READ-NAMES-AS-THE-SERVER]", (_, made) =>
    withShop(async (shop) => {
      expect(await shop.told("SELECT count(*) FROM items")).toContain("[[3]]");
      await shop.raw(made);
      expect(await shop.told("SELECT count(*) FROM items")).toContain("[[0]]");
      expect(await shop.told("SELECT count(*) FROM public.items")).toContain("[[3]]");
    }),
  );

  it("a table that nobody listed, in the schema named as the user, takes its name [G-READ-NAMES-AS-THE-SERVER]", () =>
    withShop(async (shop) => {
      expect(await shop.told("SELECT count(*) FROM items")).toContain("[[3]]");
      await shop.raw(
        `DO $$ BEGIN EXECUTE format('CREATE SCHEMA %I', current_user); EXECUTE format('CREATE TABLE %I.items (id integer)', current_user); END $$`,
      );
      expect(await shop.told("SELECT count(*) FROM items")).toMatch(/^unknown-table/);
    }));

  it("a view means what it was made anew to mean [G-READ-CATALOGUE-FRESH]", () =>
    withShop(async (shop) => {
      expect(await shop.told("SELECT count(*) FROM open_items")).toContain("[[2]]");
      await shop.raw("CREATE OR REPLACE VIEW open_items AS SELECT id, note FROM items WHERE id < 2");
      expect(await shop.told("SELECT count(*) FROM open_items")).toContain("[[1]]");
    }));
});

describe("what governs a table, changed between two calls on PostgreSQL", () => {
  it("holds for a table that became a part of another [G-READ-CATALOGUE-FRESH]", async () => {
    const columns = "columns: { id: internal, region: internal, mail: { class: person-name } }";
    const shop = await openSmallShop("postgres", {
      sql: `CREATE TABLE orders (id integer, region text, mail text) PARTITION BY LIST (id);
CREATE TABLE orders_1 (id integer, region text, mail text); INSERT INTO orders_1 VALUES (1, 'EU', 'Ann Canary'), (1, 'US', 'Ben Canary');`,
      relations: `  public.orders: { ${columns} }\n  public.orders_1: { columns: { id: internal } }\n`,
      role: `classes: { person-name: redact }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: clear
rows: { shop: { public.orders: "region = caller_attribute('region')" } }
`,
    });
    try {
      expect(await shop.told("SELECT region, mail FROM orders_1")).toContain("Ben Canary");
      await shop.raw("ALTER TABLE orders ATTACH PARTITION orders_1 FOR VALUES IN (1)");
      const answer = await shop.told("SELECT region, mail FROM orders_1");
      expect(answer).toContain('"EU"');
      expect(answer).not.toMatch(/US|Canary/);
    } finally {
      await shop.close();
    }
  });

  it("hides a column that has become a copy of a hidden one [G-READ-CATALOGUE-FRESH]", async () => {
    const shop = await openSmallShop("postgres", {
      sql: `CREATE TABLE people (ssn text PRIMARY KEY); CREATE TABLE teams (id integer PRIMARY KEY);
CREATE TABLE visits (id integer, team integer REFERENCES teams, who text);
INSERT INTO people VALUES ('canary'); INSERT INTO visits VALUES (1, NULL, 'canary');`,
      relations: "  public.people: { columns: { ssn: restricted } }\n  public.visits: { columns: { id: internal } }\n",
      role: "levels: { public: clear, internal: clear, confidential: redact, restricted: hide }\nunclassified: clear\n",
    });
    try {
      expect(await shop.told("SELECT * FROM visits")).toContain("canary");
      await shop.raw("ALTER TABLE visits ADD FOREIGN KEY (who) REFERENCES people");
      expect(await shop.told("SELECT * FROM visits")).toContain('"rows":[[1,null]]');
    } finally {
      await shop.close();
    }
  });

  it("follows a generated column to what it is now made of [G-READ-CATALOGUE-FRESH]", async () => {
    const shop = await openSmallShop("postgres", {
      sql: `CREATE TABLE people (id integer, nick text, ssn text, shown text GENERATED ALWAYS AS (nick) STORED);
INSERT INTO people VALUES (1, 'Ann', 'canary');`,
      relations:
        "  public.people: { columns: { id: internal, nick: internal, ssn: { class: national-id, level: restricted } } }\n",
      role: "levels: { public: clear, internal: clear, confidential: redact, restricted: redact }\nunclassified: clear\n",
    });
    try {
      expect(await shop.told("SELECT shown FROM people")).toContain('[["Ann"]]');
      // before PostgreSQL 17 an expression cannot be changed in place
      await shop.raw(`DO $$ BEGIN
        IF current_setting('server_version_num')::int >= 170000 THEN EXECUTE 'ALTER TABLE people ALTER COLUMN shown SET EXPRESSION AS (ssn)';
        ELSE EXECUTE 'ALTER TABLE people DROP COLUMN shown; ALTER TABLE people ADD COLUMN shown text GENERATED ALWAYS AS (ssn) STORED'; END IF; END $$`);
      expect(await shop.told("SELECT shown FROM people")).not.toContain("canary");
    } finally {
      await shop.close();
    }
  });
});
