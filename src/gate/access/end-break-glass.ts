// Ends what was opened in an emergency: by a person, or because of a lock. Nothing needs proving, as with a lock: it only ever stops something.

import { readerOf } from "../../core/approvals/access-grant.ts";
import type { Approval } from "../../core/approvals/approval.ts";
import type { Caller } from "../../core/model/caller.ts";
import { findLock, formatLock, type Lock, type LockTarget } from "../../core/model/lock.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { type ApprovalPorts, moveApproval, readApproval, refuseUnknownApproval } from "../approvals.ts";
import { describeCaller, identifyRole } from "../calls.ts";

/** By who opened it, or by anybody whose role may open one, set locks or grant access. */
export async function endOpening(
  id: string,
  { by, reason, ports }: { by: Caller; reason: string; ports: ApprovalPorts },
): Promise<Approval | Refusal> {
  for (;;) {
    const seen = await readApproval(id, ports);
    if (seen?.filed.request.kind !== "break-glass") return refuseUnknownApproval();
    const role = identifyRole(by, ports.policy());
    const may =
      seen.filed.request.requester.principal === by.principal ||
      (!("code" in role) && (role.breakGlass !== null || role.mayLock || role.approves.includes("access")));
    if (!may) {
      return refuse("approval-not-yours", "Only who opened it, or a person whose role could, can end it.", {
        rule: `role ${by.role}`,
        remedy: "Ask an incident responder, or deny it as who grants access.",
      });
    }
    const moved = await moveApproval(seen, { kind: "cancel" }, { ports, by: describeCaller(by), reason });
    if (moved.kind === "refusal") return moved;
    if (moved.kind === "moved") return moved.approval;
  }
}

const MOST = 1_000;

/** Ends every one that a new lock keeps out, by whom it was opened or for whom; how many. The lock holds before and without this. */
export async function endLockedBreakGlass(lock: LockTarget, ports: ApprovalPorts): Promise<number> {
  const open = await ports.approvals.list({ kind: "break-glass", states: ["pending", "approved"] }, MOST);
  let ended = 0;
  for (const { id } of open) {
    const seen = await readApproval(id, ports);
    if (seen === null || !isHeld(seen, { lock: { ...lock, entry: 0 }, policy: ports.policy() })) continue;
    const moved = await moveApproval(seen, { kind: "stale", why: `lock ${formatLock(lock)}` }, { ports });
    if (moved.kind === "moved") ended += 1;
  }
  return ended;
}

function isHeld({ filed }: Approval, { lock, policy }: { lock: Lock; policy: Policy }): boolean {
  const { requester, target } = filed.request;
  const reader = readerOf(filed.request);
  const reach = { database: target.database, data: true };
  const owner = policy.identities.get(reader.principal)?.owner ?? null;
  return [requester, { ...reader, owner }].some(
    (each) => findLock([lock], { ...each, roles: [each.role], ...reach }) !== null,
  );
}
