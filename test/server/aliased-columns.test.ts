// Column aliases (FROM t AS x (a, b)) stand for a table's columns in their order: the names and values of an answer are those that PostgreSQL
// gives on a table without what the role does not see, and an alias that is another column's name shows nothing of that column.

import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "../support/postgres.ts";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";

const tables = (hidden: string, value: string): string => `
CREATE TABLE people (id integer PRIMARY KEY, ${hidden} email text, town text, age integer);
CREATE TABLE pets (id integer, owner integer, name text);
CREATE VIEW grown AS SELECT * FROM people WHERE age > 17;
INSERT INTO people VALUES (1, ${value} 'address-1', 'Bonn', 20), (2, ${value} 'address-2', 'Köln', 30);
INSERT INTO pets VALUES (1, 2, 'Rex');`;
const RELATIONS = `  public.people: { columns: { id: internal, ssn: restricted, email: email, town: internal, age: internal } }
  public.pets: { columns: { id: internal, owner: internal, name: internal } }
`;
const LEVELS = "levels: { public: clear, internal: clear, confidential: redact, restricted: hide }\n";
const sees = (email: "clear" | "redact"): string => `classes: { email: ${email} }\n${LEVELS}`;

let part: { url: string; drop: () => Promise<void> };
let client: pg.Client;
const shops: Record<"clear" | "redact", SmallShop | null> = { clear: null, redact: null };

beforeAll(async () => {
  part = await createDatabase(tables("", ""));
  client = new pg.Client({ connectionString: part.url });
  await client.connect();
  for (const email of ["clear", "redact"] as const)
    shops[email] = await openSmallShop("postgres", {
      sql: tables("ssn text,", "'canary',"),
      relations: RELATIONS,
      role: sees(email),
    });
});
afterAll(async () => {
  await client.end();
  await part.drop();
  for (const shop of Object.values(shops)) await shop?.close();
});

interface Told {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly object[])[];
}

async function told(email: "clear" | "redact", sql: string): Promise<Told | string> {
  const text = (await shops[email]?.told(sql)) ?? "";
  if (!text.startsWith("{")) return text;
  const read: Told = JSON.parse(text);
  return read;
}

async function answered(email: "clear" | "redact", sql: string): Promise<unknown> {
  const read = await told(email, sql);
  return typeof read === "string" ? read : { names: read.columns.map(({ name }) => name), rows: read.rows };
}

async function rowsOf(email: "clear" | "redact", sql: string): Promise<Told["rows"]> {
  const read = await told(email, sql);
  if (typeof read === "string") throw new Error(read);
  return read.rows;
}

async function byItself(sql: string): Promise<unknown> {
  const { fields, rows } = await client.query({ text: sql, rowMode: "array" });
  return { names: fields.map(({ name }) => name), rows };
}

const STATEMENTS = [
  "SELECT * FROM people AS x (a, b) ORDER BY a",
  "SELECT x.* FROM people AS x (a, b, c, d) ORDER BY a",
  "SELECT a, b, age FROM people x (a, b) ORDER BY 1",
  "SELECT row_to_json(x) FROM (SELECT * FROM people AS y (a)) x ORDER BY x.a",
  "SELECT id, email FROM people AS people (email, id) ORDER BY email",
  "SELECT people.id FROM people AS people (town, age, id, email) ORDER BY town",
  "SELECT * FROM people AS x (a, a2) JOIN pets AS y (b, a) ON y.a = x.a",
  "SELECT * FROM people AS x (owner, b) JOIN pets USING (owner)",
  "SELECT * FROM people AS x (k, b) NATURAL JOIN pets AS y (n, k)",
  "SELECT j.* FROM (people JOIN pets ON people.id = pets.owner) AS j (a, b, c)",
  "SELECT row_to_json(j) FROM (people AS p (a, b) JOIN pets ON p.a = pets.owner) AS j (x, y, z)",
  "SELECT x.b, count(*)::integer FROM people AS x (a, b) GROUP BY x.a ORDER BY x.a",
  "SELECT x.b, x.town FROM people AS x (a, b) GROUP BY 1, 2 ORDER BY 1",
  "SELECT * FROM grown AS g (a, b) ORDER BY a",
  "WITH w (a, b) AS (SELECT * FROM people) SELECT * FROM w AS v (p) ORDER BY p",
  "WITH w (a, b) AS (SELECT * FROM people) SELECT row_to_json(v) FROM w AS v (p) ORDER BY p",
  "SELECT row_to_json(v) FROM (VALUES (1, 2)) AS v (a, b)",
  "SELECT x.a FROM people AS x (a, b) WHERE EXISTS (SELECT 1 FROM pets AS x (a, b) WHERE x.b = 2) ORDER BY x.a",
  "SELECT s.a FROM people AS x (a, b), LATERAL (SELECT x.b AS a) s ORDER BY x.a",
  "SELECT x IS NULL, x = x, (count(x) OVER ())::integer FROM people AS x (a, b) ORDER BY a",
  "SELECT x.b, x.town, x.n FROM people AS x (a, b, town, n) GROUP BY a ORDER BY a",
  "SELECT x.age, x.town FROM people AS x (a, b) JOIN pets ON pets.owner = x.a GROUP BY x.a",
  "SELECT x.a, x.b, x.town, count(*)::integer FROM people AS x (a, b) GROUP BY GROUPING SETS ((a), (a, b)) ORDER BY 1, 2",
  "SELECT sum(x.age)::integer FROM people AS x (a, b) GROUP BY x.b HAVING x.b IS NOT NULL ORDER BY 1",
  'SELECT * FROM people AS x ("A b", "c""d") ORDER BY "A b"',
];

/** Rows as values, and their columns' names: those of the alias list, as PostgreSQL 14 has them. Since 15 it gives a table's own. */
const ROWS: readonly (readonly [sql: string, names: string])[] = [
  ["SELECT to_jsonb(x) FROM people AS x (a, b) ORDER BY a", "a b age town"],
  ["SELECT row_to_json(x) FROM people AS x (a, b) ORDER BY a", "a b town age"],
  ["SELECT row_to_json(x.*) FROM people AS x (a, b) ORDER BY a", "a b town age"],
  ["SELECT row_to_json(y) FROM people AS y (email, id) ORDER BY y.email", "email id town age"],
  ["SELECT row_to_json(g) FROM grown AS g (a, b) ORDER BY a", "a b town age"],
];

describe("column aliases", () => {
  it.each(STATEMENTS)("are PostgreSQL's own, in names and values: %s [G-READ-NAMES-OF-COLUMNS]", async (sql) => {
    const [own, governed] = [await byItself(sql), await answered("clear", sql)];
    expect(JSON.stringify(governed)).toBe(JSON.stringify(own));
  });

  it.each(ROWS)(
    "name the fields of rows as values, masked ones too: %s [G-READ-MASKED-BY-CONSTRUCTION]",
    async (sql, fields) => {
      for (const [email, shown] of [
        ["clear", "address-1"],
        ["redact", "[redacted]"],
      ] as const) {
        const row = Object.entries((await rowsOf(email, sql))[0]?.[0] ?? {});
        expect(row.map(([name]) => name).join(" ")).toBe(fields);
        expect(new Set(row.map(([, value]) => value))).toEqual(new Set([1, 20, "Bonn", shown]));
      }
    },
  );

  it.each(STATEMENTS)("leave masks where they are: %s [G-READ-MASKED-BY-CONSTRUCTION]", async (sql) => {
    const rows = await rowsOf("redact", sql);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/canary|address-/);
  });

  it.each([
    "SELECT ssn FROM people AS x (a, b)",
    "SELECT email FROM people AS x (a, b)",
    "SELECT id FROM people AS x (a, b)",
    "SELECT people.a FROM people AS x (a)",
  ])("take the columns' own names away: %s", async (sql) => {
    await expect(byItself(sql)).rejects.toThrow(/does not exist|invalid reference/);
    expect(await answered("clear", sql)).toMatch(
      /^(unknown-column|unknown-table|function-not-allowed|invalid-statement): /,
    );
  });

  it("are no more than the role sees columns", async () => {
    const sql = "SELECT * FROM people AS x (a, b, c, d, e)";
    await expect(byItself(sql)).rejects.toThrow(/has 4 columns available/);
    expect(await answered("clear", sql)).toMatch(/^[a-z-]+: /);
  });
});
