// The hashes of a stored ledger's tree: stored ones where there are any, the others from the leaves below.
// They are not trusted: what is made of them is held against a root that somebody else has.

import { nodeHash } from "../../../core/ledger/tree/merkle.ts";
import type { SubtreeRoot } from "../../../core/ledger/tree/merkle-proof.ts";
import { Failure } from "../../../core/model/failure.ts";
import { sha256 } from "../sha256.ts";
import type { StateConnection } from "../state-connection.ts";

const STEP = 8;

export interface LedgerTree {
  readonly subtree: SubtreeRoot;
  /** Null when that hash is not stored. */
  stored(level: number, index: number): Uint8Array | null;
}

/** Within the caller's transaction, so that all of it is of one moment. */
export function ledgerTree(connection: StateConnection): LedgerTree {
  const leaf = connection.prepare<[number], { leaf: Uint8Array }>("SELECT leaf FROM entries WHERE idx = ?");
  const node = connection.prepare<[number, number], { hash: Uint8Array }>(
    "SELECT hash FROM nodes WHERE level = ? AND idx = ?",
  );
  const stored = (level: number, index: number) => node.get(level, index)?.hash ?? null;
  const subtree: SubtreeRoot = (level, index) => {
    if (level === 0) {
      const found = leaf.get(index);
      if (found !== undefined) return found.leaf;
      throw new Failure("ledger-altered", `Entry ${index} of the ledger is missing; run gatehouse ledger verify.`);
    }
    const known = level % STEP === 0 ? stored(level, index) : null;
    return known ?? nodeHash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1), sha256);
  };
  return { subtree, stored };
}
