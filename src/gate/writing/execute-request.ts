// Carries out a request that people have approved: once, as it was approved, or not at all.
// The statement is planned anew for who asked, under the policies and the schema in force; the rows are previewed again in the transaction
// that changes them, and anything that is not as it was approved makes the request stale.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import type { Clearance } from "../../core/approvals/clearance.ts";
import { STALE_REASONS } from "../../core/approvals/stale-reasons.ts";
import { effectImages } from "../../core/sql/revert/effect-images.ts";
import { claimApproval, readApproval, refuseUnknownApproval } from "../approvals.ts";
import { type CallContext, type CallRecord, type Outcome, refuseLocked } from "../calls.ts";
import type { Preview } from "../ports/write-transaction.ts";
import { answerStale, makeStale, refuseRenewed } from "./answer-stale.ts";
import { readParameters } from "./asking/asked-write.ts";
import { isObserved } from "./asking/observe-write.ts";
import { isReversible } from "./asking/weigh-write.ts";
import { type Approved, changeAndCommit } from "./change-and-commit.ts";
import { compareWithRequest } from "./compare-with-request.ts";
import { answer, concludeWrite, refuseRanBefore } from "./conclude-write.ts";
import { describeEnded, describeWrite, type WriteResult, type WriteStatus } from "./describe-write.ts";
import { carryOutFinding } from "./reconcile-write.ts";
import { settleWrite } from "./recover-writes.ts";
import { actAsAsked, refuseRole, replanRequest } from "./replan-request.ts";
import { statedBy } from "./revert/kept-write.ts";
import { runToCompletion } from "./run-to-completion.ts";
import { WriteExecution } from "./write-execution.ts";
import type { WriteOutcome } from "./write-outcome.ts";
import { leaseOf, schemaOf, toRun, type WriteScope } from "./write-scope.ts";

/** `context.caller` is who asked: somebody else's request is unknown to them. */
export async function executeRequest(
  id: string,
  { context: called, callRecord }: { context: CallContext; callRecord: CallRecord },
): Promise<Outcome<WriteResult>> {
  const { gatehouse } = called;
  const found = await readApproval(id, gatehouse);
  const seen = found === null ? null : await settleWrite(found, gatehouse);
  if (seen === null || seen.filed.request.requester.principal !== called.caller.principal)
    return refuseUnknownApproval();
  const { request } = seen.filed;
  if (request.access !== undefined) throw new RangeError("access is not carried out");
  callRecord.detail = { request: id };
  if (request.kind === "reconcile") {
    return request.requester.role === called.caller.role ? carryOutFinding(seen, called) : refuseRole(request);
  }
  const context = await actAsAsked(request, { context: called, callRecord });
  if ("code" in context) return context;
  const scope = await replanRequest(request, { context, callRecord });
  const ended = ENDED[seen.progress.state];
  // on the schema that it made, a change of the schema cannot be planned again
  if ("code" in scope) return ended === undefined || ended === "stale" ? scope : answer(describeEnded(ended, request));
  if (seen.progress.state === "stale")
    return seen.progress.why === "ran-before" ? refuseRanBefore() : answerStale(seen, scope);
  if (ended !== undefined)
    return answer({ ...describeWrite({ status: ended, request, scope }), row_count: seen.progress.rows ?? 0 });
  if (schemaOf(scope) !== request.effect.catalogueVersion) return makeStale(seen, STALE_REASONS.schema, scope);

  const system = await scope.database.system();
  if (system !== request.target.system) return makeStale(seen, STALE_REASONS.database, scope);
  const locked = await refuseLocked(context, { database: scope.database.name, data: true });
  if (locked !== null) return locked;
  const execution = new WriteExecution({ gatehouse, database: scope.database, caller: context.caller });
  execution.begin(id);
  const claimed = await claimApproval(
    id,
    { owner: gatehouse.instance, leaseMilliseconds: leaseOf(scope.planned) },
    gatehouse,
  ).catch((error: unknown) => {
    execution.end();
    throw error;
  });
  if (claimed.kind === "refusal") {
    execution.end();
    return claimed.code === "approval-stale" ? refuseRenewed(claimed, { seen, scope }) : claimed;
  }
  execution.claimed(claimed.approval);
  const outcome = await runToCompletion(execution, {
    run: () => writeAsApproved(request, { scope, execution, clearance: claimed.clearance }),
  });
  const concluded = concludeWrite(outcome, { scope, request: execution.approval });
  if (concluded.kind !== "schema-changed" && outcome.kind !== "moved-on") return concluded;
  const anew = await replanRequest(request, { context, callRecord });
  if ("code" in anew) return "code" in concluded ? concluded : anew;
  return "code" in concluded ? refuseRenewed(concluded, { seen, scope: anew }) : answerStale(seen, anew);
}

/** The transaction of what people approved: previewed and tried again, and changed where that is what they saw. */
async function writeAsApproved(
  request: ApprovalRequest,
  { scope, execution, clearance }: { scope: WriteScope; execution: WriteExecution; clearance: Clearance },
): Promise<WriteOutcome> {
  const transaction = await scope.database.begin({
    ...toRun(readParameters(request.statement.parameters), scope),
    signal: scope.context.cancellation,
    carries: request.id,
  });
  if (transaction.kind !== "open") return transaction;
  try {
    const differing = await compareWithRequest(request, { transaction, scope });
    if (differing !== null) return differing.kind === "differing" ? { kind: "moved-on" } : differing;
    const approved = await approvedOf(request, { preview: transaction.preview, scope });
    const outcome = await changeAndCommit(transaction, { execution, clearance, approved });
    if (outcome.kind === "outweighed") throw new RangeError("what people approved was weighed");
    return outcome;
  } finally {
    await transaction.rollBack();
  }
}

/** Of a change of the schema no row is observed. */
async function approvedOf(
  { reverts, effect: { observed } }: ApprovalRequest,
  { preview, scope }: { preview: Preview; scope: WriteScope },
): Promise<Approved | null> {
  const { planned, policy, catalogue, context } = scope;
  const { gatehouse } = context;
  if (planned.kind !== "planned-write") return null;
  const stated = await statedBy(reverts, { gatehouse, catalogue });
  return {
    is: (found) => observed !== undefined && isObserved(found, observed, gatehouse.primitives),
    keep: (own, found) => (isReversible(preview, policy) ? own : effectImages(found, { own, catalogue, stated })),
  };
}

/** States that say of themselves what became of the request. */
const ENDED: Partial<Record<Approval["progress"]["state"], WriteStatus>> = {
  pending: "pending_approval",
  executed: "executed",
  denied: "denied",
  revoked: "denied",
  expired: "expired",
  cancelled: "cancelled",
};
