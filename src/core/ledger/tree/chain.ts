// The linear chain over the entries' leaves: a cheap local cross-check of order. Proofs and checkpoints use the Merkle root alone.

import type { Sha256 } from "./merkle.ts";

/** chain(-1): what the first entry is chained to. `origin` is the log's identity, made with its file. */
export function chainStart(
  origin: string,
  { sha256, utf8 }: { sha256: Sha256; utf8: (text: string) => Uint8Array },
): Uint8Array {
  return sha256(utf8(`gatehouse-chain-v1\n${origin}`));
}

/** chain(n) of chain(n-1) and leaf(n). */
export function chainNext(chain: Uint8Array, { leaf, sha256 }: { leaf: Uint8Array; sha256: Sha256 }): Uint8Array {
  return sha256(chain, leaf);
}
