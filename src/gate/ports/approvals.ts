// The port to the approvals. They live in the ledger's own file: each change and its entry are one transaction.
// INVARIANT: what is read here grants nothing by itself. Who may go on is counted anew from the signed documents (count-quorum.ts).

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalDecision } from "../../core/approvals/approval-decision.ts";
import type { ApprovalKind, DigestedRequest } from "../../core/approvals/approval-request.ts";
import type { ApprovalProgress, ApprovalState } from "../../core/approvals/approval-state.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import type { Lock } from "../../core/model/lock.ts";
import type { UnaskedBy, UnaskedWrites } from "./budgets.ts";
import type { Cancellation } from "./cancellation.ts";

export interface ApprovalFilter {
  /** As they are stored: what ran out of time may still stand as `pending` or `approved`. */
  readonly states?: readonly ApprovalState[];
  readonly kind?: ApprovalKind;
  readonly requester?: string;
  readonly role?: string;
  /** Requests of access that may be this caller's: their own, and every break-glass, of which the sealed request says for whom it is. */
  readonly reader?: string;
  readonly database?: string;
  readonly session?: string;
  /** Requests whose frozen approvers name this principal. */
  readonly approver?: string;
  /** Requests whose time to be decided or carried out had passed then (RFC 3339) and of which nobody has said so. */
  readonly overdueAt?: string;
  /** Requests whose id begins or ends so. */
  readonly named?: string;
  /** Requests older than the one with this id: the cursor of the next page. */
  readonly before?: string;
}

/** A line of a list; for the eye alone. It holds no values: statement and samples are read with `read`. */
export interface ApprovalSummary {
  readonly id: string;
  readonly kind: ApprovalKind;
  readonly state: ApprovalState;
  readonly requester: string;
  readonly role: string;
  readonly session: string;
  readonly database: string;
  /** `update`, `delete`, … */
  readonly statement: string;
  /** The statement without its literals. */
  readonly normalised: string;
  /** Rows that would change, in all relations. */
  readonly rows: number;
  /** Decisions that approve; none that denies. */
  readonly approvals: number;
  readonly wanted: number;
  readonly createdAt: string;
  readonly approveBy: string;
  readonly executeBy: string;
}

export type Moved =
  /** The receipt is that of the last entry: the step's, or the call's where one went with it. */
  | { readonly kind: "moved"; readonly approval: Approval; readonly receipt: LedgerReceipt }
  /** Somebody was faster: nothing was written. As it is now; null when there is no such request. */
  | { readonly kind: "lost"; readonly approval: Approval | null };

export interface ApprovalStep {
  /** Made by `advanceApproval` from what was seen; the same state when a decision alone is added. */
  readonly next: ApprovalProgress;
  /** Made by `describeApproval`. */
  readonly entry: EntryDraft;
  /** Kept with the request, when the step is a decision. */
  readonly decision?: ApprovalDecision;
  /** Whole rows before and after the change, to revert it by. Kept encrypted, durable with the step, and purged after `until`. */
  readonly images?: { readonly text: string; readonly until: string };
}

export interface FilingOptions {
  /** As what it begins; `pending` when absent. */
  readonly progress?: ApprovalProgress;
  /** How many requests of its requester may wait for people, this one included. */
  readonly mostPending?: number;
  /** A step that it takes in the same transaction. */
  readonly step?: ApprovalStep;
  /** What it was weighed by: where the count is another one by now, nothing is filed. */
  readonly weighed?: { readonly by: UnaskedBy; readonly recent: UnaskedWrites };
}

export type Filing =
  | { readonly kind: "filed"; readonly receipt: LedgerReceipt }
  /** The request that it `replaces` has a successor already; nothing was filed. */
  | { readonly kind: "replaced" }
  /** As many of its requester's wait as may; nothing was filed. */
  | { readonly kind: "full" }
  /** Its requester has written unasked since it was weighed; nothing was filed. */
  | { readonly kind: "outweighed"; readonly recent: UnaskedWrites };

/** The entry of the call that took a step, made inside the transaction from the locks in force there (Ledger.appendUnderLocks). */
export type CallEntry = (locks: readonly Lock[]) => EntryDraft;

/**
 * Every method rejects with a Failure: `ledger-unavailable` (it cannot be read or written; a step may or may not be there, read again),
 * `approval-altered` (the file does not agree with its ledger: a row was edited).
 */
export interface Approvals {
  /**
   * Files a new request as `pending`, or, where nobody has to be asked, as what its first step makes of it.
   * Durable, with its entry, when it resolves with `filed`.
   */
  file(filed: DigestedRequest, entry: EntryDraft, options?: FilingOptions): Promise<Filing>;
  /** Id of the request that took the place of this one; null when none has. */
  successorOf(id: string): Promise<string | null>;
  /** Null when there is no such request. */
  read(id: string): Promise<Approval | null>;
  /** Newest first. */
  list(filter: ApprovalFilter, limit: number): Promise<readonly ApprovalSummary[]>;
  /**
   * One arrow, or one decision, on the request exactly as it was seen (by its version). Durable, with its entry, when it resolves; and so is
   * the `call`'s entry, which is appended after it.
   */
  move(seen: Approval, step: ApprovalStep, call?: CallEntry): Promise<Moved>;
  /** Puts off the end of a claim that is still held by this owner and attempt; false when it is not. Leaves no entry, and the version as it is. */
  renew(id: string, claim: { owner: string; attempt: number; until: string }): Promise<boolean>;
  /** Resolves with the request once its version is another one than was seen, or as it is when the time is up or the wait cancelled. */
  waitForChange(seen: Approval, cancellation: Cancellation, milliseconds?: number): Promise<Approval | null>;
  /** The images that a request's execution left; null when there are none, or no longer. */
  readImages(id: string): Promise<string | null>;
  /** Forgets images whose time has passed; how many. */
  purgeImages(now: string): Promise<number>;
  /** The ledger as an approver sees it: entries, and the Merkle root over them. */
  head(): Promise<{ readonly size: number; readonly root: string }>;
}
