// What the caller is told of a write. INVARIANT: nothing of a relation that the caller does not see, and samples as the caller sees them.

import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import { notesOf, planNotes } from "../../core/masking/mask-notes.ts";
import { scanRows } from "../../core/masking/scan-rows.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import type { WriteResult, WriteStatus } from "../calls.ts";
import { markResult, marksOf, type PlannedChange, scansOf } from "../planning.ts";
import type { Database } from "../ports/database.ts";
import { readParameters } from "./asking/asked-write.ts";
import { effectForCaller } from "./asking/effect-for-caller.ts";
import type { Written } from "./write-outcome.ts";

export type { WriteResult, WriteStatus } from "../calls.ts";

interface About {
  readonly status: WriteStatus;
  readonly request: ApprovalRequest | null;
  readonly scope: {
    readonly governance: Governance;
    readonly planned: PlannedChange;
    readonly database: Database;
    readonly catalogue: Catalogue;
  };
  readonly written?: Written;
  /** What took the place of a stale request. */
  readonly renewal?: Renewal;
}

/** What became of asking anew. */
export type Renewal =
  /** It waits for people, or has gone on from there. */
  | { readonly kind: "renewed"; readonly request: ApprovalRequest }
  /** As things are now it needs nobody, or would change nothing. */
  | { readonly kind: "not-needed" }
  | Refusal;

export function describeWrite({ status, request: own, scope, written, renewal }: About): WriteResult {
  const { governance, planned, database, catalogue } = scope;
  const anew = renewal?.kind === "renewed" ? renewal.request : null;
  const request = anew ?? own;
  const waits = status === "pending_approval" || anew !== null;
  const asks = waits || status === "approval_needed";
  const notes = notesOf(planNotes(planned.facts.uses ?? [], { governance, engine: database.engine }), {
    parameters: own === null ? [] : readParameters(own.statement.parameters),
    constantAt: () => undefined, // those of a write stay in its text
  });
  const filed = own !== null && status !== "approval_needed" && status !== "not_needed";
  return {
    database: database.name,
    status,
    ...(filed && { request: own.id }),
    ...(anew !== null && { replaced_by: anew.id }),
    effect: effectForCaller(request, { governance, planned, catalogue }),
    ...(asks && request !== null && { risk: request.risk }),
    ...(asks && request?.effect.samples["requester"] !== undefined && { preview: request.effect.samples["requester"] }),
    ...(asks &&
      request !== null && { approvals: { needed: request.quorum.count, ...(waits && { until: request.approveBy }) } }),
    ...(notes.length > 0 && { mask_notes: notes }),
    ...returnedOf(written, scope),
    next: renewal === undefined ? nextAlone(status, { planned, id: own?.id ?? "" }) : `${MOVED_ON} ${nextOf(renewal)}`,
  };
}

/** What is said of a request whose statement means nothing any more. It names no table. */
export function describeEnded(status: WriteStatus, { id, target, effect }: ApprovalRequest): WriteResult {
  return {
    database: target.database,
    status,
    request: id,
    effect: effect.relations.map(({ verb, cause }) => ({ verb, cause })),
    columns: [],
    rows: [],
    row_count: 0,
    truncated: false,
    next: NEXT[status](id),
  };
}

function returnedOf(
  written: Written | undefined,
  { governance, planned, database }: About["scope"],
): Pick<WriteResult, "columns" | "rows" | "row_count" | "truncated" | "truncated_by"> {
  if (written === undefined) return { columns: [], rows: [], row_count: 0, truncated: false };
  const { columns, returned, truncated, rows } = written;
  const marks = marksOf(markResult(planned.facts, governance), columns.length);
  const scanned = scanRows(returned, { scans: scansOf(marks, { columns, engine: database.engine }) });
  return {
    columns: columns.map(({ name, type }, index) => {
      const masked = marks[index]?.masked ?? [];
      const redactions = scanned.redactions[index] ?? 0;
      return { name, type, ...(masked.length > 0 && { masked }), ...(redactions > 0 && { redactions }) };
    }),
    rows: scanned.rows,
    row_count: columns.length === 0 ? rows : returned.length,
    truncated: truncated !== null,
    ...(truncated !== null && { truncated_by: truncated }),
  };
}

function nextAlone(status: WriteStatus, { planned, id }: { planned: PlannedChange; id: string }): string {
  return status === "executed" && planned.kind === "planned-schema-change" ? CHANGED : NEXT[status](id);
}

const CHANGED =
  "The schema is changed. A new table or column is hidden until the data policy names it: ask the operator to classify it.";

const NEXT: Readonly<Record<WriteStatus, (id: string) => string>> = {
  executed: () => "It is done: row_count says how many rows were changed, or returned.",
  not_needed: () => "It needs no approval: send it with query.",
  approved: (id) =>
    `It is approved and has not run yet: call request-approval with request "${id}", or send it again with query.`,
  pending_approval: (id) =>
    `Nothing has been changed. A person decides in a terminal (gatehouse approvals show ${id}); call request-approval with request "${id}" to wait for it and carry it out.`,
  approval_needed: () =>
    "Nothing has been changed and nobody was asked. Send it again with a reason, in words for the person who decides.",
  denied: () => "It was denied and nothing was changed. Do not send it again as it is.",
  expired: () =>
    "The time for it has passed and nothing was changed. Send it again with a reason if it is still wanted.",
  cancelled: () => "It was taken back and nothing was changed.",
  stale: () => `${MOVED_ON} Send it again with a reason.`,
};

const MOVED_ON = "What it would do has changed since it was asked for, so nothing was changed.";

/** What to do about a request that went stale. */
export function nextOf(renewal: Renewal): string {
  switch (renewal.kind) {
    case "renewed":
      return `The new request ${renewal.request.id} took its place with what would happen now: a person decides on that one (gatehouse approvals show ${renewal.request.id}), and request-approval with its id carries it out.`;
    case "not-needed":
      return "As things are now nobody has to be asked: send it again with query.";
    case "refusal":
      return `It was not asked for anew: ${renewal.message} ${renewal.remedy}`;
  }
}
