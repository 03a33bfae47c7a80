// The keys of SCRAM-SHA-256 (RFC 5802, section 3; RFC 7677) on node:crypto.

import { createHash, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { ScramVerifier } from "../../core/identity/scram-verifier.ts";

/** PostgreSQL's own. Passwords here are tokens of 256 random bits, which more of them would not make harder to find. */
export const ITERATIONS = 4_096;
const KEY_BYTES = 32;

/** `salt` is base64. */
export async function makeVerifier(password: string, salt: string): Promise<ScramVerifier> {
  const salted = await promisify(pbkdf2)(password, Buffer.from(salt, "base64"), ITERATIONS, KEY_BYTES, "sha256");
  return {
    iterations: ITERATIONS,
    salt,
    storedKey: sha256(hmac(salted, "Client Key")).toString("base64"),
    serverKey: hmac(salted, "Server Key").toString("base64"),
  };
}

/** Whether a client's proof (base64) is of the password of this verifier. */
export function provesPassword(proof: string, { storedKey }: ScramVerifier, authMessage: string): boolean {
  const sent = Buffer.from(proof, "base64");
  const stored = Buffer.from(storedKey, "base64");
  if (sent.length !== KEY_BYTES) return false;
  const signature = hmac(stored, authMessage);
  return timingSafeEqual(sha256(Buffer.from(sent.map((byte, at) => byte ^ (signature[at] ?? 0)))), stored);
}

/** By which the server shows that it knows the verifier; base64. */
export function serverSignature({ serverKey }: ScramVerifier, authMessage: string): string {
  return hmac(Buffer.from(serverKey, "base64"), authMessage).toString("base64");
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text, "utf8").digest();
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
