// The port to the ledger.

import type { EntryDraft } from "../../core/ledger/entry.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";

export interface Ledger {
  /**
   * Appends one entry. When it resolves the entry is durable (fsync) and chained; concurrent appends share one commit.
   * Rejects with a Failure `ledger-unavailable`: the entry may or may not be there, and the caller must release nothing.
   */
  append(draft: EntryDraft): Promise<LedgerReceipt>;
  close(): Promise<void>;
}
