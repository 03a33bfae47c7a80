// The Merkle tree of RFC 9162 (as RFC 6962) over the entries. SHA-256 is injected; hashes are 32 bytes.

export type Sha256 = (...parts: readonly Uint8Array[]) => Uint8Array;

const LEAF = Uint8Array.of(0x00);
const NODE = Uint8Array.of(0x01);

/** Hash of an entry's canonical bytes. */
export function leafHash(entry: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(LEAF, entry);
}

export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(NODE, left, right);
}

/**
 * The roots of the perfect subtrees that a tree of `size` leaves is made of, largest first: at most 53 hashes.
 * It is all that an append needs.
 */
export interface Frontier {
  readonly size: number;
  readonly roots: readonly Uint8Array[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, roots: [] };

export function appendLeaf(frontier: Frontier, { leaf, sha256 }: { leaf: Uint8Array; sha256: Sha256 }): Frontier {
  return appendSubtree(frontier, { leaves: 1, root: leaf, sha256 });
}

/** A perfect subtree of 2^level leaves from index * 2^level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
  readonly root: Uint8Array;
}

/**
 * Adds a perfect subtree of `leaves` (a power of two) at once; the frontier's size is a multiple of it.
 * `completed` is told each perfect subtree that ends there, itself first.
 */
export function appendSubtree(
  { size, roots }: Frontier,
  {
    leaves,
    root,
    sha256,
    completed,
  }: { leaves: number; root: Uint8Array; sha256: Sha256; completed?: (subtree: Subtree) => void },
): Frontier {
  const grown = [...roots];
  let node = root;
  let index = size / leaves;
  let level = Math.round(Math.log2(leaves));
  completed?.({ level, index, root: node });
  while (index % 2 === 1) {
    const left = grown.pop();
    if (left === undefined) throw new RangeError("a frontier that does not fit its size");
    node = nodeHash(left, node, sha256);
    index = (index - 1) / 2;
    level += 1;
    completed?.({ level, index, root: node });
  }
  grown.push(node);
  return { size: size + leaves, roots: grown };
}

/** Levels of the subtrees that a ledger stores: 2^8, 2^16, 2^24, … leaves, as in C2SP tlog-tiles. */
export function isStoredLevel(level: number): boolean {
  return level > 0 && level % 8 === 0;
}

/** The root over all leaves; of no leaves, the hash of nothing. */
export function frontierRoot({ roots }: Frontier, sha256: Sha256): Uint8Array {
  const last = roots.at(-1);
  if (last === undefined) return sha256();
  return roots.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, sha256), last);
}
