// Whether a lock, or a break-glass that nobody looked at in time, keeps a person from opening another.

import { formatTime } from "../../core/ledger/entry/entry-record.ts";
import type { Caller } from "../../core/model/caller.ts";
import { findLock } from "../../core/model/lock.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { refusalOfLock } from "../../core/policy/refusal-of-lock.ts";
import { isOverdue } from "../../core/review/break-glass.ts";
import type { ApprovalPorts } from "./approval-ports.ts";

export async function refuseOpener(
  opener: { readonly principal: string; readonly owner: string | null; readonly role: string },
  ports: Pick<ApprovalPorts, "ledger" | "policy" | "clock">,
): Promise<Refusal | null> {
  const lock = findLock(await ports.ledger.locks(), { ...opener, roles: [opener.role], database: null, data: false });
  return lock === null ? refuseUnreviewedOpening(opener, ports) : refusalOfLock(lock);
}

/** A policy can keep a person who opened a break-glass from data, with their agents, once nobody has looked at it in time. */
export async function refuseUnreviewedOpening(
  { principal, owner }: Pick<Caller, "principal" | "owner">,
  { policy, ledger, clock }: Pick<ApprovalPorts, "policy" | "ledger" | "clock">,
): Promise<Refusal | null> {
  const { identities, roles } = policy();
  const people = [principal, owner].filter((name) =>
    identities.get(name ?? "")?.roles.some((role) => roles.get(role)?.breakGlass?.locksOverdue === true),
  );
  if (people.length === 0) return null;
  const now = formatTime(clock.now());
  const overdue = (await ledger.breakGlass()).find(
    (opening) => people.includes(opening.opener) && isOverdue(opening, now),
  );
  if (overdue === undefined) return null;
  return refuse("review-overdue", `${overdue.opener} is locked because a break-glass was not reviewed in time.`, {
    rule: "break-glass",
    remedy: `Ask an auditor to look at it: gatehouse break-glass review ${overdue.request}.`,
  });
}
