// On SQLite too: what an approval is bound to leaves out what the clock alone decides, and a table out of sight is not there.

import { afterAll, beforeAll, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { requestApproval } from "../../src/gate/writing/request-approval.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;

beforeAll(async () => {
  shop = await openWritingShop("sqlite", { risk: 'rules: [{ id: always, when: "true", reason: "Looked at." }]\n' });
});

afterAll(() => shop.close());

function said(answer: Answer<object>): string {
  if (answer.kind === "refused") return answer.refusal.code;
  return "status" in answer.result ? String(answer.result.status) : "";
}

/** Files the write, has it approved, lets the data move, and says what became of it. */
async function runAfter(sql: string, moves: string): Promise<string> {
  const filed = await shop.query(sql, { reason: "for the test" });
  const id = filed.kind === "released" && "request" in filed.result ? filed.result.request : "";
  await decideApproval(id, await signedDecision(id, { by: "dora", shop }), shop.opened.gatehouse);
  await shop.raw(moves);
  return said(await shop.ask({ request: id }));
}

it("a value that moved makes an INSERT stale, beside one of the clock [G-WRITE-STALE]", async () => {
  const insert =
    "INSERT INTO archive (id, what, at) SELECT id + 500, country, datetime('now') FROM customers WHERE id = 1";
  expect(await runAfter(insert, "UPDATE customers SET country = 'ES' WHERE id = 1")).toBe("approval-stale");
  expect(await shop.raw("SELECT id FROM archive")).toEqual([]);
});

it("what was approved for one database runs on no other that stands in its place [G-WRITE-STALE]", async () => {
  const insert = "INSERT INTO archive (id, what, at) VALUES (700, 'x', 'y')";
  const filed = await shop.query(insert, { reason: "for the test" });
  const id = filed.kind === "released" && "request" in filed.result ? (filed.result.request ?? "") : "";
  await decideApproval(id, await signedDecision(id, { by: "dora", shop }), shop.opened.gatehouse);
  const context = shop.contextOf();
  const databases = new Map([...context.gatehouse.databases].map(([name, database]) => [name, elsewhere(database)]));
  const resumed = { database: null, sql: null, parameters: [], reason: null, request: id, waitSeconds: 0 };
  const answer = await requestApproval(resumed, { ...context, gatehouse: { ...context.gatehouse, databases } });
  expect(said(answer)).toBe("stale");
  expect(await shop.raw("SELECT id FROM archive WHERE id = 700")).toEqual([]);
});

/** The same but for its identity. */
function elsewhere<T extends object>(database: T): T {
  const get = (target: T, member: string | symbol): unknown => {
    if (member === "system") return async () => "another database";
    const value: unknown = Reflect.get(target, member, target);
    return typeof value === "function" ? value.bind(target) : value;
  };
  return new Proxy(database, { get });
}

it("the clock alone makes nothing stale", async () => {
  const insert = "INSERT INTO archive (id, what, at) VALUES (1, 'x', datetime('now')), (2, 'y', CURRENT_TIMESTAMP)";
  expect(await runAfter(insert, "UPDATE customers SET country = 'IT' WHERE id = 1")).toBe("executed");
});

it("a write of a table out of sight is answered as one of a table that is not there [G-WRITE-GOVERNED]", async () => {
  for (const table of ["hidden_stuff", "never_made"]) {
    for (const rest of ["VALUES (1, 2, 3, 4)", "(id) VALUES (1, 2)", "(gatehouse_x) VALUES (1)"]) {
      const answer = await shop.query(`INSERT INTO ${table} ${rest}`);
      expect([table, rest, said(answer)]).toEqual([table, rest, "unknown-table"]);
    }
  }
  const wide = await shop.query("INSERT INTO customers VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)");
  expect(JSON.stringify(wide)).not.toMatch(/ 7 columns/);
});
