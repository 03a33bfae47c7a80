// Takes an approved request for execution: one process wins it, for one attempt.
// INVARIANT: a state of `approved` is not believed. Decisions are counted anew from their signatures, against the keys of the policies in
// force; where they no longer suffice, or were never there, the request is stale and nothing runs.

import type { Approval } from "../../core/approvals/approval.ts";
import { Clearance } from "../../core/approvals/clearance.ts";
import { countQuorum, type Tally } from "../../core/approvals/count-quorum.ts";
import { STALE_REASONS } from "../../core/approvals/stale-reasons.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { type ApprovalPorts, approverKeysOf, timeAt } from "./approval-ports.ts";
import { refuseStale } from "./decide-approval.ts";
import { moveApproval, readApproval, refuseUnknownApproval } from "./move-approval.ts";

export interface Claimed {
  readonly kind: "claimed";
  /** In `executing`, with this attempt's number and claim. */
  readonly approval: Approval;
  /** Whose decisions it rests on. */
  readonly tally: Tally;
  readonly receipt: LedgerReceipt;
  readonly clearance: Clearance;
}

/** `owner` is the instance that executes; for `leaseMilliseconds` nobody may take it for dead (Approvals.renew puts that off). */
export async function claimApproval(
  id: string,
  claim: { readonly owner: string; readonly leaseMilliseconds: number },
  ports: ApprovalPorts,
): Promise<Claimed | Refusal> {
  await ports.renewPolicy("read"); // a key that was removed counts no more, whether or not anybody was told
  for (;;) {
    const policy = ports.policy();
    const seen = await readApproval(id, ports);
    if (seen === null) return refuseUnknownApproval();
    const { filed, decisions, progress } = seen;
    if (progress.state === "approved") {
      const tally = countQuorum(decisions, { filed, approverKeys: approverKeysOf(ports, policy) });
      const changed = filed.request.policyDigest !== policy.bindingDigest;
      if (changed || tally.verdict !== "approved") {
        const why = changed ? STALE_REASONS.policies : STALE_REASONS.decisions;
        const moved = await moveApproval(seen, { kind: "stale", why }, { ports });
        if (moved.kind === "lost") continue;
        return changed ? refuseStale() : refuseUncounted();
      }
      const until = timeAt(ports, claim.leaseMilliseconds);
      const moved = await moveApproval(seen, { kind: "claim", owner: claim.owner, until }, { ports });
      if (moved.kind === "lost") continue;
      return moved.kind === "moved"
        ? { kind: "claimed", approval: moved.approval, tally, receipt: moved.receipt, clearance: Clearance.for(id) }
        : moved;
    }
    const moved = await moveApproval(seen, { kind: "claim", owner: claim.owner, until: timeAt(ports) }, { ports });
    if (moved.kind === "refusal") return moved;
    throw new RangeError("a claim on what is not approved");
  }
}

function refuseUncounted(): Refusal {
  return refuse(
    "approval-stale",
    "The decisions on this request no longer count: a key was removed, or they were never given.",
    {
      rule: "quorum",
      remedy: "Have it asked for and decided again.",
    },
  );
}
