// Carries out a request that people have approved: once, as it was approved, or not at all.
// The statement is planned anew for who asked, under the policies and the schema in force; the rows are surveyed again in the transaction
// that changes them, and anything that is not as it was approved makes the request stale.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import type { Observation } from "../../core/approvals/effect/observed-effect.ts";
import { STALE_REASONS } from "../../core/approvals/stale-reasons.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { formatRelation } from "../../core/model/relation-name.ts";
import { effectImages } from "../../core/sql/undo/effect-images.ts";
import { assumeRole } from "../access.ts";
import { claimApproval, moveApproval, readApproval, refuseUnknownApproval } from "../approvals.ts";
import {
  type Account,
  type CallContext,
  describeStatement,
  describeTouched,
  identifyRole,
  type Outcome,
  refuseLocked,
} from "../calls.ts";
import { type AskedStatement, chooseDatabase, type PlannedChange, prepareStatements } from "../planning.ts";
import type { Survey } from "../ports/write-run.ts";
import { furtherOf, readParameters } from "./asking/asked-write.ts";
import { isObserved } from "./asking/observe-write.ts";
import { isReversible } from "./asking/weigh-write.ts";
import { carryOut, Execution, type WholeImages } from "./carry-out.ts";
import { answer, concludeWrite, refuseRanBefore } from "./conclude-write.ts";
import {
  describeEnded,
  describeWrite,
  nextOf,
  type Renewal,
  type WriteResult,
  type WriteStatus,
} from "./describe-write.ts";
import { applyFinding } from "./reconcile-write.ts";
import { settleWrite } from "./recover-writes.ts";
import { renewStale } from "./renew-stale.ts";
import { statedBy } from "./undo/kept-write.ts";
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
  const parameters = readParameters(request.statement.parameters);
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
  const outcome = await carryOut(execution, {
    database: scope.database,
    request: {
      ...toRun(parameters, scope),
      signal: context.cancellation,
      carries: id,
      judge: async (survey, look) => {
        if (!isApproved(survey, { request, planned: scope.planned })) return null;
        const { observed } = request.effect;
        if (scope.planned.kind !== "planned-write") return execution.go(claimed.clearance);
        const { tried } = await look({ own: null, others: new Map(), tries: 1 });
        const stated = await statedBy(request.reverts, { gatehouse, catalogue: scope.catalogue });
        let done: Observation | null = null;
        const expects = (found: Observation) => {
          done = found;
          return observed !== undefined && isObserved(found, observed, gatehouse.primitives);
        };
        const keeps: WholeImages = (own) =>
          done === null || isReversible(survey, scope.policy)
            ? own
            : effectImages(done, { own, catalogue: scope.catalogue, stated });
        const [found] = tried?.kind === "tried" ? tried.observations : [];
        const told =
          tried?.kind === "tried" && tried.unseen.every((each) => request.effect.notPreviewed.includes(each));
        return found !== undefined && told && expects(found) ? execution.go(claimed.clearance, expects, keeps) : null;
      },
    },
  });
  const concluded = concludeWrite(outcome, { scope, request: execution.approval });
  if (concluded.kind !== "schema-changed" && outcome.kind !== "surveyed") return concluded;
  const anew = await planAnew(request, { context, account });
  if ("code" in anew) return "code" in concluded ? concluded : anew;
  return "code" in concluded ? refuseRenewed(concluded, { seen, scope: anew }) : answerStale(seen, anew);
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

/** A request of a role that was granted for a time is carried out in that role, while the grant is in force. */
async function actAsAsked(
  request: ApprovalRequest,
  { context, account }: { context: CallContext; account: Account },
): Promise<CallContext | Refusal> {
  if (request.requester.role === context.caller.role) return context;
  const policy = context.gatehouse.policy();
  const database = chooseDatabase(request.target.database, context.gatehouse.databases);
  if ("code" in database) return database;
  const acting = await assumeRole(request.requester.role, { context, account, policy, database });
  return "code" in acting ? refuseRole(request) : acting.context;
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

/**
 * The same rows in the same versions, given the same values, with the same consequences. A change of the schema concerns whatever rows
 * there are: it is bound to the statement, to the schema and, by its digest, to about how many.
 */
function isApproved(
  survey: Survey,
  { request: { effect }, planned }: { request: ApprovalRequest; planned: PlannedChange },
): boolean {
  if (planned.kind === "planned-schema-change") return survey.digest === effect.rowsDigest;
  const changes = survey.changes.map(({ relation, verb, rows, cause }) => [
    formatRelation(relation),
    verb,
    rows,
    cause,
  ]);
  const approved = effect.relations.map(({ relation, verb, rows, cause }) => [relation, verb, rows, cause]);
  return survey.digest === effect.rowsDigest && JSON.stringify(changes) === JSON.stringify(approved);
}

async function planAnew(
  request: ApprovalRequest,
  { context, account }: { context: CallContext; account: Account },
): Promise<WriteScope | Refusal> {
  const { gatehouse, caller } = context;
  const policy = gatehouse.policy();
  account.policyDigest = policy.digest;
  const role = identifyRole(caller, policy);
  if ("code" in role) return role;
  const database = chooseDatabase(request.target.database, gatehouse.databases);
  if ("code" in database) return database;
  account.target = { database: database.name, engine: database.engine };
  const { planned, governance, catalogue } = await prepareStatements(statementsOf(request), {
    gatehouse,
    caller,
    role,
    policy,
    database,
    freshness: "now",
  });
  account.statement = describeStatement(planned.facts);
  account.touched = describeTouched(planned.facts, governance);
  if (planned.kind === "unplanned") return planned.refusal;
  account.rule = planned.allow.rule;
  return { context, account, policy, role, database, planned, governance, catalogue };
}

function statementsOf({ statement }: ApprovalRequest): readonly AskedStatement[] {
  const first = { sql: statement.text, parameters: readParameters(statement.parameters) };
  return [first, ...(furtherOf(statement).further ?? [])];
}

async function makeStale(seen: Approval, why: string, scope: WriteScope): Promise<Outcome<WriteResult>> {
  const moved = await moveApproval(seen, { kind: "stale", why }, { desk: scope.context.gatehouse });
  return moved.kind === "refusal" ? moved : answerStale(seen, scope);
}

function refuseRole({ requester }: ApprovalRequest): Refusal {
  return refuse("approval-not-yours", `The request was made in the role ${requester.role}.`, {
    rule: "approvals",
    remedy: `Connect in the role ${requester.role}, or ask to act in it again, to carry it out.`,
  });
}
