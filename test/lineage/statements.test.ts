// Columns that SEARCH and CYCLE add, and functions in FROM, in a caller's own statement: a mask in them is said, and is not stored.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";

const WALK =
  "WITH RECURSIVE w (id, mail) AS (SELECT id, email FROM people UNION ALL SELECT w.id, w.mail FROM w WHERE false)";

describe("statements on PostgreSQL", () => {
  let shop: SmallShop;
  beforeAll(async () => {
    shop = await openSmallShop("postgres", {
      sql: "CREATE TABLE people (id integer PRIMARY KEY, email text); CREATE TABLE notes (id integer PRIMARY KEY, note text); INSERT INTO people VALUES (1, 'canary'); INSERT INTO notes VALUES (1, 'n');",
      relations: `  public.people: { columns: { id: internal, email: email } }
  public.notes: { columns: { id: internal, note: internal } }
`,
      role: `classes: { email: token }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes: { shop: { public.notes: all } }
`,
    });
  });
  afterAll(() => shop.close());

  const MADE: readonly string[] = [
    `${WALK} SEARCH DEPTH FIRST BY mail SET place SELECT place::text AS made FROM w`,
    `${WALK} SEARCH BREADTH FIRST BY mail SET place SELECT place::text AS made FROM w`,
    `${WALK} CYCLE mail SET again USING trail SELECT trail::text AS made FROM w`,
    `${WALK} CYCLE mail SET again USING trail SELECT again::text AS made FROM w`,
    "SELECT f AS made FROM people p, upper(p.email) f",
    "SELECT f AS made FROM people p, LATERAL regexp_split_to_table(p.email, '_') f",
    "SELECT f.a AS made FROM people p, ROWS FROM (upper(p.email), lower('x')) AS f (a, b)",
    "SELECT f.value AS made FROM people p, json_each_text(json_build_object('a', p.email)) f",
    "SELECT f.ordinality::text AS made FROM people p, unnest(string_to_array(p.email, '_')) WITH ORDINALITY f",
  ];

  it.each(MADE)("%s says what is masked", async (sql) => {
    const told = await shop.told(sql);
    expect(told).not.toContain("canary");
    expect(JSON.parse(told)).toMatchObject({ columns: [{ masked: [{ source: "public.people.email" }] }] });
  });

  it.each(MADE)("%s is not stored [G-WRITE-STORES-NO-MASK]", async (sql) => {
    const into = sql.startsWith("WITH")
      ? sql
          .replace("SELECT", "SELECT")
          .replace(/ SELECT ([^()]*) AS made FROM w$/, " INSERT INTO notes (id, note) SELECT 2, $1 FROM w")
      : sql.replace(/^SELECT (.*?) AS made/, "INSERT INTO notes (id, note) SELECT 2, $1");
    expect(await shop.told(into)).toMatch(/^masked-value-stored/);
  });
});
