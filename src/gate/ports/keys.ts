// The port to the keys that leave no trace in statements, results or entries.

import type { JsonText } from "../../core/model/json-text.ts";

export interface PseudonymPads {
  /** 64 bytes each: the caller's key XORed with 0x36 and 0x5c (RFC 2104). */
  readonly innerPad: Uint8Array;
  readonly outerPad: Uint8Array;
}

export interface Keys {
  /** The pads of this principal's own pseudonym key, derived from the master key. */
  pseudonymPads(principal: string): PseudonymPads;
  /**
   * A keyed digest (hexadecimal) and the size in UTF-8 bytes of what a call released. It can be checked by who holds the key and the answer.
   * The call's correlation goes into it: nobody without the key can tell that two calls were answered alike, or test a guess.
   */
  commit(json: JsonText, correlation: string): { readonly digest: string; readonly bytes: number };
}
