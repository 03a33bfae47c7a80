// What somebody signs who has looked at a break-glass afterwards: a short plain text that binds the request, the finding and the person.
// INVARIANT: neither who opened it, nor who read by it, nor who answers for the reader signs it off.

import type { ApprovalCrypto } from "../approvals/approval-crypto.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import type { Policy } from "../policy/policy.ts";
import type { BreakGlass, Finding } from "./break-glass.ts";
import { type CheckedSignOff, checkReviewSignature } from "./review-signature.ts";

export interface BreakGlassReview {
  readonly opening: Pick<BreakGlass, "request" | "digest">;
  readonly finding: Finding;
  readonly reviewer: string;
}

export function formatBreakGlassReview({ opening, finding, reviewer }: BreakGlassReview): string {
  const { request, digest } = opening;
  return `gatehouse-break-glass-review/v1\nrequest ${request}\ndigest ${digest}\nfinding ${finding}\nreviewer ${reviewer}\n`;
}

/** Null for a person who may. `role` is the one that they act in. */
export function checkReviewer(
  opening: BreakGlass,
  { reviewer, role, policy }: { reviewer: string; role: string; policy: Policy },
): Refusal | null {
  const identity = policy.identities.get(reviewer);
  const audits = identity?.roles.includes(role) === true && policy.roles.get(role)?.auditsLedger === true;
  if (identity?.kind !== "human" || !audits) {
    return refuse("approver-not-asked", `In the role ${role} nobody signs off a break-glass.`, {
      rule: `role ${role}`,
      remedy: "Leave it to a person whose role has `ledger: audit`.",
    });
  }
  const readerOwner = policy.identities.get(opening.reader)?.owner;
  if (![opening.opener, opening.reader, readerOwner].includes(reviewer)) return null;
  return refuse("approver-excluded", "Nobody signs off a break-glass that they opened or that was opened to them.", {
    rule: "four-viewers",
    remedy: "Ask another auditor.",
  });
}

/** `signature` is attacker-controlled. */
export function checkBreakGlassReview(
  review: BreakGlassReview,
  { signature, policy, primitives }: { signature: string; policy: Policy; primitives: ApprovalCrypto },
): CheckedSignOff {
  const { reviewer } = review;
  const keys = policy.identities.get(reviewer)?.keys ?? [];
  return checkReviewSignature(formatBreakGlassReview(review), { signature, reviewer, keys, primitives });
}
