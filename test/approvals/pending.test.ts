// How many requests of one caller may wait for people at once: as many as the policies say, however they are sent.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const THREE = `rules: [{ id: always, when: "true", reason: "Looked at." }]
approvals: { pending: 3 }
`;

function said(answer: Answer<object>): string {
  if (answer.kind === "refused") return answer.refusal.code;
  return "status" in answer.result ? String(answer.result.status) : "";
}

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  let shop: WritingShop;
  const ask = (place: number, as = "claude") =>
    shop.query(`UPDATE customers SET plan = 'p${place}' WHERE id = 1`, { reason: "for the test", as });

  beforeAll(async () => {
    shop = await openWritingShop(engine, { risk: THREE });
  });
  afterAll(() => shop.close());

  it("no more wait than the policies say, also when they are sent at once, and others are not kept from asking", async () => {
    const answers = (await Promise.all(Array.from({ length: 10 }, (_, place) => ask(place)))).map(said);
    expect(answers.filter((answer) => answer === "pending_approval")).toHaveLength(3);
    expect(answers.filter((answer) => answer === "too-many-pending")).toHaveLength(7);
    expect(said(await ask(1, "other"))).toBe("pending_approval");
    const access = await shop.ask({ access: { columns: ["customers.email"] }, reason: "more" });
    expect(access.kind).toBe("refused");
  });

  it("what was decided makes room", async () => {
    const { gatehouse } = shop.opened;
    const mine = { requester: "claude", states: ["pending"] } as const;
    const [first] = await gatehouse.approvals.list(mine, 1);
    const id = first?.id ?? "";
    const denial = await signedDecision(id, { by: "dora", shop });
    expect((await decideApproval(id, denial, gatehouse)).kind).toBe("decided");
    expect(said(await ask(20))).toBe("pending_approval");
    expect(said(await ask(21))).toBe("too-many-pending");
    expect(await gatehouse.approvals.list(mine, 50)).toHaveLength(3);
  });
});
