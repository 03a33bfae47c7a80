// Who has validly decided on a request, and what that comes to. Any denial denies; approvals are counted by people and by keys,
// so that neither one person with two keys nor two names with one key are two.

import type { Refusal } from "../model/refusal.ts";
import type { ApprovalDecision } from "./approval-decision.ts";
import type { DigestedRequest } from "./approval-request.ts";
import { type ApproverKeys, type CountedDecision, checkDecision } from "./check-decision.ts";

export interface Tally {
  readonly verdict: "approved" | "denied" | "pending";
  /** Each by another person with another key. */
  readonly approvals: readonly CountedDecision[];
  readonly denials: readonly CountedDecision[];
  /** What does not count, and why. */
  readonly discounted: readonly { readonly decision: ApprovalDecision; readonly refusal: Refusal }[];
  /** Approvals that are still wanted. */
  readonly missing: number;
}

export function countQuorum(
  decisions: readonly ApprovalDecision[],
  { filed, approverKeys }: { filed: DigestedRequest; approverKeys: ApproverKeys },
): Tally {
  const approvals: CountedDecision[] = [];
  const denials: CountedDecision[] = [];
  const discounted: { decision: ApprovalDecision; refusal: Refusal }[] = [];
  for (const decision of decisions) {
    const counted = checkDecision(decision, { filed, approverKeys });
    if (counted.kind === "refusal") discounted.push({ decision, refusal: counted });
    else if (counted.text.decision === "deny") denials.push(counted);
    else if (!approvals.some((other) => isSameVoter(other, counted))) approvals.push(counted);
  }
  const missing = Math.max(0, filed.request.quorum.count - approvals.length);
  const verdict = denials.length > 0 ? "denied" : missing > 0 ? "pending" : "approved";
  return { verdict, approvals, denials, discounted, missing };
}

function isSameVoter(a: CountedDecision, b: CountedDecision): boolean {
  return a.text.approver === b.text.approver || (a.signed !== null && a.signed.fingerprint === b.signed?.fingerprint);
}
