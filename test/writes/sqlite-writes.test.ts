// What is peculiar to writes on SQLite: the forms of its statements, its keys and storage classes, its triggers, and what a caller could
// try to get past the masks with. Real files, through the whole gate.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { resultOf } from "../support/answers.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const SQL = `
CREATE TABLE pairs (a TEXT, b INTEGER, v, PRIMARY KEY (a, b)) WITHOUT ROWID;
INSERT INTO pairs VALUES ('x', 1, 'one'), ('x', 2, 2), ('y', 1, 2.5);
CREATE TABLE words (word TEXT PRIMARY KEY, n INTEGER);
INSERT INTO words VALUES ('alpha', 1), ('beta', 2);
CREATE TABLE values_of (id INTEGER PRIMARY KEY, v);
INSERT INTO values_of VALUES (1, NULL), (2, 9007199254740993), (3, 0.1), (4, 'it''s'), (5, X'00FF'), (6, 'a' || char(0) || 'b'), (7, CAST(X'FF41' AS TEXT)), (8, 9e999), (9, 5.0), (10, '5');
CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parents (id) ON DELETE SET NULL ON UPDATE CASCADE);
INSERT INTO parents VALUES (1, 'p'), (2, 'q'); INSERT INTO children VALUES (10, 1), (11, 1), (12, 2);
CREATE TABLE computed (id INTEGER PRIMARY KEY, n INTEGER, twice INTEGER GENERATED ALWAYS AS (n * 2) STORED);
INSERT INTO computed (id, n) VALUES (1, 4);
CREATE TABLE shy (rowid TEXT, _rowid_ TEXT, oid TEXT);
INSERT INTO shy VALUES ('a', 'b', 'c');
CREATE TABLE kept (id INTEGER PRIMARY KEY, v TEXT);
INSERT INTO kept VALUES (1, 'a'), (2, 'b');
CREATE TRIGGER kept_ignores BEFORE UPDATE ON kept WHEN OLD.id = 2 BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER kept_tells BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, 'canary told by a trigger'); END;
CREATE TABLE replacing (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, v TEXT);
CREATE VIRTUAL TABLE texts USING fts5 (t);
CREATE VIEW eu_orders AS SELECT id, total FROM orders WHERE region = 'EU';
`;
const RELATIONS = [
  "pairs: { a: internal, b: internal, v: internal }",
  "words: { word: internal, n: internal }",
  "values_of: { id: internal, v: internal }",
  "parents: { id: internal, name: internal }",
  "children: { id: internal, parent_id: internal }",
  "computed: { id: internal, n: internal, twice: internal }",
  "shy: { rowid: internal, _rowid_: internal, oid: internal }",
  "kept: { id: internal, v: internal }",
  "eu_orders: { id: internal, total: internal }",
  "replacing: { id: internal, v: internal }",
  "texts: { t: internal }",
]
  .map((line) => line.split(": {"))
  .map(([name, columns]) => `  main.${name}: { owners: [dora, erik], columns: {${columns} }\n`)
  .join("");
const GRANTS = [
  "pairs",
  "words",
  "values_of",
  "parents",
  "children",
  "computed",
  "shy",
  "kept",
  "eu_orders",
  "replacing",
  "texts",
]
  .map((name) => `    main.${name}: all\n`)
  .join("");
const CALM = `rules:\n  - { id: never, when: "false", reason: none }\napprovals: { approve-within: 24h, execute-within: 1h, unsigned: false }\nundo: { keep: 7d, rows: 10000 }\n`;

let shop: WritingShop;
beforeAll(async () => {
  shop = await openWritingShop("sqlite", { sql: SQL, relations: RELATIONS, grants: GRANTS, risk: CALM });
});
afterAll(() => shop.close());

async function codeOf(sql: string): Promise<string> {
  const answer = await shop.query(sql);
  return answer.kind === "refused" ? answer.refusal.code : String(resultOf(answer)["status"]);
}

/** Everything that the file holds but the markers. */
function fingerprint(): string {
  const file = new BetterSqlite3(shop.place, { readonly: true });
  const tables = file
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'gatehouse%' ORDER BY name",
    )
    .all();
  const hash = createHash("sha256");
  for (const { name } of tables) hash.update(JSON.stringify(file.prepare(`SELECT * FROM "${name}"`).raw(true).all()));
  file.close();
  return hash.digest("hex");
}

describe("statements of SQLite's own", () => {
  it.each([
    [
      "INSERT INTO archive (id, what) VALUES (1, 'a'), (2, 'b') RETURNING id, what",
      [
        [1, "a"],
        [2, "b"],
      ],
    ],
    ["INSERT OR IGNORE INTO archive (id, what) VALUES (1, 'z'), (3, 'c') RETURNING id", [[3]]],
    ["INSERT INTO archive (id, what) VALUES (3, 'z'), (4, 'd') ON CONFLICT (id) DO NOTHING RETURNING id", [[4]]],
    ["INSERT INTO archive DEFAULT VALUES RETURNING id", [[5]]],
    [
      "INSERT INTO archive SELECT id + 100, status, region FROM orders WHERE total > 250 RETURNING id, at",
      [
        [103, "EU"],
        [105, "EU"],
      ],
    ],
    [
      "WITH big AS (SELECT id, total FROM orders WHERE total >= 300) INSERT INTO archive (id, what) SELECT id + 200, total FROM big RETURNING *",
      [
        [203, "300", null],
        [205, "500", null],
      ],
    ],
    ["INSERT INTO heap (a, b) VALUES (2, 'two') RETURNING *", [[2, "two"]]],
    ["UPDATE heap SET b = b || '!' WHERE a = 1 RETURNING *", [[1, "one!"]]],
    ["DELETE FROM heap WHERE a = 2 RETURNING b", [["two"]]],
    [
      "UPDATE main.orders AS o SET status = c.country FROM customers c WHERE c.id = o.customer_id AND o.id = 5 RETURNING id, status",
      [[5, "DE"]],
    ],
    [
      "UPDATE orders SET status = d.s FROM (SELECT 1 AS i, 'x' AS s) d JOIN customers c ON c.id = d.i WHERE orders.id = d.i RETURNING status",
      [["x"]],
    ],
    [
      "UPDATE orders SET total = total + (SELECT count(*) FROM order_items i WHERE i.order_id = orders.id) WHERE id = 1 RETURNING total",
      [[102]],
    ],
    ["UPDATE orders SET total = (SELECT max(total) FROM orders) WHERE id = 1 RETURNING total", [[500]]],
    ["UPDATE pairs SET v = upper(v) WHERE a = 'x' AND b = 1 RETURNING a, b, v", [["x", 1, "ONE"]]],
    ["UPDATE pairs SET a = 'z', b = b + 10 WHERE a = 'y' RETURNING a, b, v", [["z", 11, 2.5]]],
    ["DELETE FROM pairs WHERE (a, b) IN (VALUES ('x', 2)) RETURNING v", [[2]]],
    ["UPDATE words SET word = 'gamma' WHERE word = 'beta' RETURNING word, n", [["gamma", 2]]],
    ["UPDATE values_of SET id = '40' WHERE id = 4 RETURNING id, v", [[40, "it's"]]],
    ["UPDATE computed SET n = 5 WHERE id = 1 RETURNING twice", [[10]]],
    ["UPDATE customers SET plan = 'vip' WHERE email LIKE '%nobody%' RETURNING id", []],
  ])("%s", async (sql, rows) => {
    expect(resultOf(await shop.query(sql))).toMatchObject({ status: "executed", rows });
  });

  it("numbers bare parameters as they are written, wherever they stand", async () => {
    const sql =
      "WITH w (x) AS (SELECT ?) UPDATE archive SET what = ? || (SELECT x FROM w), at = ? WHERE id = ? RETURNING what, at, ?";
    const answer = await shop.query(sql, { parameters: ["w", "a", "t", 1, "r"] });
    expect(resultOf(answer)).toMatchObject({ rows: [["aw", "t", "r"]] });
  });

  it.each([
    ["REPLACE INTO archive (id) VALUES (7), (7)", "ambiguous-rows"],
    ["INSERT OR REPLACE INTO archive (id) VALUES (1) ON CONFLICT DO NOTHING", "construct-not-allowed"],
    ["INSERT INTO archive (id) VALUES (1) ON CONFLICT (id + 0) DO UPDATE SET what = 'x'", "construct-not-allowed"],
    ["UPDATE OR IGNORE parents SET id = 7", "ambiguous-rows"],
    ["UPDATE archive SET (what, at) = ('x')", "invalid-statement"],
    ["UPDATE archive SET what = 'x' ORDER BY id LIMIT 1", "construct-not-allowed"],
    ["DELETE FROM archive WHERE id = 1 LIMIT 1", "construct-not-allowed"],
    ["UPDATE heap SET rowid = 5", "unknown-column"],
    ["DELETE FROM heap WHERE rowid = 1", "unknown-column"],
    ["UPDATE heap SET b = gatehouse_key_1", "construct-not-allowed"],
    ["DELETE FROM archive RETURNING rowid", "unknown-column"],
    ["UPDATE orders SET total = 1 RETURNING *, (SELECT gatehouse_token('x', 1))", "construct-not-allowed"],
    ["DELETE FROM sqlite_sequence", "catalog-not-allowed"],
    ["DELETE FROM temp.gatehouse_rows", "catalog-not-allowed"],
    ["DELETE FROM gatehouse_writes", "unknown-table"],
    ["SELECT * FROM gatehouse_writes", "unknown-table"],
    ["DELETE FROM hidden_stuff", "unknown-table"],
    ["UPDATE eu_orders SET total = 1", "write-target"],
    ["UPDATE shy SET rowid = 'z'", "write-target"],
    ["INSERT INTO computed (id, twice) VALUES (9, 9)", "write-target"],
    ["INSERT INTO archive (id, what) VALUES (1)", "invalid-statement"],
    ["WITH orders AS (SELECT 1 AS id) DELETE FROM orders", "construct-not-allowed"],
    ["UPDATE archive SET what = load_extension('x')", "function-not-allowed"],
    ["UPDATE orders SET region = 'US' WHERE id = 1", "out-of-sight"],
    ["INSERT INTO orders (id, total, region) VALUES (99, 1, 'US')", "out-of-sight"],
    ["UPDATE orders SET status = 'n' FROM customers", "ambiguous-rows"],
    ["INSERT INTO orders (id, customer_id, total, region) VALUES (98, 77, 1, 'EU')", "constraint"],
    ["INSERT INTO orders (id, total, region) VALUES (97, -5, 'EU')", "constraint"],
    ["UPDATE kept SET v = 'k'", "effect-differs"],
    ["DELETE FROM kept WHERE id = 1", "constraint"],
    ["UPDATE archive SET what = max(what)", "construct-not-allowed"],
    ["UPDATE archive SET what = row_number() OVER (ORDER BY id)", "construct-not-allowed"],
    ["UPDATE archive SET what = 'x' RETURNING count(*)", "construct-not-allowed"],
    ["INSERT INTO replacing VALUES (1, 'x')", "write-target"],
    ["INSERT INTO texts (t) VALUES ('x')", "write-target"],
    ["DROP TABLE archive", "statement-kind"],
  ])("%s is refused (%s) and changes nothing", async (sql, code) => {
    const before = fingerprint();
    expect(await codeOf(sql)).toBe(code);
    expect(fingerprint()).toBe(before);
  });
});

describe("what a write tells [G-masks-not-stored]", () => {
  const CANARY = /canary|900-55/i;
  it.each([
    "UPDATE customers SET notes = email",
    "UPDATE customers SET notes = lower(email) WHERE id = 1",
    "UPDATE customers SET notes = ssn",
    "UPDATE customers SET notes = CASE WHEN email LIKE 'c%' THEN 'y' ELSE 'n' END",
    "UPDATE customers SET notes = (SELECT max(email) FROM customers)",
    "UPDATE customers SET notes = (SELECT e FROM (SELECT email AS e FROM customers) LIMIT 1)",
    "WITH c AS (SELECT email AS e FROM customers) UPDATE customers SET notes = (SELECT e FROM c LIMIT 1)",
    "WITH c (e) AS (SELECT full_name FROM customers UNION SELECT 'x') UPDATE archive SET what = c.e FROM c",
    "UPDATE archive SET what = (WITH q AS (SELECT customers.email AS z) SELECT z FROM q) FROM customers",
    "UPDATE archive SET what = (SELECT value FROM json_each(json_array(customers.email))) FROM customers",
    "UPDATE archive SET what = j.value FROM customers, json_each('[\"' || customers.email || '\"]') j",
    "UPDATE customers SET notes = (SELECT c.email FROM customers c WHERE c.id = customers.id)",
    "UPDATE archive SET what = x.email FROM customers x WHERE x.id = archive.id",
    "INSERT INTO archive (id, what) SELECT id + 700, email FROM customers",
    "INSERT INTO archive (id, what) SELECT 701, group_concat(full_name) FROM customers",
    "INSERT INTO archive (id, what) VALUES (702, (SELECT min(ssn) FROM customers))",
    "INSERT INTO archive SELECT * FROM (SELECT id + 800, email, 'x' FROM customers)",
    "UPDATE orders SET status = note",
  ])("%s stores no mask", async (sql) => {
    const before = fingerprint();
    const answer = await shop.query(sql);
    const told = JSON.stringify(answer);
    expect(told).not.toMatch(CANARY);
    expect(answer.kind === "refused" ? answer.refusal.code : "ran").toMatch(
      /^(masked-value-stored|invalid-statement|unknown-column)$/,
    );
    expect(fingerprint()).toBe(before);
  });

  it.each([
    [
      "a row that a filter hides raises",
      "UPDATE orders SET status = 'x' WHERE abs(CASE WHEN region = 'US' THEN -9223372036854775807 - 1 ELSE 1 END) < 0",
      0,
    ],
    ["a hidden row divides by zero", "UPDATE orders SET status = status WHERE id = 2 OR id = 4", 0],
    [
      "a raw value is compared",
      "UPDATE customers SET notes = 'hit' WHERE email LIKE 'Canary%' OR full_name LIKE 'Canary%'",
      0,
    ],
    [
      "a join finds a hidden row",
      "DELETE FROM order_items WHERE order_id IN (SELECT id FROM orders WHERE total = 200)",
      0,
    ],
  ])("%s: nothing happens", async (_, sql, rows) => {
    const before = fingerprint();
    expect(resultOf(await shop.query(sql))).toMatchObject({ row_count: rows });
    expect(fingerprint()).toBe(before);
  });

  it.each([
    "UPDATE customers SET country = 'FR' WHERE id = 1 RETURNING *",
    "UPDATE customers SET country = 'FR' WHERE id = 2 RETURNING email || full_name, length(email), (SELECT group_concat(email) FROM customers)",
    "UPDATE customers SET country = 'FR' WHERE id = 3 RETURNING (SELECT note FROM orders WHERE id = 2)",
    "UPDATE audited SET v = 'w' RETURNING *",
  ])("%s returns masks and rows in sight alone", async (sql) => {
    const answer = await shop.query(sql);
    expect(resultOf(answer)).toMatchObject({ status: "executed" });
    expect(JSON.stringify(answer)).not.toMatch(CANARY);
  });

  it("says nothing of a value when a constraint refuses it [G-READ-ERRORS-ARE-OURS]", async () => {
    for (const sql of [
      "INSERT INTO customers (id, email) VALUES (50, 'Canary1@x.example')",
      "INSERT INTO customers (id, email) VALUES (1, 'nobody@x.example')",
      "DELETE FROM kept WHERE id = 1",
    ]) {
      const answer = await shop.query(sql);
      expect(answer.kind).toBe("refused");
      const { refusal } = answer.kind === "refused" ? answer : { refusal: null };
      expect([refusal?.code, refusal?.message]).toEqual([
        "constraint",
        "A constraint of the database refuses the change, and nothing was changed.",
      ]);
    }
  });

  it("says the column that a statement gets wrong", async () => {
    const answer = await shop.query("UPDATE orders SET total = totl + 1");
    expect(answer).toMatchObject({ kind: "refused", refusal: { code: "unknown-column" } });
  });
});

describe("what else a write changes", () => {
  it("is counted through triggers and cascades before anybody is asked", async () => {
    const trail = await shop.raw("SELECT count(*) FROM audit_trail");
    expect(resultOf(await shop.query("UPDATE audited SET v = 'again' WHERE id = 1"))).toMatchObject({
      effect: [
        { table: "main.audited", verb: "update", cause: "trigger" },
        { table: "main.audited", verb: "update", rows: 1, cause: "statement" },
      ],
    });
    expect(await shop.raw("SELECT count(*) FROM audit_trail")).toEqual([[Number(trail[0]?.[0]) + 1]]);
    expect(resultOf(await shop.query("DELETE FROM parents WHERE id = 1"))).toMatchObject({
      effect: [
        { table: "main.children", verb: "update", rows: 2, cause: "cascade" },
        { table: "main.parents", verb: "delete", rows: 1, cause: "statement" },
      ],
    });
    expect(resultOf(await shop.query("UPDATE parents SET id = 20 WHERE id = 2"))).toMatchObject({
      effect: [
        { table: "main.children", verb: "update", rows: 1, cause: "cascade" },
        { table: "main.parents", verb: "update", rows: 1, cause: "statement" },
      ],
    });
    expect(await shop.raw("SELECT id, parent_id FROM children ORDER BY id")).toEqual([
      [10, null],
      [11, null],
      [12, 20],
    ]);
  });
});

describe("a write that is taken back", () => {
  async function revert(id: string): Promise<void> {
    const reverted = resultOf(
      await revertWrite({ id, reason: "it was wrong", waitSeconds: 0 }, shop.contextOf("dora")),
    );
    if (reverted["status"] === "executed") return;
    const inverse = String(reverted["request"]);
    const decision = await signedDecision(inverse, { by: "erik", shop });
    expect((await decideApproval(inverse, decision, shop.opened.gatehouse)).kind).toBe("decided");
    expect(resultOf(await shop.ask({ request: inverse, as: "dora" }))).toMatchObject({ status: "executed" });
  }

  const DUMP = {
    orders: "SELECT * FROM orders ORDER BY id",
    archive: "SELECT id, quote(what), quote(at) FROM archive ORDER BY id",
    values_of: "SELECT id, typeof(v), hex(v), quote(v) FROM values_of ORDER BY id",
    words: "SELECT * FROM words ORDER BY n",
    heap: "SELECT * FROM heap ORDER BY a",
    pairs: "SELECT a, b, typeof(v), quote(v) FROM pairs ORDER BY a, b",
  };

  it.each([
    ["values_of", "UPDATE values_of SET v = 'all the same'"],
    ["values_of", "DELETE FROM values_of"],
    ["values_of", "INSERT INTO values_of (v) VALUES (1), (2.5), ('x'), (NULL), (X'01')"],
    ["values_of", "UPDATE values_of SET id = id + 1000"],
    ["words", "UPDATE words SET word = word || '-', n = n + 1"],
    ["pairs", "UPDATE pairs SET b = b + 1, v = NULL"],
    ["pairs", "DELETE FROM pairs"],
    ["heap", "UPDATE heap SET b = 'changed'"],
    ["heap", "DELETE FROM heap"],
    ["heap", "INSERT INTO heap VALUES (77, 'x')"],
    ["archive", "DELETE FROM archive WHERE id < 100"],
  ] as const)("leaves %s as it was before %s", async (table, sql) => {
    const before = await shop.raw(DUMP[table]);
    const { request } = resultOf(await shop.query(sql));
    expect(await shop.raw(DUMP[table])).not.toEqual(before);
    await revert(String(request));
    expect(await shop.raw(DUMP[table])).toEqual(before);
  });

  it("is not when its rows have moved on", async () => {
    const { request } = resultOf(await shop.query("UPDATE words SET n = 50 WHERE word LIKE 'a%'"));
    await shop.raw("UPDATE words SET n = 51 WHERE n = 50");
    const reverted = await revertWrite({ id: String(request), reason: "x", waitSeconds: 0 }, shop.contextOf("dora"));
    expect(reverted).toMatchObject({ kind: "refused", refusal: { code: "revert-conflict" } });
  });
});

describe("the file", () => {
  it("holds one marker for each write that was committed, and none of others", async () => {
    const count = async () => Number((await shop.raw("SELECT count(*) FROM gatehouse_writes"))[0]?.[0]);
    const before = await count();
    await shop.query("UPDATE archive SET at = 'now' WHERE id = 1");
    await shop.query("UPDATE archive SET at = 'never' WHERE id = -1");
    await shop.query("UPDATE orders SET region = 'US' WHERE id = 1");
    expect(await count()).toBe(before + 1);
    expect(readFileSync(shop.place).subarray(0, 15).toString()).toBe("SQLite format 3");
  });

  it("is answered for when somebody else is writing it", async () => {
    const other = new BetterSqlite3(shop.place);
    other.exec("BEGIN IMMEDIATE");
    expect(await codeOf("UPDATE archive SET at = 'later' WHERE id = 1")).toBe("database-busy");
    other.exec("ROLLBACK");
    other.close();
    expect(await codeOf("UPDATE archive SET at = 'later' WHERE id = 1")).toBe("executed");
  });
});
