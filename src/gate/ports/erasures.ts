// The port by which sealed details are erased.

import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { ErasureChoice } from "../../core/ledger/erasure.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";

export interface ErasureCount {
  /** Entries that would lose what is sealed aside for them, or the request that is sealed beside them. */
  readonly entries: number;
  /** Entries of requests that are not finished, which keep it. */
  readonly waiting: number;
  /** Those, as `3,7-9`; absent where there are none. */
  readonly kept?: string;
}

export interface Erased {
  readonly entries: number;
  /** Keys of a caller's day that nothing is sealed with any more. */
  readonly keys: number;
  /** Sealed requests, with the images of their rows. */
  readonly requests: number;
}

/** A part of an erasure: what an entry of it names. */
export type ErasurePart = (erased: Erased, choice: ErasureChoice) => EntryDraft;

export interface Erasures {
  count(choice: ErasureChoice): Promise<ErasureCount>;
  /**
   * Durable, with its entries, when it resolves; null when there is nothing to erase, and then nothing is recorded.
   * Rejects with a Failure `ledger-unavailable`; then nothing was erased, unless COMMIT itself failed.
   */
  erase(choice: ErasureChoice, entryOf: ErasurePart): Promise<(Erased & { readonly receipt: LedgerReceipt }) | null>;
}
