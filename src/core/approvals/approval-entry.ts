// What the ledger says of an approval: one draft for each arrow and each decision. It holds the request's digest and value-free parts alone.
// INVARIANT: the correlation is the request's id, and `detail` holds the progress that the step leads to: a store compares both with its
// rows, so that an edited row is noticed. The text and the signature of a decision stand in the entry, and nowhere else.

import type { EntryDraft, EntryKind } from "../ledger/entry/entry-draft.ts";
import type { ApprovalDecision } from "./approval-decision.ts";
import type { ApprovalKind, DigestedRequest } from "./approval-request.ts";
import type { ApprovalEvent, ApprovalProgress, ApprovalState } from "./approval-state.ts";

export type ApprovalEntryKind = Extract<EntryKind, `approval.${string}` | `write.${string}` | `break-glass.${string}`>;

/** The kinds that a request's life is made of, in order of their entries. A refused decision is recorded and changes nothing. */
export const STEP_KINDS = [
  "approval.requested",
  "approval.decided",
  "approval.expired",
  "approval.cancelled",
  "approval.revoked",
  "approval.stale",
  "write.executing",
  "write.committing",
  "write.outcome",
  "write.reconciled",
  "break-glass.opened",
  "break-glass.ended",
] as const satisfies readonly ApprovalEntryKind[];

/** The kind of the entry for an arrow from a state. A break-glass is opened and ended by entries of its own: they are to be noticed. */
export function entryKindOf(
  event: ApprovalEvent["kind"],
  { from, kind }: { from: ApprovalState; kind: ApprovalKind },
): (typeof STEP_KINDS)[number] {
  if (kind === "break-glass" && event === "approve") return "break-glass.opened";
  if (kind === "break-glass" && from === "approved") return "break-glass.ended";
  switch (event) {
    case "approve":
      return "approval.decided";
    case "deny":
      return from === "pending" ? "approval.decided" : "approval.revoked";
    case "expire":
      return "approval.expired";
    case "cancel":
      return "approval.cancelled";
    case "stale":
      return "approval.stale";
    case "claim":
      return "write.executing";
    case "commit":
      return "write.committing";
    case "release":
    case "executed":
    case "rolled-back":
    case "uncertain":
    case "retry":
      return "write.outcome";
    case "reconcile":
      return "write.reconciled";
  }
}

type Detail = Readonly<Record<string, string | number | boolean>>;

export interface ApprovalEntryParts {
  readonly filed: DigestedRequest;
  readonly next: ApprovalProgress;
  readonly decision?: ApprovalDecision;
  /** Who acts; null when Gatehouse does by itself. */
  readonly caller?: EntryDraft["caller"];
  readonly agent?: EntryDraft["agent"];
  readonly result?: EntryDraft["result"];
  /** In the words of who acts; free of values. */
  readonly reason?: string | null;
  /** More detail: small, flat, without values. */
  readonly detail?: Detail;
}

export function describeApproval(kind: ApprovalEntryKind, parts: ApprovalEntryParts): EntryDraft {
  const { filed, next, decision, caller = null, agent = null, result = null, reason = null, detail = {} } = parts;
  const { request, digest } = filed;
  const asks = kind === "approval.requested";
  return {
    kind,
    correlation: request.id,
    caller,
    agent,
    tool: null,
    target: { database: request.target.database, engine: request.target.engine },
    statement: {
      kind: request.statement.kind,
      fingerprint: request.statement.fingerprint,
      normalised: request.statement.normalised,
      parameters: countParameters(request.statement.parameters),
    },
    // what a role opens is as large as a schema, and stands in the request
    touched: (request.access?.role === undefined ? request.effect.relations : []).map(
      ({ relation, columns, classes }) => ({
        relation,
        access: request.access === undefined ? "write" : "read",
        columns,
        classes,
        treatments: {},
        rowFilter: false,
      }),
    ),
    decision: asks
      ? { effect: "ask", rule: request.risk.map(({ rule }) => rule).join(", ") || "policy", code: null }
      : null,
    result,
    reason,
    policyDigest: request.policyDigest,
    detail: {
      ...detail,
      ...(decision !== undefined && { signed: decision.text }),
      ...(typeof decision?.signature === "string" && { signature: decision.signature }),
      approval: request.kind,
      ...(asks && request.replaces !== undefined && { replaces: request.replaces }),
      digest,
      ...describeProgress(next),
    },
    sealed: asks ? sealedOf(request) : null,
  };
}

/** What is kept aside of a request's statements. */
export function sealedOf({ statement }: DigestedRequest["request"]): NonNullable<EntryDraft["sealed"]> {
  const { text, parameters, further = [] } = statement;
  return {
    statement: [text, ...further.map((next) => next.text)].join(";\n"),
    parameters:
      further.length === 0 ? parameters : `[${[parameters, ...further.map((next) => next.parameters)].join(",")}]`,
  };
}

/** A progress as an entry's detail has it: all of it but the end of the claim, which is put off without an entry. */
export function describeProgress({
  state,
  attempt,
  claim,
  pendingCommit,
  rows,
  beforeImage,
  why,
}: ApprovalProgress): Detail {
  return {
    state,
    attempt,
    ...(claim !== null && { owner: claim.owner }),
    ...(pendingCommit !== null && { xid: pendingCommit.xid, system: pendingCommit.system }),
    ...(typeof pendingCommit?.timeline === "number" && { timeline: pendingCommit.timeline }),
    ...(typeof pendingCommit?.pid === "number" && { pid: pendingCommit.pid }),
    ...(rows !== null && { changed: rows }),
    ...(beforeImage !== null && { beforeImage }),
    ...(why !== null && { why }),
  };
}

/** The same progress, in the same words, or not. */
export function isDescribedBy(progress: ApprovalProgress, detail: Detail): boolean {
  const described = describeProgress(progress);
  return PROGRESS_NAMES.every((name) => described[name] === detail[name]);
}

const PROGRESS_NAMES = [
  "state",
  "attempt",
  "owner",
  "xid",
  "system",
  "timeline",
  "pid",
  "changed",
  "beforeImage",
  "why",
];

function countParameters(parameters: string): number {
  const parsed: unknown = JSON.parse(parameters);
  return Array.isArray(parsed) ? parsed.length : 0;
}
