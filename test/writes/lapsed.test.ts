// A write that happened and whose outcome could not be written down, because there was no room: its own server settles it as soon as there is,
// and does not wait for its own lease.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Failure } from "../../src/core/model/failure.ts";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import type { CallContext } from "../../src/gate/calls/call-context.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { settleLapsed } from "../../src/gate/writing/recover-writes.ts";
import { requestApproval } from "../../src/gate/writing/request-approval.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const RISK = `rules: [{ id: many, when: "write.rows > 1", reason: "Looked at." }]\n`;
let shop: WritingShop;

/** As the caller, on a disk that has no room once a write is to be called executed. */
function onFullDisk(): CallContext {
  const context = shop.contextOf();
  const { gatehouse } = context;
  const full = () => Promise.reject(new Failure("ledger-unavailable", "The disk is full."));
  const approvals = new Proxy(gatehouse.approvals, {
    get: (store, name) => {
      const member: unknown = Reflect.get(store, name);
      if (typeof member !== "function") return member;
      return (...given: unknown[]): unknown =>
        name === "move" && Object(given[1]).next.state === "executed" ? full() : Reflect.apply(member, store, given);
    },
  });
  const ledger: typeof gatehouse.ledger = {
    append: full,
    appendUnderLocks: full,
    head: () => gatehouse.ledger.head(),
    locks: () => gatehouse.ledger.locks(),
    reviewedAt: () => gatehouse.ledger.reviewedAt(),
    breakGlass: () => gatehouse.ledger.breakGlass(),
    close: () => gatehouse.ledger.close(),
  };
  return { ...context, gatehouse: { ...gatehouse, approvals, ledger } };
}

const said = (answer: Answer<object>) =>
  answer.kind === "refused" ? answer.refusal.code : String(Reflect.get(answer.result, "status"));
const count = async (status: string) =>
  Number((await shop.raw(`SELECT count(*) FROM orders WHERE status = '${status}'`))[0]?.[0]);

describe.each(["postgres", "sqlite"] as const)("on %s, a write whose outcome found no room", (engine) => {
  beforeAll(async () => {
    shop = await openWritingShop(engine, { risk: RISK });
  });
  afterAll(() => shop.close());

  it("is told as executed by the next call about it, and happened once [G-WRITE-ONCE]", async () => {
    const asked = await shop.query("UPDATE orders SET status = 'lapsed' WHERE id IN (1, 3)", { reason: "test" });
    expect(said(asked)).toBe("pending_approval");
    const id = asked.kind === "released" && "request" in asked.result ? (asked.result.request ?? "") : "";
    expect((await decideApproval(id, await signedDecision(id, { by: "dora", shop }), shop.opened.gatehouse)).kind).toBe(
      "decided",
    );
    const question = { database: null, sql: null, parameters: [], reason: null, request: id, waitSeconds: 0 };
    expect(said(await requestApproval(question, onFullDisk()))).toBe("ledger-unavailable");
    expect((await shop.opened.gatehouse.approvals.read(id))?.progress.state).toBe("committing");
    expect(said(await shop.ask({ request: id }))).toBe("executed");
    expect(await count("lapsed")).toBe(2);
  });

  it("is settled by its server without a call, where nobody was asked [G-WRITE-ONCE]", async () => {
    const request = { database: null, sql: "UPDATE orders SET status = 'alone' WHERE id = 5", parameters: [] };
    expect(said(await runQuery(request, onFullDisk()))).toBe("ledger-unavailable");
    const { gatehouse } = shop.opened;
    expect(await gatehouse.approvals.list({ states: ["committing"] }, 5)).toHaveLength(1);
    await settleLapsed(gatehouse);
    expect(await gatehouse.approvals.list({ states: ["committing"] }, 5)).toHaveLength(0);
    expect(await count("alone")).toBe(1);
  });
});
