// What somebody is told whom a lock keeps out.

import { formatLock, type Lock, type LockKind } from "../model/lock.ts";
import { type Refusal, refuse } from "../model/refusal.ts";

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
