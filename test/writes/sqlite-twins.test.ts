// Non-interference of writes: two files that differ only in what the role may not see answer every write alike, by rows, counts, refusals
// and previews. The same statements, run raw, tell the two apart: the probes are sharp.

import BetterSqlite3 from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

/** What the maintainer of EU orders does not see: masked and hidden columns, orders of other regions, tables of nobody. */
const OTHER_SIDE = `
UPDATE customers SET email = 'Twin' || (9 - id) || '@y.example', ssn = '111-22-333' || id;
UPDATE orders SET total = total * 3 + 1, customer_id = 2, status = 'twin', note = 'twin' WHERE region = 'US';
UPDATE orders SET note = 'another text' WHERE region = 'EU';
INSERT INTO orders VALUES (60, 1, 0, 'US', 'open', NULL);
UPDATE hidden_stuff SET secret = 'twin';`;

/** Conditions whose truth depends on what is out of sight. */
const PROBES = [
  "email LIKE 'Canary%'",
  "email > 'D'",
  "length(email) = 17",
  "ssn LIKE '900%'",
  "EXISTS (SELECT 1 FROM customers c WHERE c.email LIKE 'C%')",
  "EXISTS (SELECT 1 FROM orders o WHERE o.region = 'US')",
  "(SELECT count(*) FROM orders) > 5",
  "(SELECT sum(total) FROM orders) > 1000",
  "(SELECT max(total) FROM orders WHERE status = 'twin') > 0",
  "(SELECT note FROM orders WHERE id = 1) = 'a'",
  "EXISTS (SELECT 1 FROM hidden_stuff WHERE secret LIKE 'canary%')",
  "abs(CASE WHEN (SELECT min(total) FROM orders) = 0 THEN -9223372036854775807 - 1 ELSE 1 END) = 1",
  "json(CASE WHEN (SELECT min(email) FROM customers) LIKE 'C%' THEN '{' ELSE '{}' END) IS NOT NULL",
];
const STATEMENTS = PROBES.flatMap((probe) => [
  `UPDATE customers SET plan = 'p' WHERE ${probe} RETURNING id, plan`,
  `UPDATE customers SET notes = CASE WHEN ${probe} THEN 'y' ELSE 'n' END WHERE id = 1`,
  `DELETE FROM archive WHERE id < 0 OR ${probe.replaceAll(/\b(email|ssn)\b/g, "(SELECT $1 FROM customers WHERE id = 1)")}`,
  `INSERT INTO archive (id, what) SELECT id + 100, plan FROM customers WHERE ${probe} RETURNING *`,
  `UPDATE archive SET what = 'x' WHERE id = 1 RETURNING (SELECT count(*) FROM customers WHERE ${probe})`,
  `UPDATE archive SET what = 'joined' FROM customers WHERE archive.id = customers.id AND ${probe}`,
]);
const MORE = [
  "UPDATE orders SET status = 'seen' WHERE 1000 / (total - 601) > -5000",
  "UPDATE orders SET status = 'seen' WHERE total > 0 RETURNING id, total, note",
  "DELETE FROM orders WHERE id = 60",
  "DELETE FROM orders WHERE region = 'US'",
  "UPDATE orders SET region = 'US' WHERE id = 1",
  "INSERT INTO orders (id, total, region) VALUES (70, 1, 'US')",
  "UPDATE customers SET ssn = 'x'",
  "UPDATE hidden_stuff SET secret = 'x'",
  "DELETE FROM customers",
  "UPDATE orders SET total = total + (SELECT count(*) FROM orders)",
];

let shops: readonly WritingShop[] = [];
beforeAll(async () => {
  const risk = `rules:\n  - { id: deletes, when: "write.verb == 'delete'", reason: It deletes. }\napprovals: { approve-within: 24h, execute-within: 1h, unsigned: false }\nundo: { keep: 7d, rows: 10000 }\n`;
  const row = "INSERT INTO archive VALUES (1, 'one', NULL), (2, 'two', NULL);";
  shops = await Promise.all(["", OTHER_SIDE].map((sql) => openWritingShop("sqlite", { risk, sql: row + sql })));
});
afterAll(() => Promise.all(shops.map((shop) => shop.close())));

/** Everything that a caller is told, but the names of requests, times, and pseudonyms: each side has a key of its own. */
async function told(shop: WritingShop, sql: string): Promise<unknown> {
  const answer = await shop.query(sql, { reason: "a probe" });
  if (answer.kind === "refused") return answer.refusal;
  const text = JSON.stringify(answer.result);
  return text.replaceAll(/_[0-9a-f]{16}"|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z/g, "…");
}

/** Rows changed, or that it failed; nothing stays changed. */
function raw(file: BetterSqlite3.Database, sql: string): string {
  file.exec("BEGIN");
  try {
    const statement = file.prepare(sql);
    return JSON.stringify(statement.reader ? statement.raw(true).all() : statement.run().changes);
  } catch {
    return "failed";
  } finally {
    file.exec("ROLLBACK");
  }
}

describe("writes on two files that differ out of sight [G-READ-NON-INTERFERENCE]", () => {
  it("can be told apart by who writes raw", () => {
    const files = shops.map((shop) => new BetterSqlite3(shop.place));
    const sharp = [...STATEMENTS, ...MORE].filter((sql) => new Set(files.map((file) => raw(file, sql))).size > 1);
    for (const file of files) file.close();
    expect(sharp.length).toBeGreaterThan(STATEMENTS.length / 2);
  });

  it.each([...STATEMENTS, ...MORE])("%s", async (sql) => {
    const [left, right] = await Promise.all(shops.map((shop) => told(shop, sql)));
    expect(right).toEqual(left);
  });
});
