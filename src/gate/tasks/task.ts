// A call that waits, as MCP's tasks show it. A task is a view of a request for approval and has its id: it outlives the session and the
// server, belongs to who asked, and ends when the request does. Nothing else is kept of it.

import type { Approval } from "../../core/approvals/approval.ts";
import { parseDecision } from "../../core/approvals/approval-decision.ts";
import type { ApprovalState } from "../../core/approvals/approval-state.ts";
import type { Gatehouse } from "../calls.ts";

export type TaskStatus = "working" | "completed" | "failed" | "cancelled";

export interface Task {
  readonly id: string;
  /** `failed`: what was asked for ended in a refusal. */
  readonly status: TaskStatus;
  /** How it stands, in a sentence. */
  readonly message: string;
  /** RFC 3339, as is `updatedAt`. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** How long to wait until it is asked for again; the older it is, the longer. */
  readonly pollMilliseconds: number;
  /** How long it is kept from `createdAt` on; null when for good. */
  readonly keptMilliseconds: number | null;
}

const STATUS: Readonly<Record<ApprovalState, TaskStatus>> = {
  pending: "working",
  approved: "working",
  executing: "working",
  committing: "working",
  uncertain: "working", // people say what became of it
  executed: "completed",
  denied: "completed",
  revoked: "completed",
  expired: "completed",
  stale: "completed",
  reconciled: "completed",
  "rolled-back": "failed",
  cancelled: "cancelled",
};

export function taskStatusOf({ filed, progress }: Approval): TaskStatus {
  const granted = filed.request.kind === "access" && progress.state === "approved"; // nothing is carried out
  return granted ? "completed" : STATUS[progress.state];
}

const POLL = { shortest: 2_000, longest: 30_000 };

export function describeTask(approval: Approval, { clock }: Pick<Gatehouse, "clock">): Task {
  const { id, createdAt } = approval.filed.request;
  const age = clock.now() / 1_000 - Date.parse(createdAt);
  return {
    id,
    status: taskStatusOf(approval),
    message: messageOf(approval),
    createdAt,
    updatedAt: updatedAt(approval),
    pollMilliseconds: Math.round(Math.min(POLL.longest, Math.max(POLL.shortest, age / 10))),
    keptMilliseconds: null,
  };
}

function messageOf({ filed, progress }: Approval): string {
  const { id, quorum } = filed.request;
  switch (progress.state) {
    case "pending":
      return `Request ${id} waits for ${quorum.count} of ${quorum.approvers.join(", ")}.`;
    case "approved":
    case "executing":
    case "committing":
      return `Request ${id} is approved.`;
    case "uncertain":
      return `Nobody can tell whether request ${id} was carried out; people look at the data and say so.`;
    case "executed":
    case "denied":
    case "revoked":
    case "expired":
    case "stale":
    case "reconciled":
    case "rolled-back":
    case "cancelled":
      return `Request ${id} is ${progress.state}.`;
  }
}

/** The last that is known to have happened to it. */
function updatedAt({ filed, decisions, progress }: Approval): string {
  const { createdAt, approveBy } = filed.request;
  const decided = decisions.flatMap(({ text }) => parseDecision(text)?.at ?? []);
  const expired = progress.state === "expired" && decided.length === 0 ? [approveBy] : [];
  return [createdAt, ...decided, ...expired].toSorted().at(-1) ?? createdAt;
}
