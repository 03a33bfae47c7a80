// Whether a lock keeps a call out. Asked before a call begins, before a statement runs, and in the transaction that records the outcome:
// a lock that is there when the entry is appended keeps the answer back, in whichever process the call runs.

import type { Caller } from "../core/model/caller.ts";
import { findLock, formatLock, type Lock, type LockKind, type LockScope } from "../core/model/lock.ts";
import { type Refusal, refuse } from "../core/model/refusal.ts";
import type { CallContext } from "./call-context.ts";

export function lockScope(
  { principal, owner, role, granted }: Caller,
  reach: Pick<LockScope, "database" | "data">,
): LockScope {
  return { principal, owner, roles: granted === null ? [role] : [role, granted.ownRole], ...reach };
}

/** Null when no lock keeps the call out. */
export async function refuseLocked(
  { caller, gatehouse }: Pick<CallContext, "caller" | "gatehouse">,
  reach: Pick<LockScope, "database" | "data">,
): Promise<Refusal | null> {
  const lock = findLock(await gatehouse.ledger.locks(), lockScope(caller, reach));
  if (lock !== null) return refusalOfLock(lock);
  return reach.data ? refuseUnreviewed({ caller, gatehouse }) : null;
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
    `The role ${caller.role} is locked because access was not reviewed in ${days} days.`,
    {
      rule: `role ${caller.role}`,
      remedy: "Ask an auditor to review it: gatehouse review make, then gatehouse review sign.",
    },
  );
}

const WHAT: Readonly<Record<LockKind, string>> = {
  caller: "This caller is",
  role: "This role is",
  database: "This database is",
  everything: "Every database is",
};

/** Who set the lock and why is for people: the caller may be whom the incident is about. */
export function refusalOfLock(lock: Lock): Refusal {
  return refuse("locked", `${WHAT[lock.kind]} locked.`, {
    rule: `lock ${formatLock(lock)}`,
    remedy: "Stop, and ask an incident responder, whom gatehouse lock list tells who set the lock and why.",
  });
}
