// What an execution that changed nothing means for its request.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalEvent } from "../../core/approvals/approval-state.ts";
import { STALE_REASONS } from "../../core/approvals/stale-reasons.ts";
import type { RolledBack } from "../ports/write-transaction.ts";

/** Nothing was changed: what was approved is no longer what would happen, or this attempt came at a bad time, or it cannot be done. */
export function eventOfOutcome(outcome: RolledBack, approval: Approval | null): ApprovalEvent {
  const committing = approval?.progress.state === "committing";
  switch (outcome.kind) {
    case "moved-on":
      return { kind: "stale", why: STALE_REASONS.rows };
    case "schema-changed":
    case "witness-disagrees":
      return { kind: "stale", why: STALE_REASONS.schema };
    case "held":
      // asked for anew, it would end in the same way
      return canReturn(approval) && outcome.why !== "result-too-large"
        ? { kind: "stale", why: outcome.why }
        : { kind: "rolled-back", why: outcome.why };
    case "database-error":
      return !committing && canReturn(approval) && isPassing(outcome)
        ? { kind: "release" }
        : { kind: "rolled-back", why: `the database refused it (${outcome.sqlstate})` };
  }
}

/** The database could not carry it out at that moment, and may at another one. */
export function isPassing(outcome: RolledBack): boolean {
  return outcome.kind === "database-error" && /^(40|53|55|57014|SQLITE_BUSY|SQLITE_INTERRUPT)/.test(outcome.sqlstate);
}

/** A request that people approved may be tried again; one that needed nobody is simply sent again. */
export function canReturn(approval: Approval | null): boolean {
  return (approval?.filed.request.quorum.count ?? 0) > 0;
}
