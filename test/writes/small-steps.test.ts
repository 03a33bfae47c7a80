// Many small writes are weighed as what they come to, on real databases.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;

function statusOf(answer: Answer<object>): unknown {
  if (answer.kind === "refused") return answer.refusal.code;
  return "status" in answer.result ? answer.result.status : "read";
}

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      risk: "rules:\n  - { id: steps, when: recent.rows + write.rows > 4 || recent.writes > 9, reason: It adds up. }\n",
    });
  });
  afterAll(() => shop.close());

  const step = (as?: string) =>
    shop.query("UPDATE customers SET plan = 'gold' WHERE id IN (1, 2)", {
      reason: "promotion",
      ...(as !== undefined && { as }),
    });

  it("[G-RISK-DETERMINISTIC] asks once small writes add up, by caller, for an hour, and counts nothing that people saw", async () => {
    expect(statusOf(await step())).toBe("executed");
    expect(statusOf(await step())).toBe("executed");
    const asked = await step();
    expect(statusOf(asked)).toBe("pending_approval");
    expect(JSON.stringify(asked.kind === "refused" ? null : asked.result)).toContain("It adds up.");
    expect(statusOf(await step("other"))).toBe("executed");
    const { gatehouse } = shop.opened;
    const { clock } = gatehouse;
    const later = { now: () => clock.now() + 3_700_000_000, monotonic: () => clock.monotonic() };
    const context = { ...shop.contextOf(), gatehouse: { ...gatehouse, clock: later } };
    const sql = "UPDATE customers SET plan = 'silver' WHERE id = 1";
    const asked1 = { database: null, sql, parameters: [] };
    expect(statusOf(await runQuery(asked1, context))).toBe("executed");
    const id = asked.kind === "refused" || !("request" in asked.result) ? "" : asked.result.request;
    const decision = await signedDecision(id, { by: "dora", shop });
    expect(await decideApproval(id, decision, gatehouse)).toMatchObject({ kind: "decided" });
    const counted = async () =>
      gatehouse.budgets.unaskedWrites({ requester: "claude", database: "shop", since: clock.now() - 3_600_000_000 });
    const before = await counted();
    expect(before.writes).toBe(3);
    await shop.ask({ request: id });
    expect(await counted()).toEqual(before);
  });

  it("[G-RISK-DETERMINISTIC] weighs writes that are under way at once as one after the other", async () => {
    const other = (place: number) =>
      shop.query(`INSERT INTO archive VALUES (${900 + place}, 'x', 'y')`, { reason: "parallel", as: "other" });
    const states = (await Promise.all(Array.from({ length: 8 }, (_, place) => other(place)))).map(statusOf);
    const ran = states.filter((state) => state === "executed").length;
    // two rows of the test before count, too
    expect(ran).toBeLessThanOrEqual(2);
    const [kept] = await shop.raw("SELECT count(*) FROM archive WHERE id >= 900");
    expect(Number(kept?.[0])).toBe(ran);
    expect(states.filter((state) => state === "pending_approval").length).toBeGreaterThanOrEqual(4);
  });
});
