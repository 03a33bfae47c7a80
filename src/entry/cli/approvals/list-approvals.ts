// `gatehouse approvals list`: requests, newest first, a line each.

import type { Approval } from "../../../core/approvals/approval.ts";
import { parseDecision } from "../../../core/approvals/approval-decision.ts";
import { APPROVAL_STATES, stateAt } from "../../../core/approvals/approval-state.ts";
import { Failure } from "../../../core/model/failure.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import { type ApprovalPorts, expireApprovals, readApproval, timeAt } from "../../../gate/approvals.ts";
import type { ApprovalFilter, ApprovalSummary } from "../../../gate/ports/approvals.ts";
import { openApprovalPorts } from "../../wiring/terminal/open-approval-ports.ts";
import { cutCell, padCell } from "../terminal/cells.ts";
import type { Io } from "../terminal/io.ts";
import { type Palette, paint } from "../terminal/paint.ts";
import { SHORT_ID, viewerOf } from "./find-request.ts";
import { describeSpan, paintState } from "./render-approval.ts";
import type { Viewer } from "./shown-sample.ts";

export interface ListOptions {
  readonly config: string;
  readonly all?: true;
  readonly state?: string;
  readonly for?: string;
  /** What waits for who looks. */
  readonly mine?: true;
  readonly as?: string;
  readonly by?: string;
  readonly database?: string;
  readonly session?: string;
  readonly before?: string;
  readonly limit: number;
  readonly json?: true;
}

export async function listApprovals(options: ListOptions, io: Io): Promise<number> {
  const { ports, close } = await openApprovalPorts(options.config);
  try {
    await expireApprovals(ports);
    const viewer = viewerOf(ports, options.as);
    if (options.mine === true && viewer.name === null)
      throw new Failure(
        "usage",
        "No identity of the policies has the name of your account; say who you are with --as.",
      );
    const wanted = options.mine === true ? { ...options, for: viewer.name ?? "" } : options;
    const found = await ports.approvals.list(toFilter(wanted), options.limit + 1);
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
    for (const each of page) {
      io.out(renderSummary(each, { io, ports }));
      io.out(`  ${renderMore(await readApproval(each.id, ports), { io, now: timeAt(ports), viewer })}`);
    }
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

/** How old it is, how long it may still wait, whether it waits for who looks, and why it was asked for, in the requester's words. */
function renderMore(
  approval: Approval | null,
  { io, now, viewer }: { io: Palette; now: string; viewer: Viewer },
): string {
  if (approval === null) return paint(io, "dim", "what is sealed of it was erased");
  const { filed, progress, decisions } = approval;
  const { request } = filed;
  const state = stateAt(progress.state, { now, deadlines: request });
  const waits =
    state === "pending" &&
    viewer.name !== null &&
    request.quorum.approvers.includes(viewer.name) &&
    !decisions.some(({ text }) => parseDecision(text)?.approver === viewer.name);
  const until =
    state === "pending"
      ? `decide ${describeSpan(now, request.approveBy)}`
      : state === "approved"
        ? `carry out ${describeSpan(now, request.executeBy)}`
        : "";
  return [
    paint(io, "dim", [`asked ${describeSpan(now, request.createdAt)}`, until].filter((part) => part !== "").join(", ")),
    ...(waits ? [paint(io, "yellow", "waits for you")] : []),
    `“${cutText(visibleLine(request.reason))}”`,
  ].join("  ");
}

const LONGEST_REASON = 70;

function cutText(text: string): string {
  return cutCell(text, LONGEST_REASON);
}

const WIDTHS = [SHORT_ID + 1, 12, 14, 11, 9, 8, 7] as const;

function columns(cells: readonly string[]): string {
  return cells.map((cell, place) => fitCell(cell, WIDTHS[place] ?? 0)).join("");
}

/** A cell and at least one space after it. */
function fitCell(cell: string, width: number): string {
  return padCell(cutCell(cell, width - 1), width);
}

function renderSummary(
  summary: ApprovalSummary,
  { io, ports }: { io: Io; ports: Pick<ApprovalPorts, "clock"> },
): string {
  const state = stateAt(summary.state, { now: timeAt(ports), deadlines: summary });
  const id = summary.id.slice(-SHORT_ID);
  const rest = [
    visibleLine(summary.requester),
    visibleLine(summary.database),
    summary.kind === "write" ? summary.statement : summary.kind,
    String(summary.rows),
    `${summary.approvals}/${summary.wanted}`,
  ];
  const padded = state.padEnd(WIDTHS[1]);
  const tail = rest.map((cell, place) => fitCell(cell, WIDTHS[place + 2] ?? 0)).join("");
  return `${id.padEnd(WIDTHS[0])}${padded.replace(state, paintState(state, io))}${tail}${cutCell(visibleLine(summary.normalised), 60)}`;
}
