// The arithmetic that signed notes need and the core does not do itself.

import type { Base64 } from "../export/export-lines.ts";
import type { Sha256 } from "./merkle.ts";

export interface NoteCrypto {
  readonly sha256: Sha256;
  readonly utf8: (text: string) => Uint8Array;
  readonly base64: Base64;
  /** Ed25519 (RFC 8032); false for a key that is none, too. Never throws. */
  readonly verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

/** A private Ed25519 key, which stays where it is. */
export interface SigningKey {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}
