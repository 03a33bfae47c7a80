// The text that somebody is to sign, over the request and the ledger as they are now. Asked before a key is: who may not decide is told
// at once, and that they tried is recorded.

import type { Approval } from "../../core/approvals/approval.ts";
import { type DecisionVerb, formatDecision } from "../../core/approvals/approval-decision.ts";
import { advanceApproval } from "../../core/approvals/approval-state.ts";
import { checkApprover } from "../../core/approvals/check-decision.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { type ApprovalPorts, timeAt } from "./approval-ports.ts";
import { recordRefused } from "./decide-approval.ts";
import { readApproval, refuseUnknownApproval } from "./move-approval.ts";

export interface DecisionInput {
  readonly verb: DecisionVerb;
  readonly approver: string;
  /** One line, as `oneLineReason` makes it. */
  readonly reason: string | null;
}

export async function composeDecision(
  id: string,
  wanted: DecisionInput,
  ports: ApprovalPorts,
): Promise<{ readonly kind: "composed"; readonly text: string; readonly approval: Approval } | Refusal> {
  const approval = await readApproval(id, ports);
  if (approval === null) return refuseUnknownApproval();
  const { filed, progress } = approval;
  const next = advanceApproval(progress, { kind: wanted.verb }, { now: timeAt(ports), deadlines: filed.request });
  const refusal = checkApprover(wanted.approver, filed.request) ?? ("code" in next ? next : null);
  const text = formatDecision({
    request: id,
    digest: filed.digest,
    decision: wanted.verb,
    approver: wanted.approver,
    at: timeAt(ports),
    ledger: await ports.approvals.head(),
    reason: wanted.reason,
  });
  if (refusal === null) return { kind: "composed", text, approval };
  await recordRefused(id, { decision: { text, signature: null }, refusal, ports });
  return refusal;
}
