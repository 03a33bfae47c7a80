// The images of a write's rows as they are kept, aside and encrypted, and the digest of them that the committing entry holds: whoever holds the
// state folder and its keys can put others in their place, and cannot make them fit.

import type { ApprovalCrypto } from "../approval-crypto.ts";
import { hexDigest } from "../hex-digest.ts";

/** The nonce keeps the digest from telling who guesses the rows. */
export function formatImages(images: readonly object[], nonce: string): string {
  return `${nonce} ${JSON.stringify(images)}`;
}

/** `sha256:` and 64 hexadecimal digits. */
export function digestImages(text: string, primitives: Pick<ApprovalCrypto, "sha256" | "utf8">): string {
  return `sha256:${hexDigest(text, primitives)}`;
}

/** Whether they are those that the entry tells of, by their digest. */
export function areKept(
  text: string,
  told: string | null,
  primitives: Pick<ApprovalCrypto, "sha256" | "utf8">,
): boolean {
  return told !== null && digestImages(text, primitives) === told;
}

/** The JSON in what is kept. */
export function imagesIn(text: string): string {
  return text.slice(text.indexOf("["));
}
