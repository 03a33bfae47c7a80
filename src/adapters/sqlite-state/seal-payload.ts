// The raw statement and parameters of an entry, encrypted aside (AES-256-GCM) under a key of the day, which is wrapped by a key
// outside the ledger file. Destroying a day's key erases them and breaks no proof: the entry holds a salted digest alone.

import { createCipheriv, createDecipheriv, createHmac, hash, randomBytes } from "node:crypto";
import type { TakeRandom } from "./random-pool.ts";

export interface SealedPayload {
  readonly iv: Uint8Array;
  readonly sealed: Uint8Array;
  /** SHA-256 over salt and plain text, base64: what the entry commits to. */
  readonly digest: string;
}

const SALT = 16;
const TAG = 16;

/** `place` binds the cipher text to its entry: moved elsewhere, it does not open. */
export function sealPayload(
  text: string,
  { key, place, random }: { key: Uint8Array; place: string; random: TakeRandom },
): SealedPayload {
  const salted = Buffer.concat([random(SALT), Buffer.from(text, "utf8")]);
  const { iv, sealed } = encrypt(salted, { key, place, random });
  return { iv, sealed, digest: digestOf(salted) };
}

/** Null when it does not open: another key, another place, or altered. */
export function openPayload(
  payload: Pick<SealedPayload, "iv" | "sealed">,
  { key, place }: { key: Uint8Array; place: string },
): { text: string; digest: string } | null {
  const salted = decrypt(payload, { key, place });
  return salted === null ? null : { text: salted.subarray(SALT).toString("utf8"), digest: digestOf(salted) };
}

/** What the entry of a sealed detail commits to; null when it does not open. */
export function openDigest(
  payload: Pick<SealedPayload, "iv" | "sealed">,
  { key, place }: { key: Uint8Array; place: string },
): string | null {
  const salted = decrypt(payload, { key, place });
  return salted === null ? null : digestOf(salted);
}

function digestOf(salted: Uint8Array): string {
  return hash("sha256", salted, "base64");
}

export function encrypt(
  plain: Uint8Array,
  { key, place, random = randomBytes }: { key: Uint8Array; place: string; random?: TakeRandom },
) {
  const iv = random(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(place, "utf8"));
  return { iv, sealed: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]) };
}

export function decrypt(
  { iv, sealed }: Pick<SealedPayload, "iv" | "sealed">,
  { key, place }: { key: Uint8Array; place: string },
): Buffer | null {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(place, "utf8"));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
    const plain = decipher.update(sealed.subarray(0, sealed.length - TAG));
    decipher.final(); // throws unless the tag is right; GCM leaves nothing for it to add
    return plain;
  } catch {
    return null;
  }
}

/** Kept in the ledger, so that another key is noticed before anything is sealed with it. It tells nothing of the key. */
export function sealingCheck(key: Uint8Array, origin: string): string {
  return createHmac("sha256", key).update(`gatehouse-sealing-v1\n${origin}`, "utf8").digest("hex");
}

/** Kept where several servers share a state, so that a key of which they have another one is noticed. It tells nothing of the key. */
export function keyCheck(key: Uint8Array, name: string): string {
  return createHmac("sha256", key).update(`gatehouse-key-v1\n${name}`, "utf8").digest("hex");
}
