// What is out of sight is answered like what is not there: tables and columns that writes name, and types.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";

const RELATIONS = `  SCHEMA.customers: { columns: { id: internal, name: public, level: { level: restricted }, note: internal } }
`;
const ROLE = `levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes: { shop: { SCHEMA.customers: all } }
`;

/** NAME is a table that nobody lists, or one that is not there. */
const WRITES: readonly string[] = [
  "UPDATE NAME SET id = 1",
  "UPDATE NAME SET nosuch = 1 WHERE nosuch = 2",
  "DELETE FROM NAME",
  "INSERT INTO NAME VALUES (1)",
  "INSERT INTO NAME (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 2",
  "INSERT INTO NAME (id) SELECT id FROM custmers",
  "UPDATE NAME SET id = 1 FROM custmers c WHERE c.id = NAME.id",
  "UPDATE customers SET name = 'x' WHERE id IN (SELECT id FROM NAME)",
  "UPDATE customers SET name = 'x' WHERE id IN (SELECT n.id FROM NAME n, custmers c)",
  "DELETE FROM customers WHERE id IN (SELECT id FROM NAME)",
];
const ON_POSTGRES: readonly string[] = [
  "UPDATE NAME SET id[1] = 1",
  "UPDATE NAME SET (id, nosuch) = (SELECT 1, 2)",
  "UPDATE NAME SET id = 1 WHERE CURRENT OF c",
  "UPDATE ONLY NAME SET id = 1",
  "INSERT INTO NAME (id[1]) VALUES (1)",
  "INSERT INTO NAME (id) VALUES (1) RETURNING *, xmax",
  "MERGE INTO NAME USING customers c ON c.id = NAME.id WHEN MATCHED THEN DELETE",
  "MERGE INTO NAME USING customers c ON true WHEN MATCHED THEN UPDATE SET id[1] = 1",
  "MERGE INTO NAME USING custmers c ON true WHEN MATCHED THEN DO NOTHING",
  "WITH a AS (UPDATE NAME SET id = 1 RETURNING id) SELECT * FROM a",
  "WITH a AS (UPDATE NAME SET id = 1 RETURNING id), b AS (UPDATE customers SET id[1] = 1 RETURNING id) SELECT * FROM a, b",
  "WITH a AS (UPDATE NAME SET id = 1 RETURNING id), b AS (UPDATE custmers SET id = 1 RETURNING id) SELECT * FROM a, b",
  "WITH a AS (UPDATE customers SET name = 'x' RETURNING id) DELETE FROM NAME USING custmers",
  "SELECT * FROM NAME, custmers",
  "SELECT * FROM custmers, NAME",
];

describe.each(["postgres", "sqlite"] as const)("names out of sight on %s", (engine) => {
  let shop: SmallShop;
  beforeAll(async () => {
    const level = engine === "postgres" ? "band" : "text";
    shop = await openSmallShop(engine, {
      sql: `${engine === "postgres" ? "CREATE TYPE band AS ENUM ('canary-label', 'other'); CREATE SCHEMA hr; CREATE TYPE hr.kept AS ENUM ('canary-kept');" : ""}
CREATE TABLE customers (id integer PRIMARY KEY, name text, level ${level}, note text, levels text${engine === "postgres" ? "[]" : ""});
CREATE TABLE pay_list (id integer PRIMARY KEY, amount integer, level ${level});
INSERT INTO customers (id, name) VALUES (1, 'Ann');`,
      relations: RELATIONS,
      role: ROLE,
    });
  });
  afterAll(() => shop.close());

  const told = async (sql: string, name: string): Promise<string> => {
    const answer = await shop.query(sql.replaceAll("NAME", name));
    if (answer.kind === "released") return "done";
    return JSON.stringify(answer.refusal).replaceAll(name, "NAME");
  };

  it.each(engine === "postgres" ? [...WRITES, ...ON_POSTGRES] : WRITES)(
    "%s says of a hidden table what it says of none [G-READ-HIDDEN-DOES-NOT-EXIST]",
    async (sql) => {
      const none = await told(sql, "day_list");
      expect(await told(sql, "pay_list")).toBe(none);
      expect(none).toContain("unknown-table");
    },
  );

  it.each([
    "UPDATE customers SET NAME = 'x'",
    "UPDATE customers SET NAME = 'x', note = 'y' WHERE id = 1",
    "UPDATE customers SET NAME = NULL WHERE nosuch = 1",
    "INSERT INTO customers (id, NAME) VALUES (2, 'x')",
    "INSERT INTO customers (id, NAME) SELECT 2, 'x'",
    "INSERT INTO customers (id, NAME) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET NAME = 'y'",
    ...(engine === "postgres"
      ? [
          "UPDATE customers SET NAME[1] = 'x'",
          "INSERT INTO customers (NAME[1]) VALUES ('x')",
          "MERGE INTO customers USING (VALUES (1)) v (i) ON v.i = customers.id WHEN MATCHED THEN UPDATE SET NAME = 'x'",
          "WITH a AS (UPDATE customers SET NAME = 'x' RETURNING id) SELECT * FROM a",
        ]
      : []),
  ])("%s says of a hidden column what it says of none [G-READ-HIDDEN-DOES-NOT-EXIST]", async (sql) => {
    for (const hidden of ["level", "levels"])
      expect(await told(sql, hidden)).toBe(await told(sql, hidden.replace("l", "n")));
  });
});

describe("types on PostgreSQL", () => {
  let shop: SmallShop;
  beforeAll(async () => {
    shop = await openSmallShop("postgres", {
      sql: `CREATE SCHEMA hr;
CREATE TYPE band AS ENUM ('canary-low', 'canary-high'); CREATE TYPE hr.band AS ENUM ('canary-hr');
CREATE TYPE seen AS ENUM ('free', 'gold'); CREATE DOMAIN shade AS seen; CREATE DOMAIN unseen AS integer CHECK (VALUE > 41);
CREATE TYPE inner_of AS ENUM ('one'); CREATE TYPE pair AS (first inner_of, second text); CREATE TYPE reach AS RANGE (subtype = integer);
CREATE TABLE customers (id integer PRIMARY KEY, plan seen, tone shade, plans seen[], level band, levels band[], masked band, tagged pair);
CREATE TABLE hr.payroll (id integer PRIMARY KEY, level hr.band);
CREATE VIEW levelled AS SELECT id, level, level = 'canary-low' AS low, masked FROM customers;
INSERT INTO customers VALUES (1, 'gold', 'gold', '{gold}', 'canary-low', '{canary-low}', 'canary-low', ROW('one', 'x'));`,
      relations: `  public.customers: { columns: { id: internal, plan: public, tone: public, plans: public, level: { level: restricted }, levels: confidential, masked: confidential, tagged: public } }\n`,
      role: `levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes: { shop: { public.customers: all } }
schema-changes: { shop: { create-in: [public], tables: { public.customers: all } } }
`,
    });
  });
  afterAll(() => shop.close());

  it.each([
    "SELECT NULL::TYPE",
    "SELECT enum_range(NULL::TYPE)",
    "SELECT 'x'::TYPE",
    "SELECT NULL::TYPE[]",
    "SELECT CAST(NULL AS TYPE)",
    "SELECT * FROM json_to_record('{}') AS r (x TYPE)",
    "UPDATE customers SET plan = NULL WHERE NULL::TYPE IS NULL",
    "ALTER TABLE customers ADD COLUMN more TYPE",
    "CREATE TABLE fresh (more TYPE)",
  ])("%s says of a type out of sight what it says of none [G-READ-HIDDEN-DOES-NOT-EXIST]", async (sql) => {
    for (const [hidden, none] of [
      ["public.band", "public.nand"],
      ["hr.band", "hr.nand"],
      ["band", "nand"],
      ["unseen", "unsees"],
      ["reach", "reacx"],
    ] as const) {
      const said = await shop.told(sql.replace("TYPE", hidden));
      expect(said.replaceAll(hidden, none)).toBe(await shop.told(sql.replace("TYPE", none)));
      expect(said).toContain("type-not-allowed");
    }
  });

  it.each([
    "SELECT enum_range(masked) FROM customers",
    "SELECT enum_first(masked) FROM customers",
    "SELECT masked = 'canary-low', masked = 'nothing' FROM customers",
    "SELECT enum_range(levels[1]) FROM customers",
    "SELECT levels = '{nothing}' FROM customers",
    "SELECT enum_range(masked) FROM levelled",
    "SELECT masked = 'nothing' FROM levelled",
  ])("%s tells no label", async (sql) => {
    const said = await shop.told(sql);
    expect(said).not.toContain("canary");
    expect(said).not.toContain("22P02");
  });

  it.each([
    "SELECT enum_range(NULL::seen), 'gold'::seen = plan FROM customers",
    "SELECT tone, 'free'::shade, plans[1], ARRAY['gold']::seen[] FROM customers",
    "SELECT plan FROM customers WHERE plan > 'free' ORDER BY plan",
    "SELECT 'one'::inner_of, tagged FROM customers",
    "SELECT id, masked FROM levelled",
  ])("%s is of types in sight [G-ORDINARY-SQL-PASSES]", async (sql) => {
    expect(JSON.parse(await shop.told(sql))).toMatchObject({ row_count: 1 });
  });
});
