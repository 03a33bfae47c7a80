// Whether a lock, or a break-glass that nobody looked at in time, keeps a person from opening another.

import { findLock } from "../core/model/lock.ts";
import type { Refusal } from "../core/model/refusal.ts";
import type { ApprovalDesk } from "./approval-desk.ts";
import { refusalOfLock, refuseUnreviewedOpening } from "./refuse-locked.ts";

export async function refuseOpener(
  opener: { readonly principal: string; readonly owner: string | null; readonly role: string },
  desk: Pick<ApprovalDesk, "ledger" | "policy" | "clock">,
): Promise<Refusal | null> {
  const lock = findLock(await desk.ledger.locks(), { ...opener, roles: [opener.role], database: null, data: false });
  return lock === null ? refuseUnreviewedOpening(opener, desk) : refusalOfLock(lock);
}
