// What a tool gives back. INVARIANT: an answer that holds a result holds the receipt of the entry that recorded it;
// `release` is the only way to make one, and a receipt comes from a durable append alone.

import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import type { Refusal } from "../../core/model/refusal.ts";

export class Released<T> {
  readonly #made = true;
  readonly kind = "released";
  readonly result: T;
  /** The result as compact JSON, serialised once. */
  readonly json: string;
  readonly receipt: LedgerReceipt;

  private constructor(result: T, json: string, receipt: LedgerReceipt) {
    this.result = result;
    this.json = json;
    this.receipt = receipt;
  }

  static with<T>(receipt: LedgerReceipt, released: { result: T; json: string }): Released<T> {
    return new Released(released.result, released.json, receipt);
  }

  get isReleased(): boolean {
    return this.#made;
  }
}

export interface Refused {
  readonly kind: "refused";
  readonly refusal: Refusal;
  /** Null when the ledger could not be written: then nothing else could be said either. */
  readonly receipt: LedgerReceipt | null;
}

export type Answer<T> = Released<T> | Refused;
