// Inclusion and consistency proofs of RFC 9162 (2.1.3 and 2.1.4), made from the roots of perfect subtrees, and checked.
// Making trusts its source of hashes; checking trusts nothing: a proof that is wrong in any way gives null or false.

import { type Frontier, nodeHash, type Sha256 } from "./merkle.ts";

/** The root of the perfect subtree over the 2^level leaves from index * 2^level. */
export type SubtreeRoot = (level: number, index: number) => Uint8Array;

interface Source {
  readonly subtree: SubtreeRoot;
  readonly sha256: Sha256;
}

/** The frontier of the tree over the first `size` leaves. */
export function frontierAt(size: number, subtree: SubtreeRoot): Frontier {
  const roots: Uint8Array[] = [];
  let from = 0;
  for (let level = levelBelow(size + 1); level >= 0; level--) {
    const leaves = 2 ** level;
    if (from + leaves > size) continue;
    roots.push(subtree(level, from / leaves));
    from += leaves;
  }
  return { size, roots };
}

/** Hashes from the leaf's sibling up (RFC 9162, 2.1.3.1). */
export function inclusionProof(index: number, size: number, source: Source): readonly Uint8Array[] {
  if (index >= size) throw new RangeError("no such leaf in that tree");
  const path = (from: number, to: number): Uint8Array[] => {
    if (to - from === 1) return [];
    const split = from + splitOf(to - from);
    return index < split
      ? [...path(from, split), rangeRoot(split, to, source)]
      : [...path(split, to), rangeRoot(from, split, source)];
  };
  return path(0, size);
}

/** That the tree of `second` leaves begins with the tree of `first` (RFC 9162, 2.1.4.1). Empty when `first` is 0 or equal. */
export function consistencyProof(first: number, second: number, source: Source): readonly Uint8Array[] {
  if (first > second) throw new RangeError("a consistency proof goes from the smaller tree to the larger");
  if (first === 0) return [];
  const proof = (from: number, to: number, whole: boolean): Uint8Array[] => {
    if (first === to) return whole ? [] : [rangeRoot(from, to, source)];
    const split = from + splitOf(to - from);
    return first <= split
      ? [...proof(from, split, whole), rangeRoot(split, to, source)]
      : [...proof(split, to, false), rangeRoot(from, split, source)];
  };
  return proof(0, second, true);
}

/** The root that the proof leads to (RFC 9162, 2.1.3.2); null when its length does not fit. */
export function rootOfInclusion(
  { index, size, leaf, proof }: { index: number; size: number; leaf: Uint8Array; proof: readonly Uint8Array[] },
  sha256: Sha256,
): Uint8Array | null {
  if (index >= size) return null;
  let place = index;
  let last = size - 1;
  let root = leaf;
  for (const hash of proof) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      root = nodeHash(hash, root, sha256);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      root = nodeHash(root, hash, sha256);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : null;
}

interface Tree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** True when the proof shows that `second` begins with `first` (RFC 9162, 2.1.4.2). */
export function isConsistent(first: Tree, second: Tree, proof: readonly Uint8Array[], sha256: Sha256): boolean {
  if (first.size > second.size) return false;
  if (first.size === second.size) return proof.length === 0 && sameBytes(first.root, second.root);
  if (first.size === 0) return proof.length === 0;
  const path = isPowerOfTwo(first.size) ? [first.root, ...proof] : [...proof];
  let place = first.size - 1;
  let last = second.size - 1;
  while (place % 2 === 1) [place, last] = [(place - 1) / 2, Math.floor(last / 2)];
  const [start, ...rest] = path;
  if (start === undefined) return false;
  let [before, after] = [start, start];
  for (const hash of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      before = nodeHash(hash, before, sha256);
      after = nodeHash(hash, after, sha256);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      after = nodeHash(after, hash, sha256);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameBytes(before, first.root) && sameBytes(after, second.root);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let place = 0; place < a.length; place++) if (a[place] !== b[place]) return false;
  return true;
}

/** Of the leaves from `from` up to `to`; `from` is where the RFC's splits put it, so that every left half is perfect. */
function rangeRoot(from: number, to: number, source: Source): Uint8Array {
  const leaves = to - from;
  if (isPowerOfTwo(leaves)) return source.subtree(Math.round(Math.log2(leaves)), from / leaves);
  const split = from + splitOf(leaves);
  return nodeHash(rangeRoot(from, split, source), rangeRoot(split, to, source), source.sha256);
}

/** The largest power of two that is smaller than `leaves`. */
function splitOf(leaves: number): number {
  return 2 ** levelBelow(leaves);
}

function levelBelow(leaves: number): number {
  let level = 0;
  while (2 ** (level + 1) < leaves) level++;
  return level;
}

function isPowerOfTwo(value: number): boolean {
  return value === 2 ** Math.round(Math.log2(value));
}
