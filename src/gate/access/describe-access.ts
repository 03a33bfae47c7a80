// What the caller is told of its request for access.

import { grantOf } from "../../core/approvals/access-grant.ts";
import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalState } from "../../core/approvals/approval-state.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import { formatColumn } from "../../core/model/relation-name.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { Gatehouse, Outcome } from "../calls.ts";
import { scopeOf } from "./access-in-force.ts";

export interface AccessResult {
  readonly database: string;
  readonly status: "in_force" | "pending_approval" | "denied" | "expired" | "cancelled" | "stale";
  readonly request: string;
  /** `schema.table.column` each. */
  readonly access: {
    /** The role to act in; then there are no columns. */
    readonly role?: string;
    readonly columns: readonly string[];
    readonly minutes: number;
    /** Until when it is in force; absent where it is not. */
    readonly until?: string;
  };
  readonly approvals?: { readonly needed: number; readonly until: string };
  /** What to do next; one sentence. */
  readonly next: string;
}

export function describeAccess(
  approval: Approval,
  around: { gatehouse: Gatehouse; policy: Policy; catalogue: Catalogue },
): Outcome<AccessResult> {
  const { request } = approval.filed;
  const grant = grantOf(approval, scopeOf(around));
  const status = grant.kind === "granted" ? "in_force" : (STATUS[approval.progress.state] ?? "expired");
  const until = grant.kind === "granted" ? { until: grant.until } : {};
  const result: AccessResult = {
    database: request.target.database,
    status,
    request: request.id,
    access: {
      ...(request.access?.role !== undefined && { role: request.access.role }),
      columns: (request.access?.columns ?? []).map(({ schema, relation, column }) =>
        formatColumn({ relation: { schema, name: relation }, column }),
      ),
      minutes: request.access?.minutes ?? 0,
      ...until,
    },
    ...(status === "pending_approval" && {
      approvals: { needed: request.quorum.count, until: request.approveBy },
    }),
    next:
      status === "in_force" && request.access?.role !== undefined
        ? `Send role: ${JSON.stringify(request.access.role)} with each call that is to be made in it; the ledger names the request.`
        : NEXT[status](request.id),
  };
  return { kind: "result", rows: 0, truncated: false, result };
}

/** Of what is not in force. One that is approved and grants nothing has run out, or what it is bound to has changed. */
const STATUS: Partial<Record<ApprovalState, AccessResult["status"]>> = {
  pending: "pending_approval",
  approved: "stale",
  denied: "denied",
  revoked: "denied",
  cancelled: "cancelled",
  stale: "stale",
};

const NEXT: Readonly<Record<AccessResult["status"], (id: string) => string>> = {
  in_force: () =>
    "Send your queries: they read these columns in the clear until then, and the ledger names the request.",
  pending_approval: (id) =>
    `Nothing changes until a person decides in a terminal (gatehouse approvals show ${id}); call request-approval with request "${id}" to wait for it.`,
  denied: () => "It was denied, or ended by who may decide on it: work with the masked values.",
  expired: () => "Its time has passed and everything is masked as before; ask again if it is still needed.",
  cancelled: () => "It was taken back and everything is masked as before.",
  stale: () =>
    "Its time is over, or the policies, the schema or the approvers' keys have changed since: everything is masked as before; ask again if it is still needed.",
};
