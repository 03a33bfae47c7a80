// A risky write is filed for people: with a reason, where enough of them may decide, and where its try came to an end.

import type { Approval } from "../../../core/approvals/approval.ts";
import { describeApproval } from "../../../core/approvals/approval-entry.ts";
import type { ApprovalRequest } from "../../../core/approvals/approval-request.ts";
import { FILED } from "../../../core/approvals/approval-state.ts";
import { type Refusal, refuse } from "../../../core/model/refusal.ts";
import { refusePending } from "../../approvals.ts";
import { describeCaller } from "../../calls.ts";
import type { RolledBack } from "../../ports/write-transaction.ts";
import type { WriteScope } from "../write-scope.ts";
import { hasReason } from "./asked-write.ts";
import { makeRequest } from "./make-request.ts";
import { recordTry } from "./record-try.ts";
import { refuseTried } from "./refuse-tried.ts";
import type { WriteToAsk } from "./write-to-ask.ts";

export type Filed =
  | { readonly kind: "filed"; readonly approval: Approval }
  /** Without a reason nobody is asked. */
  | { readonly kind: "no-reason"; readonly request: ApprovalRequest }
  /** What it would replace has been replaced. */
  | { readonly kind: "replaced" };

/** A risky write: nothing has been changed. With a reason it is filed for people. */
export async function fileWrite(asks: WriteToAsk, scope: WriteScope): Promise<Filed | Refusal> {
  const { gatehouse, caller } = scope.context;
  const filed = makeRequest(asks, gatehouse);
  const { request } = filed;
  scope.callRecord.effect = "ask";
  scope.callRecord.rule = request.risk.map(({ rule }) => rule).join(", ");
  if (request.quorum.approvers.length < request.quorum.count) return refuseWithoutApprovers(request.quorum);
  if (!hasReason(asks.reason)) return { kind: "no-reason", request };
  const refused = refuseTried(asks, scope);
  if (refused !== null) {
    if (asks.tried?.kind === "refused") await recordTry(asks, { outcome: databaseError(asks.tried), scope });
    return refused;
  }
  const entry = describeApproval("approval.requested", { filed, next: FILED, ...describeCaller(caller) });
  const { mostPending } = scope.policy.risk;
  const filing = await gatehouse.approvals.file(filed, entry, { mostPending });
  if (filing.kind === "full") return refusePending(mostPending);
  if (filing.kind === "replaced") return filing;
  return { kind: "filed", approval: { filed, decisions: [], progress: FILED, version: 1 } };
}

function databaseError({ sqlstate }: { sqlstate: string }): RolledBack {
  return { kind: "database-error", sqlstate, message: null };
}

function refuseWithoutApprovers({ count }: { count: number }): Refusal {
  return refuse(
    "write-not-possible",
    `This write needs ${count === 1 ? "a person who approves" : `${count} people who approve`}, and the policies name too few.`,
    {
      rule: "approvers",
      remedy: "Ask the operator to name owners of the table who are neither you nor who answers for you.",
    },
  );
}
