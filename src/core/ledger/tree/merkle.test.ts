import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INPUTS, ROOTS, sha256 } from "../../../../test/support/merkle-vectors.ts";
import { appendLeaf, EMPTY_FRONTIER, frontierRoot, leafHash } from "./merkle.ts";

/** RFC 6962, 2.1, as it is written there. */
function root(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return leafHash(only, sha256);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Uint8Array.of(1), root(leaves.slice(0, split)), root(leaves.slice(split)));
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("the Merkle tree", () => {
  it("grows to the roots of the test vectors of RFC 6962's reference implementation", () => {
    let frontier = EMPTY_FRONTIER;
    INPUTS.forEach((input, place) => {
      frontier = appendLeaf(frontier, { leaf: leafHash(Buffer.from(input, "hex"), sha256), sha256 });
      expect(hex(frontierRoot(frontier, sha256))).toBe(ROOTS[place]);
    });
  });

  it("grown leaf by leaf has the root of the tree over all leaves", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 70 }), (leaves) => {
        const frontier = leaves.reduce(
          (grown, leaf) => appendLeaf(grown, { leaf: leafHash(leaf, sha256), sha256 }),
          EMPTY_FRONTIER,
        );
        expect(hex(frontierRoot(frontier, sha256))).toBe(hex(root(leaves)));
      }),
    );
  });
});
