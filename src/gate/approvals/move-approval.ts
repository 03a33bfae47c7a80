// One arrow of an approval's life: the table says where it leads, the store makes it durable together with its entry.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalDecision } from "../../core/approvals/approval-decision.ts";
import { describeApproval, entryKindOf } from "../../core/approvals/approval-entry.ts";
import { type ApprovalEvent, advanceApproval, stateAt } from "../../core/approvals/approval-state.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { ApprovalStep, CallEntry, Moved } from "../ports/approvals.ts";
import { type ApprovalPorts, timeAt } from "./approval-ports.ts";

export interface StepOptions {
  readonly ports: Pick<ApprovalPorts, "clock">;
  /** Who acts; Gatehouse itself when absent. */
  readonly by?: Pick<EntryDraft, "caller" | "agent">;
  readonly decision?: ApprovalDecision;
  readonly result?: EntryDraft["result"];
  readonly detail?: NonNullable<EntryDraft["detail"]>;
  readonly reason?: string;
  readonly images?: NonNullable<ApprovalStep["images"]>;
}

export interface MoveOptions extends StepOptions {
  readonly ports: Pick<ApprovalPorts, "approvals" | "clock">;
  /** The entry of the call that takes the step, where it is to be durable with it. */
  readonly call?: CallEntry;
}

/** `lost`: somebody was faster, and the caller has to look again. A Refusal: the table has no such arrow, or its time has passed. */
export async function moveApproval(
  seen: Approval,
  event: ApprovalEvent,
  { call, ...options }: MoveOptions,
): Promise<Moved | Refusal> {
  const step = stepOf(seen, event, options);
  return "code" in step ? step : options.ports.approvals.move(seen, step, call);
}

/** The arrow as a store takes it; a Refusal as of moveApproval. */
export function stepOf(
  { filed, progress }: Pick<Approval, "filed" | "progress">,
  event: ApprovalEvent,
  { ports, by, images, ...more }: StepOptions,
): ApprovalStep | Refusal {
  const next = advanceApproval(progress, event, { now: timeAt(ports), deadlines: filed.request });
  if ("code" in next) return next;
  const entry = describeApproval(entryKindOf(event.kind, { from: progress.state, kind: filed.request.kind }), {
    filed,
    next,
    ...by,
    ...more,
  });
  return {
    next,
    entry,
    ...(more.decision !== undefined && { decision: more.decision }),
    ...(images !== undefined && { images }),
  };
}

/** The request as it stands now: one that ran out of time has expired, and that is written down. Null when there is none. */
export async function readApproval(id: string, ports: MoveOptions["ports"]): Promise<Approval | null> {
  for (;;) {
    const approval = await ports.approvals.read(id);
    if (approval === null || !isOverdue(approval, timeAt(ports))) return approval;
    const moved = await moveApproval(approval, { kind: "expire" }, { ports });
    if (moved.kind === "moved") return moved.approval;
  }
}

/** Writes down what ran out of time; the number of requests that did. */
export async function expireApprovals(ports: MoveOptions["ports"]): Promise<number> {
  const overdue = await ports.approvals.list({ overdueAt: timeAt(ports) }, MOST_AT_ONCE);
  for (const { id } of overdue) await readApproval(id, ports);
  return overdue.length;
}

const MOST_AT_ONCE = 1_000;

function isOverdue({ filed, progress }: Approval, now: string): boolean {
  return stateAt(progress.state, { now, deadlines: filed.request }) !== progress.state;
}

export function refuseUnknownApproval(): Refusal {
  return refuse("unknown-approval", "There is no request with this id.", {
    rule: "approvals",
    remedy: "gatehouse approvals list shows which there are.",
  });
}
