// The port to the checkpoints that stand beside the ledger: what it signed of itself, and the entries that tell of them.

import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { CheckpointSigner } from "../../core/ledger/tree/checkpoint.ts";

export interface StoredCheckpoint {
  /** Entries that it covers. */
  readonly size: number;
  /** The signed note (c2sp.org/signed-note), with whatever cosignatures came later. */
  readonly note: string;
}

/** When a checkpoint is due: after so many entries, or after so much time when there is any new entry. Null: when there is any. */
export type CheckpointDue = { readonly entries: number; readonly microseconds: number; readonly now: number } | null;

export interface CheckpointStep {
  readonly signer: CheckpointSigner;
  readonly due: CheckpointDue;
  /** The entry that tells of it; `root` in base64. */
  readonly entryOf: (detail: { size: number; root: string; key: string }) => EntryDraft;
}

export interface ContinuedCheckpoint {
  readonly checkpoint: StoredCheckpoint;
  readonly first: number;
  /** That its tree begins with its own first `first` leaves: a consistency proof (RFC 9162, 2.1.4). */
  readonly proof: readonly Uint8Array[];
}

/** Every method rejects with a Failure `ledger-unavailable`, as `Ledger.append` does. */
export interface Checkpoints {
  /**
   * Signs the ledger as it stands, when that is due; null when it is not. Of several processes one signs: it is durable with its entry when
   * it resolves. Rejects with the signer's Failure, too; then nothing was written.
   */
  make(step: CheckpointStep): Promise<StoredCheckpoint | null>;
  /** The last one, and that it continues the size that `from` chooses, which is at most its own; null when there is none. */
  last(from: (last: StoredCheckpoint) => number): Promise<ContinuedCheckpoint | null>;
  /** Puts the lines of cosignatures behind the note of that size. */
  addCosignatures(size: number, lines: string): Promise<void>;
  /** The verifier key that the last change of the signing key was to end with, as the ledger tells; null where there was no change. */
  rotationTo(): Promise<string | null>;
}
