// A write that is filed, decided on and carried out in a shop, in the words of a test.

import type { ApprovalRequest } from "../../src/core/approvals/approval-request.ts";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { signedDecision } from "./signed-decision.ts";
import type { WritingShop } from "./writing-shop.ts";

/** `status` of an answer, or the code of its refusal. */
export function said(answer: Answer<object>): string {
  if (answer.kind === "refused") return answer.refusal.code;
  return "status" in answer.result ? String(answer.result.status) : "";
}

export class FiledWrites {
  readonly #shop: () => WritingShop;

  constructor(shop: () => WritingShop) {
    this.#shop = shop;
  }

  async file(
    sql: string,
    more: { as?: string; parameters?: readonly JsonValue[] } = {},
  ): Promise<{ id: string; request: ApprovalRequest }> {
    const shop = this.#shop();
    const answer = await shop.query(sql, { reason: "for the test", ...more });
    if (answer.kind === "refused") throw new Error(`${answer.refusal.code}: ${answer.refusal.message}`);
    if (said(answer) !== "pending_approval") throw new Error(`not filed: ${said(answer)}`);
    const id = "request" in answer.result ? answer.result.request : "";
    const found = await shop.opened.gatehouse.approvals.read(id);
    if (found === null) throw new Error("no such request");
    return { id, request: found.filed.request };
  }

  async approve(id: string, by = "dora"): Promise<void> {
    const shop = this.#shop();
    const decided = await decideApproval(id, await signedDecision(id, { by, shop }), shop.opened.gatehouse);
    if (decided.kind === "refusal") throw new Error(`not decided: ${decided.code}`);
  }

  /** Filed, approved, and then, when `between` has happened, carried out: what is said at the end. */
  async carryOut(sql: string, between: () => Promise<unknown> = () => Promise.resolve()): Promise<string> {
    const { id } = await this.file(sql);
    await this.approve(id);
    await between();
    return said(await this.#shop().ask({ request: id }));
  }
}
