// Texts that grow by doubling: planning them takes room in proportion to the text, or they are refused. Without the bounds these do not end.

import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalogue } from "../../src/core/model/catalogue.ts";
import { QueryTerms } from "../../src/core/sql/postgres/analyse/query-terms.ts";
import { readStatement as readPostgres } from "../../src/core/sql/postgres/analyse/read-statement.ts";
import { parseText as parsePostgres } from "../../src/core/sql/postgres/parse/parse-text.ts";
import { bodyOf } from "../../src/core/sql/postgres/parse/tree.ts";
import { queryOf } from "../../src/core/sql/sqlite/analyse/query-terms.ts";
import { readStatement as readSqlite } from "../../src/core/sql/sqlite/analyse/read-statement.ts";
import { parseText as parseSqlite } from "../../src/core/sql/sqlite/parse/parse-text.ts";
import { MOST_WORK, planningWork } from "../../src/core/sql/terms/planning-work.ts";
import { type EngineName, type GovernedShop, openGovernedShop, readCases } from "../support/corpus-shop.ts";
import { openSmallShop } from "../support/small-shop.ts";

/** WITH queries, each of the one before it. */
function chain(length: number, body: (name: string) => string): string {
  const queries = Array.from({ length }, (_, index) => `q${index + 1} AS (${body(`q${index}`)})`);
  return `WITH q0 AS (SELECT * FROM customers), ${queries.join(", ")} SELECT count(*) FROM q${length}`;
}

describe.each(["postgres", "sqlite"] as const)("a text that doubles with each step, on %s", (engine) => {
  let shop: GovernedShop;

  beforeAll(async () => {
    shop = await openGovernedShop(engine);
  });
  afterAll(() => shop.close());

  it.each([
    ["stars of two tables", chain(24, (name) => `SELECT a.*, b.* FROM ${name} a, ${name} b`)],
    ["stars twice", chain(24, (name) => `SELECT *, * FROM ${name}`)],
    ["stars in sub-selects", chain(24, (name) => `SELECT * FROM (SELECT * FROM ${name}) x, (SELECT * FROM ${name}) y`)],
  ])("is refused, and the next call is answered: %s [G-READ-LIMITS]", async (_, sql) => {
    const answer = await shop.query(sql);
    expect(answer.kind).toBe("refused");
    expect(answer.receipt).not.toBeNull();
    expect((await shop.query("SELECT count(*) FROM customers")).kind).toBe("released");
  });

  it.each([
    ["a column twice", 20, "SELECT id AS x FROM customers", (name: string) => `SELECT x + x AS x FROM ${name}`],
    [
      "a column in each branch",
      12,
      "SELECT id AS x FROM customers",
      (name: string) => `SELECT CASE WHEN x > 0 THEN x ELSE x + 1 END AS x FROM ${name}`,
    ],
    ["a pseudonym twice", 20, "SELECT email AS x FROM customers", (name: string) => `SELECT x || x AS x FROM ${name}`],
    [
      "sub-selects of an expression",
      16,
      "SELECT id AS x FROM customers",
      (name: string) => `SELECT (SELECT max(x) FROM ${name}) + (SELECT min(x) FROM ${name}) AS x`,
    ],
    [
      "two of the one before",
      16,
      "SELECT id AS x FROM customers",
      (name: string) => `SELECT a.x FROM ${name} a JOIN ${name} b ON a.x = b.x`,
    ],
    [
      "unions of the one before",
      16,
      "SELECT id AS x FROM customers",
      (name: string) => `SELECT x FROM ${name} UNION ALL SELECT x FROM ${name}`,
    ],
    [
      "membership",
      12,
      "SELECT id AS x FROM customers",
      (name: string) => `SELECT x FROM ${name} WHERE x IN (SELECT x FROM ${name})`,
    ],
  ])("takes no more of the engine than it may: %s [G-READ-LIMITS]", async (_, length, first, body) => {
    const steps = Array.from(
      { length },
      (_unused, index) => `q${index + 1} AS NOT MATERIALIZED (${body(`q${index}`)})`,
    );
    const sql = `WITH q0 AS (${first}), ${steps.join(", ")} SELECT count(*) FROM q${length} WHERE x = x`;
    const answer = await shop.query(sql);
    expect(answer.kind === "refused" ? answer.refusal : null).toMatchObject({
      code: "statement-too-large",
      rule: "planning-work",
    });
    expect(answer.receipt).not.toBeNull();
    const few = steps.slice(0, 4);
    const short = await shop.query(`WITH q0 AS (${first}), ${few.join(", ")} SELECT count(*) FROM q4 WHERE x = x`);
    expect(short.kind).toBe("released");
  });

  it("no statement of the corpus takes more than a fiftieth of it [G-ORDINARY-SQL-PASSES]", async () => {
    const [database] = shop.opened.gatehouse.databases.values();
    if (database === undefined) throw new Error("no database");
    const catalogue = await database.catalogue();
    const files = (await readdir(`cases/${engine}/ordinary`)).map((name) => name.replace(".sql", ""));
    const cases = await readCases(`${engine}/ordinary`, files);
    const works = cases.map(({ sql }) => ({ sql, work: workOf(engine, sql, catalogue) }));
    expect(works.filter(({ work }) => work > MOST_WORK / 50)).toEqual([]);
    expect(works.filter(({ work }) => work > 1).length).toBeGreaterThan(80);
  });

  it("passes where it stays small", async () => {
    const small = chain(5, (name) => `SELECT a.id, b.country FROM ${name} a JOIN ${name} b ON a.id = b.id`);
    expect((await shop.query(small)).kind).toBe("released");
  });
});

function workOf(engine: EngineName, sql: string, catalogue: Catalogue): number {
  const options = { catalogue, functions: new Set<string>() };
  if (engine === "postgres") {
    const statement = parsePostgres(sql);
    if (statement.kind === "refusal") return 0;
    const reading = readPostgres(statement, options);
    const select = bodyOf(reading.tree, "SelectStmt");
    return select === null ? 0 : planningWork(new QueryTerms(reading).query(select));
  }
  const statement = parseSqlite(sql);
  return statement.kind === "refusal" ? 0 : planningWork(queryOf(readSqlite(statement, options)));
}

describe("a wide table on PostgreSQL", () => {
  it("is written out in as many places as a statement can need, and not in hundreds [G-READ-LIMITS]", async () => {
    const columns = Array.from({ length: 400 }, (_, number) => `a_column_with_a_name_${number} integer`);
    const shop = await openSmallShop("postgres", {
      sql: `CREATE TABLE wide (mail text, ${columns.join(", ")})`,
      relations: "  public.wide: { level: internal, columns: { mail: email } }\n",
      role: "classes: { email: token }\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\nunclassified: clear\n",
    });
    const joined = (times: number) => {
      const names = Array.from({ length: times }, (_, number) => `w${number}`);
      return { from: names.map((name) => `wide ${name}`).join(", "), names };
    };
    /** Whole rows need every column; where none is named, none is written out. */
    const rows = (times: number) => {
      const { from, names } = joined(times);
      return `SELECT count(*) FROM ${from} WHERE ${names.map((name) => `${name} IS NOT NULL`).join(" AND ")}`;
    };
    try {
      expect((await shop.query(rows(8))).kind).toBe("released");
      expect((await shop.query(`SELECT count(*) FROM ${joined(40).from}`)).kind).toBe("released");
      const refused = await shop.query(rows(400));
      expect(refused.kind === "refused" ? refused.refusal : null).toMatchObject({
        code: "statement-too-large",
        rule: "planning-work",
      });
    } finally {
      await shop.close();
    }
  });
});
