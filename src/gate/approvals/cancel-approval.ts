// Who asked cancels the request; so can the person who answers for who asked. Nothing needs proving: it only ever stops something.

import type { Approval } from "../../core/approvals/approval.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { ApprovalPorts } from "./approval-ports.ts";
import { type MoveOptions, moveApproval, readApproval, refuseUnknownApproval } from "./move-approval.ts";

export async function cancelApproval(
  id: string,
  by: NonNullable<MoveOptions["by"]>,
  ports: ApprovalPorts,
): Promise<{ readonly kind: "cancelled"; readonly approval: Approval } | Refusal> {
  for (;;) {
    const seen = await readApproval(id, ports);
    if (seen === null) return refuseUnknownApproval();
    const { principal, owner } = seen.filed.request.requester;
    const who = by.caller?.principal ?? null;
    if (who === null || (who !== principal && who !== owner)) {
      return refuse("approval-not-yours", "Only who asked, or who answers for them, can take a request back.", {
        rule: "approvals",
        remedy: "An approver denies it instead.",
      });
    }
    const moved = await moveApproval(seen, { kind: "cancel" }, { ports, by });
    if (moved.kind === "refusal") return moved;
    if (moved.kind === "moved") return { kind: "cancelled", approval: moved.approval };
  }
}
