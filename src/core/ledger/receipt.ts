// The proof that an entry is durable. Releasing rows demands one.
// INVARIANT: a receipt is made only by a ledger store, after the entry is on disk (test/layers proves it).

export class LedgerReceipt {
  readonly #made = true;
  /** Index of the entry, from 0. */
  readonly index: number;
  /** Entries in the ledger once this one was in it. */
  readonly size: number;
  /** Merkle root over those entries (RFC 9162), base64. */
  readonly root: string;

  private constructor(head: { index: number; size: number; root: string }) {
    this.index = head.index;
    this.size = head.size;
    this.root = head.root;
  }

  static durable(head: { index: number; size: number; root: string }): LedgerReceipt {
    return new LedgerReceipt(head);
  }

  get isDurable(): boolean {
    return this.#made;
  }
}
