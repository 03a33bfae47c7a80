// What a tool gives back. INVARIANT: an answer that holds a result holds the receipt of the entry that recorded it;
// `release` is the only way to make one, and a receipt comes from a durable append alone.

import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import { type JsonText, joinJson } from "../../core/model/json-text.ts";
import type { Refusal } from "../../core/model/refusal.ts";

export class Released<T> {
  readonly #made = true;
  readonly kind = "released";
  readonly result: T;
  /** The result as compact JSON, serialised once. */
  readonly written: JsonText;
  readonly receipt: LedgerReceipt;

  private constructor(result: T, written: JsonText, receipt: LedgerReceipt) {
    this.result = result;
    this.written = written;
    this.receipt = receipt;
  }

  static with<T>(receipt: LedgerReceipt, released: { result: T; json: JsonText }): Released<T> {
    return new Released(released.result, released.json, receipt);
  }

  /** As one text. */
  get json(): string {
    return joinJson(this.written);
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
