// SHA-256 of a text's UTF-8 bytes, in 64 hexadecimal digits.

import type { ApprovalCrypto } from "./approval-crypto.ts";

export function hexDigest(text: string, { sha256, utf8 }: Pick<ApprovalCrypto, "sha256" | "utf8">): string {
  return Array.from(sha256(utf8(text)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
