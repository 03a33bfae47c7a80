// A person's decision on a filed request, signed with their test key; and decided on by it.

import {
  type ApprovalDecision,
  type DecisionVerb,
  formatDecision,
} from "../../src/core/approvals/approval-decision.ts";
import { timeAt } from "../../src/gate/approvals/approval-ports.ts";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import { signText } from "./ssh-signer.ts";
import type { WritingShop } from "./writing-shop.ts";

export async function signedDecision(
  id: string,
  { by, shop, decision = "approve" }: { by: string; shop: WritingShop; decision?: DecisionVerb },
): Promise<ApprovalDecision> {
  const { gatehouse } = shop.opened;
  const approval = await gatehouse.approvals.read(id);
  const key = shop.keys[by];
  if (approval === null || key === undefined) throw new Error(`no request ${id} or no key of ${by}`);
  const text = formatDecision({
    request: id,
    digest: approval.filed.digest,
    decision,
    approver: by,
    at: timeAt(gatehouse),
    ledger: await gatehouse.approvals.head(),
    reason: null,
  });
  return { text, signature: signText(text, key) };
}

/** `decided`, or the code of the refusal. */
export async function decideOn(
  id: string,
  signer: { by: string; shop: WritingShop; decision?: DecisionVerb },
): Promise<string> {
  const decided = await decideApproval(id, await signedDecision(id, signer), signer.shop.opened.gatehouse);
  return decided.kind === "refusal" ? decided.code : decided.kind;
}
