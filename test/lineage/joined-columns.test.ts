// What the database compares a changed column with, the caller has to see in the clear: else a refusal of the database is an answer.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";

const TABLES = `
CREATE TABLE accounts (id integer PRIMARY KEY, credit_limit integer, salary integer, score integer, low integer, high integer, note text,
  CHECK (credit_limit <= salary), CHECK (low <= high), CHECK (score < 100));
CREATE TABLE ratios (id integer PRIMARY KEY, part integer, whole integer, alone integer, share integer GENERATED ALWAYS AS (100 / (whole - part)) STORED);
CREATE TABLE ranked (id integer PRIMARY KEY, part integer, whole integer, alone integer);
CREATE INDEX shares ON ranked ((100 / (whole - part)));
CREATE TABLE places (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE stays (id integer PRIMARY KEY, a integer, b integer, n integer, FOREIGN KEY (a, b) REFERENCES places);
CREATE TABLE parents (code integer PRIMARY KEY, n integer);
CREATE TABLE children (id integer PRIMARY KEY, code integer REFERENCES parents (code) ON UPDATE CASCADE, salary integer, CHECK (code <= salary));
INSERT INTO accounts VALUES (1, 10, 5000, 1, 1, 2, 'n'); INSERT INTO ratios (id, part, whole, alone) VALUES (1, 10, 5000, 1);
INSERT INTO ranked VALUES (1, 10, 5000, 1); INSERT INTO places VALUES (1, 1), (2, 1); INSERT INTO stays VALUES (1, 1, 1, 1);
INSERT INTO parents VALUES (1, 1); INSERT INTO children VALUES (1, 1, 5000);
`;
const SALARY = "{ class: salary, level: restricted }";
const RELATIONS = `  SCHEMA.accounts: { columns: { id: internal, credit_limit: internal, salary: ${SALARY}, score: internal, low: internal, high: internal, note: internal } }
  SCHEMA.ratios: { columns: { id: internal, part: internal, whole: ${SALARY}, alone: internal } }
  SCHEMA.ranked: { columns: { id: internal, part: internal, whole: ${SALARY}, alone: internal } }
  SCHEMA.places: { columns: { a: internal, b: internal } }
  SCHEMA.stays: { columns: { id: internal, a: internal, b: { level: restricted }, n: internal } }
  SCHEMA.parents: { columns: { code: internal, n: internal } }
  SCHEMA.children: { columns: { id: internal, code: internal, salary: ${SALARY} } }
`;
const ROLE = `classes: { salary: { bucket: 10000 } }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes:
  shop:
    SCHEMA.accounts: { insert: all, update: all, delete: true }
    SCHEMA.ratios: { update: [part, alone] }
    SCHEMA.ranked: all
    SCHEMA.stays: all
    SCHEMA.parents: all
    SCHEMA.children: all
`;

const REFUSED: readonly string[] = [
  "UPDATE accounts SET credit_limit = 5001 WHERE id = 1",
  "UPDATE accounts SET credit_limit = credit_limit + 1",
  "UPDATE accounts SET note = 'x', credit_limit = 1 WHERE id = 1",
  "INSERT INTO accounts (id, credit_limit) VALUES (1, 5001) ON CONFLICT (id) DO UPDATE SET credit_limit = excluded.credit_limit",
  "UPDATE ratios SET part = 5000 WHERE id = 1",
  "UPDATE ranked SET part = 5000 WHERE id = 1",
  "UPDATE stays SET a = 2 WHERE id = 1",
  "UPDATE parents SET code = 5001 WHERE code = 1",
];
const CARRIED_OUT: readonly string[] = [
  "UPDATE accounts SET note = 'y', score = 2 WHERE id = 1",
  "UPDATE accounts SET low = 0, high = 3 WHERE id = 1",
  "UPDATE accounts SET low = 1 WHERE id = 1",
  "INSERT INTO accounts (id, credit_limit, note) VALUES (2, 10, 'z')",
  "UPDATE ratios SET alone = 2 WHERE id = 1",
  "UPDATE ranked SET alone = 2 WHERE id = 1",
  "UPDATE stays SET n = 2 WHERE id = 1",
  "UPDATE parents SET n = 2 WHERE code = 1",
  "DELETE FROM accounts WHERE id = 2",
];

describe.each(["postgres", "sqlite"] as const)("constraints over what is out of sight on %s", (engine) => {
  let shop: SmallShop;
  beforeAll(async () => {
    shop = await openSmallShop(engine, { sql: TABLES, relations: RELATIONS, role: ROLE });
  });
  afterAll(() => shop.close());

  it.each(REFUSED)("%s would ask about a value out of sight [G-WRITE-GOVERNED]", async (sql) => {
    expect(await shop.told(sql)).toMatch(
      /^write-not-granted: The database compares (credit_limit|part|a|code) with a column/,
    );
  });

  it.each(CARRIED_OUT)("%s asks nothing [G-WRITE-ORDINARY-PASSES]", async (sql) => {
    expect(JSON.parse(await shop.told(sql))).toMatchObject({ status: "executed" });
  });
});

describe("constraints of PostgreSQL alone", () => {
  let shop: SmallShop;
  beforeAll(async () => {
    shop = await openSmallShop("postgres", {
      sql: `
CREATE TABLE rooms (id integer PRIMARY KEY, span int4range, wing int4range, note text, EXCLUDE USING gist (span WITH &&, wing WITH &&));
CREATE TABLE whole_rows (id integer PRIMARY KEY, part integer, salary integer, CHECK (whole_rows IS NOT NULL));
CREATE TABLE parted (id integer PRIMARY KEY, part integer, salary integer) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10);
ALTER TABLE parted_1 ADD CHECK (part <= salary);
INSERT INTO rooms VALUES (1, '[1,5)', '[1,5)', 'n'); INSERT INTO whole_rows VALUES (1, 1, 1); INSERT INTO parted VALUES (1, 1, 5000);`,
      relations: `  public.rooms: { columns: { id: internal, span: internal, wing: { level: restricted }, note: internal } }
  public.whole_rows: { columns: { id: internal, part: internal, salary: ${SALARY} } }
  public.parted: { columns: { id: internal, part: internal, salary: ${SALARY} } }
`,
      role: `classes: { salary: { bucket: 10000 } }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes: { shop: { public.rooms: all, public.whole_rows: all, public.parted: all } }
`,
    });
  });
  afterAll(() => shop.close());

  it.each([
    "UPDATE rooms SET span = '[2,3)' WHERE id = 1",
    "UPDATE whole_rows SET part = NULL WHERE id = 1",
    "UPDATE parted SET part = 5001 WHERE id = 1",
  ])("%s would ask about a value out of sight [G-WRITE-GOVERNED]", async (sql) => {
    expect(await shop.told(sql)).toMatch(/^write-not-granted: The database compares/);
  });

  it("a column that none of them names is changed", async () => {
    expect(JSON.parse(await shop.told("UPDATE rooms SET note = 'm' WHERE id = 1"))).toMatchObject({
      status: "executed",
    });
  });
});
