// A write costs the server no more memory than its caps, whatever it returns and however much it changes.

import { afterAll, beforeAll, expect, it } from "vitest";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;

beforeAll(async () => {
  shop = await openWritingShop("postgres", {
    sql: "INSERT INTO archive SELECT i, 'x' FROM generate_series(1, 50) AS i;",
  });
});

afterAll(() => shop.close());

it("sends back no more of RETURNING than fits, and says so", async () => {
  const all = await shop.query("UPDATE archive SET what = 'y' WHERE id <= 10 RETURNING id, what");
  expect(all).toMatchObject({ result: { row_count: 10, truncated: false } });
  const some = await shop.query("UPDATE archive SET what = 'z' WHERE id <= 10 RETURNING repeat('x', 300000)");
  expect(some).toMatchObject({ result: { status: "executed", truncated: true, truncated_by: "bytes" } });
  const none = await shop.query("UPDATE archive SET what = 'w' WHERE id <= 10 RETURNING repeat('x', 5000000)");
  expect(none).toMatchObject({ kind: "refused", refusal: { code: "result-too-large" } });
  expect(await shop.raw("SELECT DISTINCT what FROM archive WHERE id <= 10")).toEqual([["z"]]);
});

it("asks people about a change too large to be taken back", async () => {
  const large = await shop.query("UPDATE archive SET what = repeat('x', 9000000) WHERE id <= 4");
  expect(large).toMatchObject({ result: { status: "approval_needed", risk: [{ rule: "irreversible" }] } });
});
