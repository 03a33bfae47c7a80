// Whether a request would still do what people are asked about: planned, previewed and tried as it would be if it were carried out, and rolled
// back. INVARIANT: nothing is changed, nothing is claimed, and no transaction is open when it answers.

import type { Approval } from "../../core/approvals/approval.ts";
import { STALE_REASONS } from "../../core/approvals/stale-reasons.ts";
import { Failure } from "../../core/model/failure.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { formatRelation } from "../../core/model/relation-name.ts";
import { beginRecord, type CallContext, refusalOfDatabase, refusalOfFailure, refuseLocked } from "../calls.ts";
import type { DatabaseRefusal, RolledBack } from "../ports/write-transaction.ts";
import { readParameters } from "./asking/asked-write.ts";
import { compareWithRequest } from "./compare-with-request.ts";
import { actAsAsked, replanRequest } from "./replan-request.ts";
import { schemaOf, toRun, type WriteScope } from "./write-scope.ts";

export type Rechecked =
  /** It would do what the request says. */
  | { readonly kind: "same" }
  /** Approved or not, it would be stale. `why` is a word of the request's progress, `because` is for those who decide. */
  | { readonly kind: "stale"; readonly why: string; readonly because: string }
  /** It could not be looked at; what it would do is not known. */
  | Refusal;

/** `context.caller` is who asked. Of access and of what no database carries out nothing is looked at: it is the `same`. */
export async function recheckRequest({ filed }: Approval, context: CallContext): Promise<Rechecked> {
  const { request } = filed;
  if (request.kind !== "write" && request.kind !== "revert") return { kind: "same" };
  if (request.policyDigest !== context.gatehouse.policy().bindingDigest) return stale(STALE_REASONS.policies);
  try {
    return await lookAt(request, context);
  } catch (error) {
    if (error instanceof Failure) return refusalOfFailure(error);
    throw error;
  }
}

async function lookAt(request: Approval["filed"]["request"], called: CallContext): Promise<Rechecked> {
  const callRecord = beginRecord(called.caller);
  const context = await actAsAsked(request, { context: called, callRecord });
  if ("code" in context) return context;
  const scope = await replanRequest(request, { context, callRecord });
  if ("code" in scope) return scope;
  const locked = await refuseLocked(context, { database: scope.database.name, data: true });
  if (locked !== null) return locked;
  if ((await scope.database.system()) !== request.target.system) return elsewhere(scope);
  if (schemaOf(scope) !== request.effect.catalogueVersion) return stale(STALE_REASONS.schema);
  const transaction = await scope.database.begin({
    ...toRun(readParameters(request.statement.parameters), scope),
    signal: context.cancellation,
  });
  if (transaction.kind !== "open") return unpreviewed(transaction, scope);
  try {
    const differing = await compareWithRequest(request, { transaction, scope });
    if (differing === null) return { kind: "same" };
    if (differing.kind !== "differing") return unpreviewed(differing, scope);
    const { why, refused } = differing;
    if (refused === null) return stale(why);
    if (isKnownRefusal(refused, request)) return { kind: "same" };
    return stale(why, `the database refuses it now ${by(refused)}`);
  } finally {
    await transaction.rollBack();
  }
}

/** A terminal may have another address of it than the server. That says nothing about the request, and ends none. */
function elsewhere({ database }: WriteScope): Refusal {
  return refuse(
    "database-unavailable",
    `What is reached as ${database.name} from here is another database than the request's.`,
    {
      rule: "approved-effect",
      remedy: "Give this terminal the connection that the server has, and look again.",
    },
  );
}

/** People were told of it when it was asked. */
function isKnownRefusal(now: DatabaseRefusal, { effect }: Approval["filed"]["request"]): boolean {
  const { refused } = effect;
  return refused?.sqlstate === now.sqlstate && refused.constraint === now.constraint?.name;
}

function by({ sqlstate, constraint }: DatabaseRefusal): string {
  if (constraint === null) return `(${sqlstate})`;
  return `by ${constraint.name}${constraint.relation === null ? "" : ` of ${formatRelation(constraint.relation)}`}`;
}

/** It ended before it could be held against the request. */
function unpreviewed(outcome: RolledBack, { governance }: WriteScope): Rechecked {
  switch (outcome.kind) {
    case "schema-changed":
    case "witness-disagrees":
      return stale(STALE_REASONS.schema);
    case "held":
      return stale(outcome.why);
    case "database-error": {
      if (!/^(08|40|53|55|57|SQLITE_(BUSY|INTERRUPT|LOCKED))/.test(outcome.sqlstate))
        return stale(STALE_REASONS.refused, `the database refuses it now (${outcome.sqlstate})`);
      return refusalOfDatabase(outcome, { governance, reads: [] });
    }
    case "moved-on":
      return stale(STALE_REASONS.rows);
  }
}

function stale(why: string, because = why): Rechecked {
  return { kind: "stale", why, because };
}
