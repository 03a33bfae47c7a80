// The Merkle tree of RFC 9162 (as RFC 6962) over the entries. SHA-256 is injected; hashes are 32 bytes.

export type Sha256 = (...parts: readonly Uint8Array[]) => Uint8Array;

const LEAF = Uint8Array.of(0x00);
const NODE = Uint8Array.of(0x01);

/** Hash of an entry's canonical bytes. */
export function leafHash(entry: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(LEAF, entry);
}

function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
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

export function appendLeaf(
  { size, roots }: Frontier,
  { leaf, sha256 }: { leaf: Uint8Array; sha256: Sha256 },
): Frontier {
  const grown = [...roots];
  let node = leaf;
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = grown.pop();
    if (left === undefined) throw new RangeError("a frontier that does not fit its size");
    node = nodeHash(left, node, sha256);
  }
  grown.push(node);
  return { size: size + 1, roots: grown };
}

/** The root over all leaves; of no leaves, the hash of nothing. */
export function frontierRoot({ roots }: Frontier, sha256: Sha256): Uint8Array {
  const last = roots.at(-1);
  if (last === undefined) return sha256();
  return roots.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, sha256), last);
}
