// One row that is larger than an answer may be: said so, on both engines, in a result, in what RETURNING gives, and harmless in a preview.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const BIG = 12_000_000;

describe.each(["postgres", "sqlite"] as const)("a row larger than the cap on %s", (engine) => {
  let shop: WritingShop;
  const text = engine === "postgres" ? `repeat('x', ${BIG})` : `CAST(hex(zeroblob(${BIG / 2})) AS TEXT)`;

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      sql: `INSERT INTO archive VALUES (70, 'small', NULL), (71, ${text}, NULL);`,
    });
  });

  afterAll(() => shop.close());

  it("is a refusal that says what to do, and no empty result", async () => {
    const answer = await shop.query("SELECT id, what FROM archive WHERE id = 71");
    expect(answer).toMatchObject({ kind: "refused", refusal: { code: "result-too-large", rule: "limits" } });
  });

  it("ends a result that has rows before it, which says so", async () => {
    const answer = await shop.query("SELECT id, what FROM archive WHERE id >= 70 ORDER BY id");
    expect(answer).toMatchObject({ result: { row_count: 1, truncated: true, truncated_by: "bytes" } });
    expect(await shop.query("SELECT id, length(what) FROM archive WHERE id = 71")).toMatchObject({
      result: { rows: [[71, BIG]], truncated: false },
    });
    expect(await shop.query("SELECT what FROM archive WHERE id = 72")).toMatchObject({
      result: { rows: [], truncated: false },
    });
  });

  it("leaves nothing changed where RETURNING would give it", async () => {
    const answer = await shop.query("UPDATE archive SET at = 'now' WHERE id = 71 RETURNING what");
    expect(answer).toMatchObject({ kind: "refused", refusal: { code: "result-too-large" } });
    expect(await shop.raw("SELECT at FROM archive WHERE id = 71")).toEqual([[null]]);
    expect(await shop.query("UPDATE archive SET at = 'now' WHERE id = 71 RETURNING id")).toMatchObject({
      result: { status: "executed", rows: [[71]] },
    });
  });

  it("is cut short in a preview", async () => {
    const answer = await shop.query("DELETE FROM archive", { reason: "a test" });
    expect(answer).toMatchObject({ result: { status: "pending_approval", preview: { rows: expect.any(Array) } } });
  });
});
