import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendLeaf, EMPTY_FRONTIER, frontierRoot, leafHash, type Sha256 } from "./merkle.ts";

const sha256: Sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

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
    const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const roots = [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let frontier = EMPTY_FRONTIER;
    inputs.forEach((input, place) => {
      frontier = appendLeaf(frontier, { leaf: leafHash(Buffer.from(input, "hex"), sha256), sha256 });
      expect(hex(frontierRoot(frontier, sha256))).toBe(roots[place]);
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
