// SHA-256 and UTF-8 as the ledger's core wants them, on node:crypto.

import { hash } from "node:crypto";
import type { DigestText } from "../../core/ledger/tree/bulk-hash.ts";
import type { Sha256 } from "../../core/ledger/tree/merkle.ts";

export const sha256: Sha256 = (...parts) => hash("sha256", Buffer.concat(parts), "buffer");

export const digestText: DigestText = (bytes) => hash("sha256", bytes, "binary");

export function utf8(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}
