// The port to the locks, which stand beside the ledger.

import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import type { Lock, LockTarget } from "../../core/model/lock.ts";

/** An entry, and the change of the locks that goes with it. */
export interface LockStep {
  readonly entry: EntryDraft;
  readonly change: { readonly set: LockTarget } | { readonly lift: LockTarget } | null;
}

export interface Locks {
  /**
   * Changes the locks and appends the entry that says so in one transaction, durable when it resolves. `choose` sees the locks in force in
   * that transaction, is pure and may run more than once; a Failure that it throws is passed on, and nothing is written.
   * Rejects as `Ledger.append` does.
   */
  change(choose: (locks: readonly Lock[]) => LockStep): Promise<LedgerReceipt>;
}
