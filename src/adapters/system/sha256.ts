// SHA-256 and UTF-8 as the core wants them, on node:crypto.

import { createHash } from "node:crypto";
import type { Sha256 } from "../../core/ledger/tree/merkle.ts";

export const sha256: Sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export function utf8(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}
