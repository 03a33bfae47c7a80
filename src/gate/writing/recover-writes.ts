// Writes whose server ended between claim and outcome. What had not reached `committing` never sent COMMIT and is given back; of what had,
// the database is asked. A claim is taken over when its owner is gone, or its lease has run out: compare-and-set keeps a slow owner from
// going on with what was taken from it.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalEvent } from "../../core/approvals/approval-state.ts";
import { readApproval, timeAt } from "../approvals.ts";
import type { Gatehouse } from "../calls.ts";
import { settleBy, settleCommit } from "./settle-commit.ts";

const MOST_AT_ONCE = 1_000;

/** Settles every write that nobody carries on; how many. */
export async function recoverWrites(gatehouse: Gatehouse): Promise<number> {
  const open = await gatehouse.approvals.list({ states: ["executing", "committing"] }, MOST_AT_ONCE);
  let settled = 0;
  for (const { id } of open) {
    const before = await readApproval(id, gatehouse);
    if (before === null) continue;
    const after = await settleWrite(before, gatehouse);
    if (after.version !== before.version) settled += 1;
  }
  return settled;
}

/** Settles what this process carried out and could not write down, each until it is settled. */
export async function settleLapsed(gatehouse: Gatehouse): Promise<void> {
  for (const id of gatehouse.underway.takeLapsed()) {
    try {
      const before = await readApproval(id, gatehouse);
      const after = before === null ? null : await settleWrite(before, gatehouse);
      if (after?.progress.state === "executing" || after?.progress.state === "committing") gatehouse.underway.lapse(id);
    } catch (error) {
      gatehouse.underway.lapse(id);
      throw error;
    }
  }
}

/** The request as it is once its abandoned execution has been settled; as it was while somebody carries it on or nobody can tell yet. */
export async function settleWrite(seen: Approval, gatehouse: Gatehouse): Promise<Approval> {
  const { state, claim } = seen.progress;
  if ((state !== "executing" && state !== "committing") || claim === null) return seen;
  if (isCarriedOn(seen.filed.request.id, { claim, gatehouse })) return seen;
  const how = { gatehouse, detail: { recovered: true } };
  return state === "executing" ? settleBy(neverSent(seen), { seen, ...how }) : settleCommit(seen, how);
}

/** By a process that lives and has time left, and, where that is this one, has not come to its end. */
function isCarriedOn(
  request: string,
  { claim, gatehouse }: { claim: { owner: string; until: string }; gatehouse: Gatehouse },
): boolean {
  if (claim.owner === gatehouse.instance) return gatehouse.underway.has(request);
  return !gatehouse.hasEnded(claim.owner) && claim.until > timeAt(gatehouse);
}

/** What people approved may be carried out by another call; what needed nobody ends here and is sent again by who wants it. */
function neverSent({ filed }: Approval): ApprovalEvent {
  return filed.request.quorum.count > 0
    ? { kind: "release" }
    : { kind: "rolled-back", why: "the server ended before COMMIT was sent" };
}
