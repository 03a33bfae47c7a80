// Writes through the gate on a real database: what runs at once, what waits for people, what is refused, and what the database then holds.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { codeOf, resultOf } from "../support/answers.ts";
import { decideOn } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;

const approve = (id: string, by: string) => decideOn(id, { by, shop });

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";
  const parameter = engine === "postgres" ? "$1" : "?1";

  beforeAll(async () => {
    shop = await openWritingShop(engine);
  });
  afterAll(() => shop.close());

  describe("a write of low risk", () => {
    it("runs at once and returns rows as the caller sees them", async () => {
      const written = resultOf(
        await shop.query(`UPDATE customers SET plan = ${parameter} WHERE id = 1 RETURNING id, email, plan`, {
          parameters: ["silver"],
        }),
      );
      expect(written).toMatchObject({ status: "executed", rows: [[1, "[redacted]", "silver"]], row_count: 1 });
      expect(await shop.raw("SELECT plan, email FROM customers WHERE id = 1")).toEqual([
        ["silver", "Canary1@x.example"],
      ]);
    });

    it("changes only rows that the caller sees", async () => {
      const written = resultOf(await shop.query("UPDATE orders SET total = total + 1 WHERE id IN (1, 2, 3)"));
      expect(written).toMatchObject({ row_count: 2 });
      expect(await shop.raw("SELECT total FROM orders WHERE id IN (1, 2, 3) ORDER BY id")).toEqual([
        [101],
        [200],
        [301],
      ]);
    });

    it("neither makes nor leaves a row that the caller could not see", async () => {
      expect(codeOf(await shop.query("UPDATE orders SET region = 'US' WHERE id = 1"))).toBe("out-of-sight");
      expect(
        codeOf(await shop.query("INSERT INTO orders (id, customer_id, total, region) VALUES (12, 1, 5, 'US')")),
      ).toBe("out-of-sight");
      expect(await shop.raw("SELECT region FROM orders WHERE id IN (1, 12)")).toEqual([["EU"]]);
    });

    it("inserts with literals in their columns' types", async () => {
      const written = resultOf(
        await shop.query(
          "INSERT INTO orders (id, customer_id, total, region) VALUES (10, 1, 5, 'EU'), (11, 2, '6', 'EU') RETURNING id, total",
        ),
      );
      expect(written).toMatchObject({
        rows: [
          [10, 5],
          [11, 6],
        ],
      });
    });
  });

  describe("masked values [G-masks-not-stored]", () => {
    it("choose rows and are never stored", async () => {
      for (const sql of [
        "UPDATE customers SET notes = ssn",
        "UPDATE customers SET notes = lower(c.ssn) FROM customers c WHERE c.id = customers.id",
        "INSERT INTO archive (id, what) SELECT id, full_name FROM customers",
        "UPDATE customers SET notes = (SELECT max(email) FROM customers)",
        "INSERT INTO archive (id, what) SELECT 900, string_agg(email, ',') FROM customers",
      ]) {
        expect([sql, codeOf(await shop.query(sql))]).toEqual([sql, "masked-value-stored"]);
      }
      const [row] = await shop.raw("SELECT CAST(count(*) AS integer) FROM archive");
      expect(row).toEqual([0]);
    });

    it("give no way to a hidden row by an error", async () => {
      expect(resultOf(await shop.query("UPDATE orders SET status = 'x' WHERE 1 / (total - 200) > 5"))).toMatchObject({
        row_count: 0,
      });
    });
  });

  describe("a write of high risk", () => {
    it("asks for a reason, waits for people, runs once and can be taken back", async () => {
      const sql = `UPDATE customers SET notes = 'all', plan = ${engine === "postgres" ? "DEFAULT" : "'free'"}`;
      const before = await shop.raw("SELECT * FROM customers ORDER BY id");
      expect(resultOf(await shop.query(sql))).toMatchObject({ status: "approval_needed" });
      const pending = resultOf(await shop.query(sql, { reason: "A new start." }));
      expect(pending).toMatchObject({
        status: "pending_approval",
        effect: [{ table: `${schema}.customers`, rows: 3 }],
      });
      const id = String(pending["request"]);
      expect(resultOf(await shop.query(sql, { reason: "again" }))).toMatchObject({ request: id });
      expect(await approve(id, "olga")).toBe("approver-excluded");
      expect(await approve(id, "dora")).toBe("decided");
      expect(resultOf(await shop.ask({ request: id }))).toMatchObject({ status: "executed", row_count: 3 });
      expect(resultOf(await shop.ask({ request: id }))).toMatchObject({ status: "executed", row_count: 3 });
      expect(await shop.raw("SELECT notes, plan FROM customers ORDER BY id")).toEqual([
        ["all", "free"],
        ["all", "free"],
        ["all", "free"],
      ]);
      const reverted = resultOf(
        await revertWrite({ id, reason: "it was wrong", waitSeconds: 0 }, shop.contextOf("erik")),
      );
      const inverse = String(reverted["request"]);
      if (reverted["status"] === "pending_approval") {
        expect(await approve(inverse, "dora")).toBe("decided");
        expect(resultOf(await shop.ask({ request: inverse, as: "erik" }))).toMatchObject({ status: "executed" });
      }
      expect(await shop.raw("SELECT * FROM customers ORDER BY id")).toEqual(before);
      expect(codeOf(await revertWrite({ id, reason: "again", waitSeconds: 0 }, shop.contextOf("erik")))).toBe(
        "revert-conflict",
      );
    });

    it("does not run when the rows have moved on", async () => {
      const sql = "UPDATE customers SET notes = 'late'";
      const pending = resultOf(await shop.query(sql, { reason: "tidy" }));
      const id = String(pending["request"]);
      expect(await approve(id, "erik")).toBe("decided");
      await shop.raw("UPDATE customers SET country = 'FR' WHERE id = 2");
      expect(codeOf(await shop.ask({ request: id }))).toBe("approval-stale");
      expect(await shop.raw("SELECT CAST(count(*) AS integer) FROM customers WHERE notes = 'late'")).toEqual([[0]]);
    });

    it("says how many rows of other tables it would change", async () => {
      const asked = resultOf(await shop.query("DELETE FROM orders WHERE id = 3", { reason: "obsolete" }));
      expect(asked).toMatchObject({ status: "pending_approval" });
      expect(asked["effect"]).toEqual([
        { table: `${schema}.order_items`, verb: "delete", rows: 1, cause: "cascade" },
        { table: `${schema}.orders`, verb: "delete", rows: 1, cause: "statement" },
      ]);
    });
  });
});
