// Statements that are several writes on PostgreSQL: upserts, MERGE and writes inside WITH. Each step needs its grant, is weighed by the
// rules of risk, shown apart in the preview and bound by the approval; all of them are taken back together.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { resultOf } from "../support/answers.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const RISK = `rules:
  - { id: deletes, when: "write.verb == 'delete'", reason: "It deletes rows." }
  - { id: updates-orders, when: "write.verb == 'update' && write.table == 'public.orders'", reason: "It updates orders." }
  - { id: many, when: "write.rows > 3", reason: "It changes more than three rows." }
approvals: { pending: 1000 }
`;

const SQL = `CREATE TABLE stock (sku text PRIMARY KEY, n integer, price integer);
INSERT INTO stock VALUES ('a', 1, 10), ('b', 2, 20);
ALTER TABLE customers ADD COLUMN pg_sleep text, ADD CONSTRAINT hidden_key UNIQUE (pg_sleep);
CREATE TABLE coded (id integer PRIMARY KEY, code text, live boolean DEFAULT true);
CREATE UNIQUE INDEX coded_live ON coded (code) WHERE live;
CREATE UNIQUE INDEX coded_lower ON coded (lower(code));
`;
const RELATIONS = `  public.stock: { owners: [dora, erik], columns: { sku: internal, n: internal, price: internal } }
  public.coded: { owners: [dora], columns: { id: internal, code: internal, live: internal } }
`;
const GRANTS = `    public.stock: { insert: [sku, n, price], update: [n] }
    public.coded: all
`;

let shop: WritingShop;

beforeAll(async () => {
  shop = await openWritingShop("postgres", { risk: RISK, sql: SQL, relations: RELATIONS, grants: GRANTS });
});
afterAll(() => shop.close());

function refused(answer: Answer<object>): Record<string, unknown> {
  return answer.kind === "refused" ? { ...answer.refusal } : {};
}

const stock = () => shop.raw("SELECT sku, n, price FROM stock ORDER BY sku");

describe("a statement of several writes on PostgreSQL", () => {
  it("shows inserted and updated rows apart, before and after [G-WRITE-GOVERNED]", async () => {
    const sql = `INSERT INTO orders (id, customer_id, total, region) VALUES (1, 1, 7, 'EU'), (70, 1, 8, 'EU')
      ON CONFLICT (id) DO UPDATE SET total = excluded.total`;
    const result = resultOf(await shop.query(sql, { reason: "" }));
    expect(result).toMatchObject({
      status: "approval_needed",
      risk: [{ rule: "updates-orders" }],
      effect: [
        { table: "public.orders", verb: "insert", rows: 1 },
        { table: "public.orders", verb: "update", rows: 1 },
      ],
    });
    const preview = JSON.parse(JSON.stringify(result["preview"]));
    const total = preview.columns.indexOf("total");
    const shown = preview.rows.map((row: { before: string[] | null; after: string[] }) => [
      row.before?.[total] ?? null,
      row.after[total],
    ]);
    expect(shown).toEqual([
      ["100", "7"],
      [null, "8"],
    ]);
  });

  it("shows each table's rows under its name", async () => {
    const sql = `WITH gone AS (DELETE FROM order_items WHERE order_id = 3 RETURNING order_id, product)
      INSERT INTO archive (id, what) SELECT order_id, product FROM gone`;
    const result = resultOf(await shop.query(sql, { reason: "" }));
    expect(result).toMatchObject({
      preview: {
        relation: "public.order_items",
        rows: [{ before: ["3", "1", "p1", "3"], after: null }],
        also: [{ relation: "public.archive", rows: [{ before: null, after: ["3", "p1"] }] }],
      },
    });
  });

  it("needs the grant of each verb, by column", async () => {
    const upsert = (set: string) =>
      shop.query(`INSERT INTO stock (sku, n, price) VALUES ('a', 5, 50) ON CONFLICT (sku) DO UPDATE SET ${set}`);
    expect(refused(await upsert("price = excluded.price"))).toMatchObject({ code: "write-not-granted" });
    expect(refused(await shop.query("WITH d AS (DELETE FROM stock) SELECT 1"))).toMatchObject({
      code: "write-not-granted",
    });
    const merge = "MERGE INTO stock t USING (SELECT 'a' AS sku) s ON t.sku = s.sku WHEN MATCHED THEN DELETE";
    expect(refused(await shop.query(merge))).toMatchObject({ code: "write-not-granted" });
    expect(resultOf(await upsert("n = stock.n + excluded.n"))).toMatchObject({ status: "executed", row_count: 1 });
    expect(await stock()).toEqual([
      ["a", 6, 10],
      ["b", 2, 20],
    ]);
  });

  it("counts the rows of all steps on a table", async () => {
    const sql = `INSERT INTO stock (sku, n) SELECT chr(96 + g), 0 FROM generate_series(1, 4) g ON CONFLICT (sku) DO UPDATE SET n = 0`;
    expect(resultOf(await shop.query(sql, { reason: "" }))).toMatchObject({ risk: [{ rule: "many" }] });
  });

  it("goes stale when a row that was to be inserted is there by now [G-WRITE-STALE]", async () => {
    const sql = `INSERT INTO orders (id, customer_id, total, region) VALUES (1, 1, 9, 'EU'), (71, 1, 8, 'EU')
      ON CONFLICT (id) DO UPDATE SET total = excluded.total`;
    const id = String(resultOf(await shop.query(sql, { reason: "for the test" }))["request"]);
    const decided = await decideApproval(id, await signedDecision(id, { by: "dora", shop }), shop.opened.gatehouse);
    expect(decided.kind).not.toBe("refusal");
    await shop.raw("INSERT INTO orders VALUES (71, 1, 1, 'EU', 'open', NULL)");
    expect(refused(await shop.query(sql))).toMatchObject({ code: "approval-stale" });
    expect(await shop.raw("SELECT total FROM orders WHERE id IN (1, 71) ORDER BY id")).toEqual([[100], [1]]);
    await shop.raw("DELETE FROM orders WHERE id = 71");
  });

  it("says what a key that pairs nothing is to be replaced by", async () => {
    const upsert = (conflict: string) =>
      shop.query(`INSERT INTO coded (id, code) VALUES (1, 'x') ON CONFLICT ${conflict} DO UPDATE SET code = 'y'`);
    expect(refused(await upsert("(lower(code))"))).toMatchObject({ code: "construct-not-allowed" });
    expect(refused(await upsert("(code) WHERE live"))).toMatchObject({ code: "construct-not-allowed" });
    const unknown = refused(await upsert("(code)"));
    expect(unknown).toMatchObject({ message: "ON CONFLICT names no unique key that you see." });
    expect(refused(await upsert("ON CONSTRAINT nothing_of_the_kind"))).toMatchObject({ message: unknown["message"] });
  });

  it("tells a key of hidden columns from none no more than a hidden column from none", async () => {
    const named = (name: string) => (sql: string) => sql.replaceAll("KEY", name);
    for (const sql of [
      "INSERT INTO customers (id, country) VALUES (9, 'DE') ON CONFLICT ON CONSTRAINT KEY DO UPDATE SET notes = 'x'",
      "INSERT INTO customers (id, country) VALUES (9, 'DE') ON CONFLICT ON CONSTRAINT KEY DO UPDATE SET notes = excluded.country RETURNING id",
      "WITH a AS (INSERT INTO customers (id, pg_sleep) VALUES (9, 'x') ON CONFLICT ON CONSTRAINT KEY DO UPDATE SET notes = 'x') SELECT 1",
    ]) {
      const [hidden, none] = [await shop.query(named("hidden_key")(sql)), await shop.query(named("nothing")(sql))];
      expect(refused(hidden)).toMatchObject({ kind: "refusal" });
      expect(refused(hidden)).toEqual(refused(none));
    }
  });

  it("is answered alike whether a row out of sight or a rival in the statement breaks a constraint", async () => {
    const hidden = `INSERT INTO orders (id, region) VALUES (2, 'EU') ON CONFLICT (id) DO UPDATE SET total = 0`;
    expect(refused(await shop.query(hidden))).toMatchObject({ sqlstate: "23505" });
    expect(await shop.raw("SELECT total FROM orders WHERE id = 2")).toEqual([[200]]);
    const twice = `INSERT INTO stock (sku, n) VALUES ('q', 1), ('q', 2) ON CONFLICT (sku) DO UPDATE SET n = excluded.n`;
    expect(refused(await shop.query(twice))).toMatchObject({ code: "ambiguous-rows" });
  });

  it("is taken back whole: what was inserted goes, what was updated is as it was", async () => {
    const before = await stock();
    const sql = `INSERT INTO stock (sku, n, price) VALUES ('b', 9, 9), ('c', 3, 30) ON CONFLICT (sku) DO UPDATE SET n = excluded.n`;
    const written = resultOf(await shop.query(sql, { as: "dora" }));
    expect(written).toMatchObject({ status: "executed", row_count: 2 });
    const back = { id: String(written["request"]), reason: "back", waitSeconds: 0 };
    const asked = resultOf(await revertWrite(back, shop.contextOf("dora")));
    const id = String(asked["request"]);
    expect(asked).toMatchObject({ status: "pending_approval", risk: [{ rule: "deletes" }] });
    expect(
      await decideApproval(id, await signedDecision(id, { by: "erik", shop }), shop.opened.gatehouse),
    ).toBeTruthy();
    expect(resultOf(await revertWrite(back, shop.contextOf("dora")))).toMatchObject({ status: "executed" });
    expect(await stock()).toEqual(before);
  });

  it("says which values of new rows the database alone gives", async () => {
    const sql = `WITH new AS (INSERT INTO audited (id) VALUES (50) RETURNING id, v) UPDATE orders SET status = (SELECT v FROM new) WHERE id = 1`;
    const answer = await shop.ask({ sql, reason: "for the test" });
    const id = String(resultOf(answer)["request"]);
    const found = await shop.opened.gatehouse.approvals.read(id);
    expect(found?.filed.request.effect.notPreviewed).toContainEqual(expect.stringContaining("audited"));
  });
});

it("RETURNING * of a write that joins other tables is refused, for it could give the changed table's columns alone", async () => {
  for (const sql of [
    "UPDATE orders SET note = 'x' FROM customers c WHERE c.id = orders.customer_id RETURNING *",
    "DELETE FROM order_items USING orders o WHERE o.id = order_items.order_id RETURNING *",
  ])
    expect(refused(await shop.query(sql))).toMatchObject({ code: "construct-not-allowed" });
  const named = await shop.query(
    "UPDATE orders o SET note = 'x' FROM customers c WHERE c.id = o.customer_id AND o.id = 1 RETURNING o.id",
    { reason: "a test" },
  );
  expect(refused(named)).not.toMatchObject({ code: "construct-not-allowed" });
});
