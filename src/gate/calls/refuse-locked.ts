// Whether a lock keeps a call out. Asked before a call begins, before a statement runs, and in the transaction that records the outcome:
// a lock that is there when the entry is appended keeps the answer back, in whichever process the call runs. What the caller was known by is
// asked about in the same places: who is not known any more is kept out like who is locked.

import type { Caller } from "../../core/model/caller.ts";
import { findLock, type LockScope } from "../../core/model/lock.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { refusalOfLock } from "../../core/policy/refusal-of-lock.ts";
import { refuseUnreviewedOpening } from "../approvals.ts";
import type { CallContext } from "./call-context.ts";

export function lockScope(
  { principal, owner, role, granted }: Caller,
  reach: Pick<LockScope, "database" | "data">,
): LockScope {
  return { principal, owner, roles: granted === null ? [role] : [role, granted.ownRole], ...reach };
}

/** Null when no lock keeps the call out. */
export async function refuseLocked(
  { caller, gatehouse, admission }: Pick<CallContext, "caller" | "gatehouse" | "admission">,
  reach: Pick<LockScope, "database" | "data">,
): Promise<Refusal | null> {
  const ended = admission === undefined ? null : await admission();
  if (ended !== null) return ended;
  const lock = findLock(await gatehouse.ledger.locks(), lockScope(caller, reach));
  if (lock !== null) return refusalOfLock(lock);
  if (!reach.data) return null;
  return (await refuseUnreviewed({ caller, gatehouse })) ?? refuseUnreviewedOpening(caller, gatehouse);
}

const DAY = 86_400_000;

/** A policy can lock a role until access was reviewed: without a signed review in time it reaches no data. */
async function refuseUnreviewed({
  caller,
  gatehouse,
}: Pick<CallContext, "caller" | "gatehouse">): Promise<Refusal | null> {
  const days = gatehouse.policy().roles.get(caller.role)?.reviewDays ?? null;
  if (days === null) return null;
  const reviewed = await gatehouse.ledger.reviewedAt();
  if (reviewed === null || gatehouse.clock.now() / 1_000 - Date.parse(reviewed) <= days * DAY) return null;
  return refuse(
    "review-overdue",
    `The role ${caller.role} is locked because access was reviewed until ${reviewed.slice(0, 10)}, and is to be every ${days} days.`,
    {
      rule: `role ${caller.role}`,
      remedy: "Ask an auditor to review what came since: gatehouse review make, then gatehouse review sign.",
    },
  );
}
