import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INPUTS, ROOTS, sha256 } from "../../../../test/support/merkle-vectors.ts";
import { frontierRoot, leafHash, nodeHash } from "./merkle.ts";
import { consistencyProof, frontierAt, inclusionProof, isConsistent, rootOfInclusion } from "./merkle-proof.ts";

const hex = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString("hex"));

function sourceOf(leaves: readonly Uint8Array[]) {
  const subtree = (level: number, index: number): Uint8Array => {
    if (level === 0) return leaves[index] ?? new Uint8Array();
    return nodeHash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1), sha256);
  };
  return { subtree, sha256 };
}

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, place) => leafHash(Buffer.from(`${place}`), sha256));
const rootOf = (leaves: readonly Uint8Array[], size: number) =>
  frontierRoot(frontierAt(size, sourceOf(leaves).subtree), sha256);

describe("Merkle proofs", () => {
  const leaves = INPUTS.map((input) => leafHash(Buffer.from(input, "hex"), sha256));
  const source = sourceOf(leaves);

  it("of inclusion are the published vectors of RFC 6962's reference implementation", () => {
    expect(inclusionProof(0, 8, source).map(hex)).toEqual([
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]);
    expect(inclusionProof(5, 8, source).map(hex)).toEqual([
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
    expect(inclusionProof(2, 3, source).map(hex)).toEqual([ROOTS[1]]);
    expect(inclusionProof(1, 5, source).map(hex)).toEqual([
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]);
  });

  it("of consistency are the published vectors of RFC 6962's reference implementation", () => {
    expect(consistencyProof(1, 1, source)).toEqual([]);
    expect(consistencyProof(1, 8, source).map(hex)).toEqual([
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]);
    expect(consistencyProof(6, 8, source).map(hex)).toEqual([
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]);
    expect(consistencyProof(2, 5, source).map(hex)).toEqual([
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]);
  });

  it("of every leaf and of every pair of sizes lead to the roots, and to no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, one, other) => {
        const all = leavesOf(size);
        const index = one % size;
        const proof = inclusionProof(index, size, sourceOf(all));
        const leaf = all[index] ?? new Uint8Array();
        expect(hex(rootOfInclusion({ index, size, leaf, proof }, sha256))).toBe(hex(rootOf(all, size)));
        expect(hex(rootOfInclusion({ index, size, leaf: sha256(leaf), proof }, sha256))).not.toBe(
          hex(rootOf(all, size)),
        );
        expect(rootOfInclusion({ index, size, leaf, proof: [...proof, leaf] }, sha256)).toBeNull();
        const first = { size: other % (size + 1), root: rootOf(all, other % (size + 1)) };
        const second = { size, root: rootOf(all, size) };
        const path = consistencyProof(first.size, size, sourceOf(all));
        expect(isConsistent(first, second, path, sha256)).toBe(true);
        expect(isConsistent(first, second, [...path, leaf], sha256)).toBe(false);
        if (first.size > 0)
          expect(isConsistent({ ...first, root: sha256(first.root) }, second, path, sha256)).toBe(false);
        if (path.length > 0) expect(isConsistent(first, second, path.slice(1), sha256)).toBe(false);
      }),
    );
  });

  it("grow with the sizes of real ledgers: twenty hashes for a million entries", () => {
    const counting = { subtree: () => new Uint8Array(32), sha256 };
    expect(inclusionProof(123_456, 1_000_000, counting)).toHaveLength(20);
    expect(inclusionProof(2 ** 40, 2 ** 41, counting)).toHaveLength(41);
  });
});
