// What a tool gives back. INVARIANT: an answer that holds a result holds the receipt of the entry that recorded it;
// `release` is the only way to make one, and a receipt comes from a durable append alone.

import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import { type JsonText, joinJson } from "../../core/model/json-text.ts";
import type { Refusal } from "../../core/model/refusal.ts";

export class Released<T> {
  readonly #made = true;
  readonly kind = "released";
  /** The result as compact JSON, serialised once. */
  readonly written: JsonText;
  readonly receipt: LedgerReceipt;
  readonly #read: () => T;
  #result: { readonly value: T } | null = null;

  private constructor(read: () => T, written: JsonText, receipt: LedgerReceipt) {
    this.#read = read;
    this.written = written;
    this.receipt = receipt;
  }

  static with<T>(receipt: LedgerReceipt, { read, json }: { read: () => T; json: JsonText }): Released<T> {
    return new Released(read, json, receipt);
  }

  /** As a value, made when it is first asked for. */
  get result(): T {
    this.#result ??= { value: this.#read() };
    return this.#result.value;
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
