// Leave for a write that no rule of risk holds against: it is a request that needs nobody and is claimed as it is made, so that it is carried
// out, recovered and reverted like any other. It goes into the ledger with its first step that has to be durable (file-cleared.ts).

import type { Approval } from "../../core/approvals/approval.ts";
import { describeApproval, sealedOf } from "../../core/approvals/approval-entry.ts";
import type { DigestedRequest } from "../../core/approvals/approval-request.ts";
import { type ApprovalProgress, FILED } from "../../core/approvals/approval-state.ts";
import { Clearance } from "../../core/approvals/clearance.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import { timeAt } from "../approvals.ts";
import type { Gatehouse } from "../calls.ts";

export interface ClearedWrite {
  /** In `executing`. */
  readonly approval: Approval;
  /** Of its claim. */
  readonly entry: EntryDraft;
  readonly clearance: Clearance;
}

export function clearWrite(
  filed: DigestedRequest,
  {
    gatehouse,
    by,
    leaseMilliseconds,
  }: { gatehouse: Gatehouse; by: Pick<EntryDraft, "caller" | "agent">; leaseMilliseconds: number },
): ClearedWrite {
  if (filed.request.quorum.count !== 0) throw new RangeError("a request that asks for people is not cleared by rules");
  const progress: ApprovalProgress = {
    ...FILED,
    state: "executing",
    attempt: 1,
    claim: { owner: gatehouse.instance, until: timeAt(gatehouse, leaseMilliseconds) },
  };
  const entry = describeApproval("write.executing", { filed, next: progress, ...by });
  return {
    approval: { filed, decisions: [], progress, version: 1 },
    entry: { ...entry, sealed: sealedOf(filed.request) },
    clearance: Clearance.for(filed.request.id),
  };
}
