// The port to the ledger.

import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import type { Lock } from "../../core/model/lock.ts";
import type { BreakGlass } from "../../core/review/break-glass.ts";

/** The ledger at one moment. */
export interface LedgerHead {
  /** The log's identity: made with it, at random, and never again. */
  readonly origin: string;
  /** How many entries there are. */
  readonly size: number;
  /** The Merkle root over them (RFC 9162), in base64. */
  readonly root: string;
  /** Of the last entry (RFC 3339, UTC); empty where there is none. */
  readonly time: string;
}

export interface Ledger {
  /**
   * Appends one entry. When it resolves the entry is durable (fsync) and chained; concurrent appends share one commit.
   * Rejects with a Failure `ledger-unavailable`: the entry may or may not be there, and the caller must release nothing.
   */
  append(draft: EntryDraft): Promise<LedgerReceipt>;
  /**
   * Like `append`, but the draft is made inside the transaction, from the locks in force at that very moment, whichever process set them.
   * `make` is pure and may run more than once; the last run counts.
   */
  appendUnderLocks(make: (locks: readonly Lock[]) => EntryDraft): Promise<LedgerReceipt>;
  /** As it stands, whoever appended last. Rejects like `append`. */
  head(): Promise<LedgerHead>;
  /** The locks in force, read afresh. Rejects like `append`: where locks cannot be read, nothing runs. */
  locks(): Promise<readonly Lock[]>;
  /** Up to when access was reviewed, without a gap, and signed off with a key; before the first, when the ledger was begun. Null for one without entries. */
  reviewedAt(): Promise<string | null>;
  /** Every break-glass, oldest first, with its end and its review. Rejects like `append`. */
  breakGlass(): Promise<readonly BreakGlass[]>;
  /** Ends what is open of the state: the approvals, locks, erasures and checkpoints that came with this ledger are closed with it. */
  close(): Promise<void>;
}
