// Carries out a request that people have approved: once, as it was approved, or not at all.
// The statement is planned anew for who asked, under the policies and the schema in force; the rows are previewed again in the transaction
// that changes them, and anything that is not as it was approved makes the request stale.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import type { Clearance } from "../../core/approvals/clearance.ts";
import { STALE_REASONS } from "../../core/approvals/stale-reasons.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { effectImages } from "../../core/sql/revert/effect-images.ts";
import { claimApproval, moveApproval, readApproval, refuseUnknownApproval } from "../approvals.ts";
import { type Account, type CallContext, type Outcome, refuseLocked } from "../calls.ts";
import type { Preview } from "../ports/write-transaction.ts";
import { readParameters } from "./asking/asked-write.ts";
import { isObserved } from "./asking/observe-write.ts";
import { isReversible } from "./asking/weigh-write.ts";
import { type Approved, changeAndCommit, Execution, seeToEnd } from "./carry-out.ts";
import { answer, concludeWrite, refuseRanBefore } from "./conclude-write.ts";
import {
  describeEnded,
  describeWrite,
  nextOf,
  type Renewal,
  type WriteResult,
  type WriteStatus,
} from "./describe-write.ts";
import { holdAgainst } from "./hold-against.ts";
import { actAsAsked, planAnew, refuseRole } from "./plan-anew.ts";
import { applyFinding } from "./reconcile-write.ts";
import { settleWrite } from "./recover-writes.ts";
import { renewStale } from "./renew-stale.ts";
import { statedBy } from "./revert/kept-write.ts";
import type { WriteOutcome } from "./write-outcome.ts";
import { leaseOf, schemaOf, toRun, type WriteScope } from "./write-scope.ts";

/** `context.caller` is who asked: somebody else's request is unknown to them. */
export async function executeRequest(
  id: string,
  { context: called, account }: { context: CallContext; account: Account },
): Promise<Outcome<WriteResult>> {
  const { gatehouse } = called;
  const found = await readApproval(id, gatehouse);
  const seen = found === null ? null : await settleWrite(found, gatehouse);
  if (seen === null || seen.filed.request.requester.principal !== called.caller.principal)
    return refuseUnknownApproval();
  const { request } = seen.filed;
  if (request.access !== undefined) throw new RangeError("access is not carried out");
  account.detail = { request: id };
  if (request.kind === "reconcile") {
    return request.requester.role === called.caller.role ? reconcileWrite(seen, called) : refuseRole(request);
  }
  const context = await actAsAsked(request, { context: called, account });
  if ("code" in context) return context;
  const scope = await planAnew(request, { context, account });
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
  const execution = new Execution({ gatehouse, database: scope.database, caller: context.caller });
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
  const outcome = await seeToEnd(execution, {
    run: () => writeAsApproved(request, { scope, execution, clearance: claimed.clearance }),
  });
  const concluded = concludeWrite(outcome, { scope, request: execution.approval });
  if (concluded.kind !== "schema-changed" && outcome.kind !== "moved-on") return concluded;
  const anew = await planAnew(request, { context, account });
  if ("code" in anew) return "code" in concluded ? concluded : anew;
  return "code" in concluded ? refuseRenewed(concluded, { seen, scope: anew }) : answerStale(seen, anew);
}

/** The transaction of what people approved: previewed and tried again, and changed where that is what they saw. */
async function writeAsApproved(
  request: ApprovalRequest,
  { scope, execution, clearance }: { scope: WriteScope; execution: Execution; clearance: Clearance },
): Promise<WriteOutcome> {
  const transaction = await scope.database.begin({
    ...toRun(readParameters(request.statement.parameters), scope),
    signal: scope.context.cancellation,
    carries: request.id,
  });
  if (transaction.kind !== "open") return transaction;
  try {
    const differing = await holdAgainst(request, { transaction, scope });
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

/** Nothing ran: it is asked for anew, once, and every answer names the new request. */
async function renew(seen: Approval, scope: WriteScope): Promise<Renewal> {
  const { context, database, account } = scope;
  const locked = await refuseLocked(context, { database: database.name, data: true });
  if (locked !== null) return locked;
  const renewal = await renewStale(seen, scope);
  const { id } = seen.filed.request;
  account.detail = { request: id, ...(renewal.kind === "renewed" && { replaced_by: renewal.request.id }) };
  return renewal;
}

async function answerStale(seen: Approval, scope: WriteScope): Promise<Outcome<WriteResult>> {
  const renewal = await renew(seen, scope);
  return answer(describeWrite({ status: "stale", request: seen.filed.request, scope, renewal }));
}

async function refuseRenewed(
  refusal: Refusal,
  { seen, scope }: { seen: Approval; scope: WriteScope },
): Promise<Refusal> {
  return { ...refusal, remedy: nextOf(await renew(seen, scope)) };
}

/** A finding changes no row: it says what became of another request. */
async function reconcileWrite(seen: Approval, { gatehouse }: CallContext): Promise<Outcome<WriteResult>> {
  const { target, id } = seen.filed.request;
  const reconciled = await applyFinding(seen, { desk: gatehouse, instance: gatehouse.instance });
  if (typeof reconciled !== "string") return reconciled;
  const nothing = { effect: [], columns: [], rows: [], row_count: 0, truncated: false };
  return answer({
    ...nothing,
    database: target.database,
    status: "executed",
    request: id,
    next: `The request ${reconciled} is reconciled.`,
  });
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

async function makeStale(seen: Approval, why: string, scope: WriteScope): Promise<Outcome<WriteResult>> {
  const moved = await moveApproval(seen, { kind: "stale", why }, { desk: scope.context.gatehouse });
  return moved.kind === "refusal" ? moved : answerStale(seen, scope);
}
