// Leave for a write that no rule of risk holds against: it is filed as a request that needs nobody, and claimed in the same step,
// so that it is carried out, recovered and taken back like any other.

import type { Approval } from "../../core/approvals/approval.ts";
import { describeApproval, sealedOf } from "../../core/approvals/approval-entry.ts";
import type { DigestedRequest } from "../../core/approvals/approval-request.ts";
import { type ApprovalProgress, FILED } from "../../core/approvals/approval-state.ts";
import { Clearance } from "../../core/approvals/clearance.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import { timeAt } from "../approvals.ts";
import type { Gatehouse } from "../calls.ts";

export interface ClearedWrite {
  readonly approval: Approval;
  readonly clearance: Clearance;
}

/** Durable when it resolves: the intent is in the ledger before anything runs. */
export async function clearWrite(
  filed: DigestedRequest,
  {
    gatehouse,
    by,
    leaseMilliseconds,
  }: { gatehouse: Gatehouse; by: Pick<EntryDraft, "caller" | "agent">; leaseMilliseconds: number },
): Promise<ClearedWrite> {
  if (filed.request.quorum.count !== 0) throw new RangeError("a request that asks for people is not cleared by rules");
  const progress: ApprovalProgress = {
    ...FILED,
    state: "executing",
    attempt: 1,
    claim: { owner: gatehouse.instance, until: timeAt(gatehouse, leaseMilliseconds) },
  };
  const entry = describeApproval("write.executing", { filed, next: progress, ...by });
  await gatehouse.approvals.file(filed, { ...entry, sealed: sealedOf(filed.request) }, { progress });
  return {
    approval: { filed, decisions: [], progress, version: 1 },
    clearance: Clearance.for(filed.request.id),
  };
}
