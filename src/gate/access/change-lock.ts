// Sets and lifts locks: one entry and one change of the locks in one transaction, so that neither is there without the other.
// An attempt by somebody who may not is recorded too. A lock on a person keeps that person from lifting it; a lock on a role keeps nobody
// from the locks themselves, or responders could lock each other out for good.

import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import { findLock, formatLock, type Lock, type LockTarget } from "../../core/model/lock.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { describeCaller, identifyRole } from "../calls.ts";
import type { Ids } from "../ports/clock.ts";
import type { LockStep, Locks } from "../ports/locks.ts";

export interface LockRequest {
  readonly action: "set" | "lift";
  readonly target: LockTarget;
  /** In the responder's words; free of values from databases. */
  readonly reason: string;
}

interface Scope {
  readonly caller: Caller;
  readonly policy: Policy;
  readonly locks: Locks;
  readonly ids: Ids;
  /** The account of the operating system that asked. */
  readonly account: string;
}

const LONGEST_REASON = 2_000;

/** Rejects with a Failure: `not-permitted`, `usage` (there is such a lock already, or none), `ledger-unavailable`. */
export async function changeLock(request: LockRequest, scope: Scope): Promise<LedgerReceipt> {
  const reason = request.reason.trim();
  if (reason === "" || reason.length > LONGEST_REASON) {
    throw new Failure("usage", `Give a reason of 1 to ${LONGEST_REASON} characters; it is kept in the ledger.`);
  }
  const role = identifyRole(scope.caller, scope.policy);
  const mayLock = "code" in role ? false : role.mayLock;
  const outcome = { permitted: false };
  const receipt = await scope.locks.change((locks): LockStep => {
    outcome.permitted = mayLock && !isLockedOut(scope.caller, locks);
    if (!outcome.permitted) return { entry: draftOf({ ...request, reason }, scope, "deny"), change: null };
    refuseWithoutEffect(request, locks);
    const entry = draftOf({ ...request, reason }, scope, "allow");
    return { entry, change: request.action === "set" ? { set: request.target } : { lift: request.target } };
  });
  if (outcome.permitted) return receipt;
  throw new Failure(
    "not-permitted",
    `${scope.caller.principal} may not change locks in the role ${scope.caller.role}; use an identity that is not locked and whose role has \`locks: true\`.`,
  );
}

function isLockedOut({ principal, owner, role }: Caller, locks: readonly Lock[]): boolean {
  const personal = locks.filter(({ kind }) => kind === "caller");
  return findLock(personal, { principal, owner, roles: [role], database: null, data: false }) !== null;
}

function refuseWithoutEffect({ action, target }: LockRequest, locks: readonly Lock[]): void {
  const there = locks.some(({ kind, name }) => kind === target.kind && name === target.name);
  if (there === (action === "lift")) return;
  throw new Failure(
    "usage",
    there
      ? `There is a lock on ${formatLock(target)} already; gatehouse lock list shows it.`
      : `There is no lock on ${formatLock(target)}; gatehouse lock list shows which there are.`,
  );
}

function draftOf({ action, target, reason }: LockRequest, scope: Scope, effect: "allow" | "deny"): EntryDraft {
  const { caller, policy, ids, account } = scope;
  return {
    kind: action === "set" ? "lock.set" : "lock.lifted",
    correlation: ids.next(),
    ...describeCaller(caller),
    tool: null,
    target: null,
    statement: null,
    touched: [],
    decision: { effect, rule: `role ${caller.role}`, code: effect === "deny" ? "not-permitted" : null },
    result: null,
    reason,
    policyDigest: policy.digest,
    detail: { lock: target.kind, name: target.name, account },
    sealed: null,
  };
}
