// The life of an approval as one table: which event leads from which state where, and what stands in its way.
// Every arrow is a pure function; a store makes it durable by compare-and-set, together with its ledger entry.
//
//   pending -> approved | denied | expired | cancelled | stale        approved -> executing | expired | cancelled | revoked | stale
//   executing -> committing | approved (given back) | stale | rolled-back     committing -> executed | rolled-back | uncertain
//   rolled-back -> approved (may be tried again)                      uncertain -> reconciled

import { type Refusal, refuse } from "../model/refusal.ts";

export const APPROVAL_STATES = [
  "pending",
  "approved",
  "denied",
  "expired",
  "cancelled",
  "revoked",
  "stale",
  "executing",
  "committing",
  "executed",
  "rolled-back",
  "uncertain",
  "reconciled",
] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

export type ApprovalEvent =
  | { readonly kind: "approve" }
  /** A denial: of what is pending, or (`revoked`) of what was approved and has not begun. */
  | { readonly kind: "deny" }
  | { readonly kind: "expire" }
  | { readonly kind: "cancel" }
  | { readonly kind: "stale"; readonly why: string }
  | { readonly kind: "claim"; readonly owner: string; readonly until: string }
  /** The claim is given back: the COMMIT was never sent. */
  | { readonly kind: "release" }
  | {
      readonly kind: "commit";
      readonly pendingCommit: PendingCommit;
      readonly beforeImage: string | null;
      readonly rows: number;
    }
  | { readonly kind: "executed" }
  | { readonly kind: "rolled-back"; readonly why: string }
  | { readonly kind: "uncertain"; readonly why: string }
  /** The database rolled back and nothing forbids another attempt. */
  | { readonly kind: "retry" }
  | { readonly kind: "reconcile"; readonly happened: boolean };

/** What recovery asks the database about. Made durable before COMMIT is sent. */
export interface PendingCommit {
  /** PostgreSQL: xid8 in decimal, and the key of the marker where one was left; SQLite: the key of the marker and the attempt. */
  readonly xid: string;
  /** Identity of the cluster or the file. */
  readonly system: string;
  readonly timeline: number | null;
  readonly pid: number | null;
}

/** Of a write that changed nothing. */
export const NOTHING_TO_COMMIT: PendingCommit = { xid: "", system: "", timeline: null, pid: null };

export function isNothingToCommit({ xid }: PendingCommit): boolean {
  return xid === NOTHING_TO_COMMIT.xid;
}

export interface ApprovalProgress {
  readonly state: ApprovalState;
  /** How often it was claimed. */
  readonly attempt: number;
  /** Who executes it now, and until when nobody may take it for dead; null outside `executing` and `committing`. */
  readonly claim: { readonly owner: string; readonly until: string } | null;
  /** The last commit that was sent or about to be; null when none was. */
  readonly pendingCommit: PendingCommit | null;
  /** Rows changed by the statement; null before `committing`. */
  readonly rows: number | null;
  /** Digest of the before-images that are kept; null when there are none. */
  readonly beforeImage: string | null;
  /** Why it ended as it did: a word or a short sentence without values; null when the state says it. */
  readonly why: string | null;
}

export const FILED: ApprovalProgress = {
  state: "pending",
  attempt: 0,
  claim: null,
  pendingCommit: null,
  rows: null,
  beforeImage: null,
  why: null,
};

const ARROWS: Readonly<Record<ApprovalState, Partial<Readonly<Record<ApprovalEvent["kind"], ApprovalState>>>>> = {
  pending: { approve: "approved", deny: "denied", expire: "expired", cancel: "cancelled", stale: "stale" },
  approved: { claim: "executing", expire: "expired", cancel: "cancelled", deny: "revoked", stale: "stale" },
  executing: { commit: "committing", release: "approved", stale: "stale", "rolled-back": "rolled-back" },
  committing: { executed: "executed", "rolled-back": "rolled-back", uncertain: "uncertain" },
  "rolled-back": { retry: "approved" },
  uncertain: { reconcile: "reconciled" },
  denied: {},
  expired: {},
  cancelled: {},
  revoked: {},
  stale: {},
  executed: {},
  reconciled: {},
};

/** Where the deadlines of a request stand; RFC 3339 in one spelling, so that they compare as texts. */
export interface Deadlines {
  readonly approveBy: string;
  readonly executeBy: string;
}

/** The next progress, or why there is none. `now` as RFC 3339 with microseconds. */
export function advanceApproval(
  progress: ApprovalProgress,
  event: ApprovalEvent,
  { now, deadlines }: { now: string; deadlines: Deadlines },
): ApprovalProgress | Refusal {
  const state = ARROWS[progress.state][event.kind];
  if (state === undefined) return refuseArrow(progress);
  if (event.kind === "approve" && now > deadlines.approveBy) return expired("approve-by");
  if ((event.kind === "claim" || event.kind === "retry") && now > deadlines.executeBy) return expired("execute-by");
  if (event.kind === "expire" && now <= (progress.state === "pending" ? deadlines.approveBy : deadlines.executeBy)) {
    return refuse("approval-pending", "The request has not expired.", {
      rule: "approval-state",
      remedy: "Decide on it, or cancel it.",
    });
  }
  const next = { ...progress, state, claim: null, why: null };
  switch (event.kind) {
    case "claim":
      return {
        ...next,
        attempt: progress.attempt + 1,
        claim: { owner: event.owner, until: event.until },
        pendingCommit: null,
        rows: null,
        beforeImage: null,
      };
    case "commit":
      return {
        ...next,
        claim: progress.claim,
        pendingCommit: event.pendingCommit,
        beforeImage: event.beforeImage,
        rows: event.rows,
      };
    case "stale":
    case "rolled-back":
    case "uncertain":
      return { ...next, why: event.why };
    case "reconcile":
      return { ...next, why: event.happened ? "it happened" : "it did not happen" };
    case "approve":
    case "deny":
    case "expire":
    case "cancel":
    case "release":
    case "executed":
    case "retry":
      return next;
  }
}

/** True in states that no event leads out of. `rolled-back` may be tried again and `uncertain` waits for people. */
export function isSettled(state: ApprovalState): boolean {
  return Object.keys(ARROWS[state]).length === 0;
}

/** The state as it is at `now`: what waits longer than it may has expired, whether or not anybody wrote that down. */
export function stateAt(
  state: ApprovalState,
  { now, deadlines }: { now: string; deadlines: Deadlines },
): ApprovalState {
  if (state === "pending" && now > deadlines.approveBy) return "expired";
  if (state === "approved" && now > deadlines.executeBy) return "expired";
  return state;
}

function expired(which: string): Refusal {
  return refuse("approval-expired", "The time for this request has passed.", {
    rule: which,
    remedy: "Have it asked for again: a new request gets a new preview.",
  });
}

function refuseArrow({ state, why }: ApprovalProgress): Refusal {
  const rule = "approval-state";
  switch (state) {
    case "pending":
      return refuse("approval-pending", "The request waits for its approvers.", {
        rule,
        remedy: "Wait for it, or ask one of its approvers to decide.",
      });
    case "approved":
    case "rolled-back":
      return refuse("approval-decided", `The request is already ${state}.`, {
        rule,
        remedy: "Nothing needs deciding; look at it with gatehouse approvals show.",
      });
    case "denied":
    case "cancelled":
    case "revoked":
    case "reconciled":
    case "executed":
      return refuse("approval-decided", `The request is already ${state}.`, {
        rule,
        remedy: "File a new request if it is still wanted.",
      });
    case "expired":
      return expired("approval-state");
    case "stale":
      return refuse(
        "approval-stale",
        `What was approved is no longer what would happen${why === null ? "" : `: ${why}`}.`,
        { rule, remedy: "File it again: the new request shows what would happen now." },
      );
    case "executing":
    case "committing":
      return refuse("approval-running", "The request is being executed.", { rule, remedy: "Wait for its outcome." });
    case "uncertain":
      return refuse("approval-uncertain", "Nobody can tell whether this request was carried out.", {
        rule,
        remedy: "Have two people look at the data and reconcile it.",
      });
  }
}
