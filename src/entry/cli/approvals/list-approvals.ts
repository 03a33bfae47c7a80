// `gatehouse approvals list`: requests, newest first, a line each.

import { APPROVAL_STATES, stateAt } from "../../../core/approvals/approval-state.ts";
import { Failure } from "../../../core/model/failure.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import { type ApprovalDesk, timeAt } from "../../../gate/approval-desk.ts";
import { expireApprovals } from "../../../gate/move-approval.ts";
import type { ApprovalFilter, ApprovalSummary } from "../../../gate/ports/approvals.ts";
import { openApprovalDesk } from "../../open-approval-desk.ts";
import type { Io } from "../io.ts";
import { paint } from "../paint.ts";
import { SHORT_ID } from "./find-request.ts";
import { paintState } from "./render-approval.ts";

export interface ListOptions {
  readonly config: string;
  readonly all?: true;
  readonly state?: string;
  readonly for?: string;
  readonly by?: string;
  readonly database?: string;
  readonly session?: string;
  readonly before?: string;
  readonly limit: number;
  readonly json?: true;
}

export async function listApprovals(options: ListOptions, io: Io): Promise<number> {
  const { desk, close } = await openApprovalDesk(options.config);
  try {
    await expireApprovals(desk);
    const found = await desk.approvals.list(toFilter(options), options.limit + 1);
    const page = found.slice(0, options.limit);
    if (options.json === true) {
      for (const each of page) io.json(each);
      return 0;
    }
    if (page.length === 0) {
      io.out(
        options.all === true || options.state !== undefined
          ? "No request fits."
          : "Nothing waits. --all shows what was.",
      );
      return 0;
    }
    io.out(paint(io, "bold", columns(["id", "state", "asked by", "database", "what", "rows", "votes"])));
    for (const each of page) io.out(renderSummary(each, { io, desk }));
    const last = page.at(-1);
    if (found.length > page.length && last !== undefined) io.out(paint(io, "dim", `more: add --before ${last.id}`));
    return 0;
  } finally {
    await close();
  }
}

/** What can still be decided on or carried out. */
export const WAITING = ["pending", "approved", "executing", "committing", "uncertain"] as const;

function toFilter(options: ListOptions): ApprovalFilter {
  const state = APPROVAL_STATES.find((known) => known === options.state);
  if (options.state !== undefined && state === undefined) {
    throw new Failure("usage", `There is no state ${options.state}; it is one of ${APPROVAL_STATES.join(", ")}.`);
  }
  return {
    ...(state !== undefined ? { states: [state] } : options.all === true ? {} : { states: WAITING }),
    ...(options.for !== undefined && { approver: options.for }),
    ...(options.by !== undefined && { requester: options.by }),
    ...(options.database !== undefined && { database: options.database }),
    ...(options.session !== undefined && { session: options.session }),
    ...(options.before !== undefined && { before: options.before }),
  };
}

const WIDTHS = [SHORT_ID + 1, 12, 14, 11, 9, 8, 7] as const;

function columns(cells: readonly string[]): string {
  return cells.map((cell, place) => cell.slice(0, (WIDTHS[place] ?? 0) - 1).padEnd(WIDTHS[place] ?? 0)).join("");
}

function renderSummary(summary: ApprovalSummary, { io, desk }: { io: Io; desk: Pick<ApprovalDesk, "clock"> }): string {
  const state = stateAt(summary.state, { now: timeAt(desk), deadlines: summary });
  const id = summary.id.slice(-SHORT_ID);
  const rest = [
    visibleLine(summary.requester),
    visibleLine(summary.database),
    summary.kind === "write" ? summary.statement : summary.kind,
    String(summary.rows),
    `${summary.approvals}/${summary.wanted}`,
  ];
  const padded = state.padEnd(WIDTHS[1]);
  const tail = rest
    .map((cell, place) => cell.slice(0, (WIDTHS[place + 2] ?? 0) - 1).padEnd(WIDTHS[place + 2] ?? 0))
    .join("");
  return `${id.padEnd(WIDTHS[0])}${padded.replace(state, paintState(state, io))}${tail}${visibleLine(summary.normalised).slice(0, 60)}`;
}
