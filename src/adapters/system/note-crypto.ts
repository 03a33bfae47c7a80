// The arithmetic of signed notes on node:crypto: Ed25519 with raw keys of 32 bytes.

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { NoteCrypto, SigningKey } from "../../core/ledger/tree/note-crypto.ts";
import { base64 } from "./base64.ts";
import { sha256, utf8 } from "./sha256.ts";

/** PKCS #8 and SPKI of an Ed25519 key (RFC 8410), up to the key itself. */
const PRIVATE = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC = Buffer.from("302a300506032b6570032100", "hex");

export const nodeNoteCrypto: NoteCrypto = {
  sha256,
  utf8,
  base64,
  verify: (publicKey, message, signature) => {
    try {
      const key = createPublicKey({ key: Buffer.concat([PUBLIC, publicKey]), format: "der", type: "spki" });
      return verify(null, message, key, signature);
    } catch {
      return false; // bytes that are no key
    }
  },
};

/** `seed`: the 32 bytes of the private key (RFC 8032, 5.1.5). */
export function signingKey(seed: Uint8Array): SigningKey {
  const key: KeyObject = createPrivateKey({ key: Buffer.concat([PRIVATE, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(PUBLIC.length);
  return { publicKey: new Uint8Array(publicKey), sign: (message) => sign(null, message, key) };
}
