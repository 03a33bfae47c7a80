// EXPLAIN where a role may have it: the shape of the plan of the governed statement, and nothing of what is hidden in it.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GovernedShop, openGovernedShop } from "../support/corpus-shop.ts";

const MORE = `
CREATE INDEX orders_region_canary ON orders (region);
ANALYZE;
`;

/** Nothing of conditions, keys, filters, masks or hidden columns. */
const SECRETS = /canary|region|caller_attribute|sha256|gatehouse|redacted|Filter|Cond|api_key|payroll|'|\\x/i;

describe("EXPLAIN", () => {
  let shop: GovernedShop;

  beforeAll(async () => {
    shop = await openGovernedShop("postgres", MORE, (role) => `${role}explain: true\n`);
  });
  afterAll(() => shop.close());

  const plan = async (sql: string, parameters: readonly string[] = []): Promise<readonly string[]> => {
    const answer = await shop.query(sql, parameters);
    if (answer.kind === "refused") throw new Error(JSON.stringify(answer.refusal));
    const result: { columns: { name: string }[]; rows: [string][] } = JSON.parse(answer.json);
    expect(result.columns).toEqual([{ name: "QUERY PLAN", type: "text" }]);
    return result.rows.map(([line]) => line);
  };

  it("answers with nodes and estimates where every row and column is seen [G-EXPLAIN-SHAPE-ONLY]", async () => {
    const lines = await plan("EXPLAIN SELECT product, sum(qty) FROM order_items WHERE order_id = 3 GROUP BY product");
    expect(lines.join("\n")).toMatch(/Scan.* on public\.order_items .*\(cost=\d+\.\d\d\.\.\d+\.\d\d rows=\d+\)/);
    expect(lines[0]).toMatch(/Aggregate/);
  });

  it.each([
    "EXPLAIN SELECT * FROM orders WHERE id = 3",
    "EXPLAIN SELECT c.email, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.email = 'email_0123456789abcdef' GROUP BY 1",
    "explain /* a note */ WITH x AS (SELECT id FROM orders) SELECT * FROM x, customers WHERE x.id = customers.id ORDER BY email",
    "EXPLAIN SELECT count(*) FROM customers WHERE salary > 10000",
    "  EXPLAIN SELECT id FROM customers WHERE full_name LIKE 'C%' UNION SELECT id FROM orders",
  ])(
    "shows no condition, no key, no estimate of what is masked or filtered: %s [G-EXPLAIN-SHAPE-ONLY]",
    async (sql) => {
      const lines = await plan(sql);
      expect(lines.join("\n")).not.toMatch(SECRETS);
      expect(lines.join("\n")).not.toMatch(/cost|rows=/);
      expect(lines.length).toBeGreaterThan(0);
    },
  );

  it.each([
    "EXPLAIN (FORMAT JSON) SELECT * FROM orders WHERE id = 3",
    "EXPLAIN (format 'json', costs on) SELECT c.email, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.salary > 5 GROUP BY 1",
    "EXPLAIN (COSTS, ANALYZE false, VERBOSE 0, FORMAT JSON) (SELECT count(*) FROM customers WHERE full_name LIKE 'C%')",
  ])("shows no more as JSON: %s [G-EXPLAIN-SHAPE-ONLY]", async (sql) => {
    const answer = await shop.query(sql);
    if (answer.kind === "refused") throw new Error(JSON.stringify(answer.refusal));
    const result: { columns: unknown; rows: [{ Plan: Record<string, unknown> }[]][] } = JSON.parse(answer.json);
    expect(result.columns).toEqual([{ name: "QUERY PLAN", type: "json" }]);
    expect(JSON.stringify(result.rows)).not.toMatch(SECRETS);
    expect(JSON.stringify(result.rows)).not.toMatch(/Cost|Plan Rows|Filter|Cond|Output|Key/);
    expect(result.rows[0]?.[0]?.[0]?.Plan).toHaveProperty("Node Type");
  });

  it("says costs where all is seen, unless they are switched off", async () => {
    const json = await shop.query("EXPLAIN (FORMAT JSON) SELECT product FROM order_items WHERE order_id = 3");
    expect(json.kind === "refused" ? "" : json.json).toMatch(/"Total Cost":\d/);
    expect(json.kind === "refused" ? "" : json.json).toMatch(/"Relation Name":"order_items","Schema":"public"/);
    expect((await plan("EXPLAIN (COSTS OFF) SELECT product FROM order_items")).join()).not.toMatch(/cost/);
    expect((await plan("EXPLAIN (COSTS OFF, COSTS TRUE) (SELECT product FROM order_items)")).join()).toMatch(/cost/);
  });

  it("takes parameters and plans with them", async () => {
    expect(await plan("EXPLAIN SELECT * FROM order_items WHERE order_id = $1", ["3"])).not.toEqual([]);
  });

  it.each([
    ["EXPLAIN SELECT * FROM payroll", "unknown-table"],
    ["EXPLAIN SELECT api_key FROM customers", "unknown-column"],
    ["EXPLAIN ANALYZE SELECT * FROM order_items", "statement-kind"],
    ["EXPLAIN (FORMAT XML) SELECT * FROM order_items", "statement-kind"],
    ["EXPLAIN (ANALYZE) SELECT * FROM order_items", "statement-kind"],
    ["EXPLAIN (ANALYZE 'yes', FORMAT JSON) SELECT * FROM order_items", "statement-kind"],
    ["EXPLAIN (ANALYZE off, ANALYZE on) SELECT * FROM order_items", "statement-kind"],
    ["EXPLAIN (VERBOSE) SELECT * FROM order_items", "statement-kind"],
    ["EXPLAIN (FORMAT JSON, SETTINGS) SELECT * FROM order_items", "statement-kind"],
    ["EXPLAIN (SERIALIZE none) SELECT * FROM order_items", "statement-kind"],
    ["EXPLAIN (FORMAT JSON) SELECT * FROM payroll", "unknown-table"],
    ["EXPLAIN (FORMAT JSON) DELETE FROM order_items", "statement-kind"],
    ["EXPLAIN DELETE FROM order_items", "statement-kind"],
    ["EXPLAIN SELECT pg_sleep(1)", "function-not-allowed"],
    ["EXPLAIN EXPLAIN SELECT 1", "syntax-error"],
  ])("refuses as the statement itself is refused: %s", async (sql, code) => {
    const answer = await shop.query(sql);
    expect(answer.kind === "refused" ? answer.refusal.code : null).toBe(code);
  });
});

it("EXPLAIN is refused in a role that may not have it, and recorded [G-EXPLAIN-SHAPE-ONLY]", async () => {
  const shop = await openGovernedShop("postgres");
  const answer = await shop.query("EXPLAIN SELECT * FROM order_items");
  await shop.close();
  expect(answer.kind === "refused" ? answer.refusal.code : null).toBe("explain-not-granted");
  expect(answer.receipt).not.toBeNull();
});

describe("EXPLAIN QUERY PLAN on SQLite", () => {
  let shop: GovernedShop;

  beforeAll(async () => {
    shop = await openGovernedShop("sqlite", MORE, (role) => `${role}explain: true\n`);
  });
  afterAll(() => shop.close());

  const plan = async (sql: string, parameters: readonly string[] = []): Promise<readonly string[]> => {
    const answer = await shop.query(sql, parameters);
    if (answer.kind === "refused") throw new Error(JSON.stringify(answer.refusal));
    const result: { columns: { name: string }[]; rows: [number, number, number, string][] } = JSON.parse(answer.json);
    expect(result.columns.map(({ name }) => name)).toEqual(["id", "parent", "notused", "detail"]);
    expect(result.rows.map(([id]) => id)).toEqual(result.rows.map((_, place) => place + 1));
    return result.rows.map(([, , , detail]) => detail);
  };

  it.each<[string, readonly (string | RegExp)[]]>([
    ["EXPLAIN QUERY PLAN SELECT product FROM order_items WHERE order_id = 3", [/^(SEARCH|SCAN) order_items/]],
    [
      "EXPLAIN QUERY PLAN SELECT product FROM order_items i ORDER BY product",
      [/^SCAN (order_items|i)$/, "USE TEMP B-TREE FOR ORDER BY"],
    ],
    ["explain query /* a note */ plan WITH x AS (SELECT 1 AS n UNION ALL SELECT 2) SELECT * FROM x", [/./]],
    ["EXPLAIN QUERY PLAN VALUES (1), (2)", [/^SCAN/]],
  ])("%s tells how it is carried out [G-EXPLAIN-SHAPE-ONLY]", async (sql, steps) => {
    const lines = await plan(sql);
    for (const step of steps)
      expect(lines.some((line) => (typeof step === "string" ? line === step : step.test(line)))).toBe(true);
  });

  it.each([
    "EXPLAIN QUERY PLAN SELECT * FROM orders WHERE id = 3",
    "EXPLAIN QUERY PLAN SELECT c.email, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.email = 'email_0123456789abcdef' GROUP BY 1",
    "EXPLAIN QUERY PLAN WITH x AS (SELECT id FROM orders) SELECT * FROM x, customers WHERE x.id = customers.id ORDER BY email",
    "  EXPLAIN QUERY PLAN SELECT id FROM customers WHERE full_name LIKE 'C%' UNION SELECT id FROM orders",
    "EXPLAIN QUERY PLAN SELECT id FROM orders WHERE region = 'EU'",
  ])("shows no condition, no index and no table out of sight: %s [G-EXPLAIN-SHAPE-ONLY]", async (sql) => {
    const lines = await plan(sql);
    expect(lines.join("\n")).not.toMatch(SECRETS);
    expect(lines.join("\n")).not.toMatch(/[=?<>]|FILTER|orders_/);
    expect(lines.length).toBeGreaterThan(0);
  });

  it("takes parameters", async () => {
    expect(await plan("EXPLAIN QUERY PLAN SELECT product FROM order_items WHERE order_id = ?1", ["3"])).not.toEqual([]);
  });

  it.each([
    ["EXPLAIN SELECT 1", "statement-kind"],
    ["EXPLAIN QUERY PLAN DELETE FROM order_items", "statement-kind"],
    ["EXPLAIN QUERY PLAN SELECT * FROM payroll", "unknown-table"],
    ["EXPLAIN QUERY PLAN SELECT api_key FROM customers", "unknown-column"],
  ])("refuses %s", async (sql, code) => {
    const answer = await shop.query(sql);
    expect(answer.kind === "refused" ? answer.refusal.code : "").toBe(code);
  });
});
