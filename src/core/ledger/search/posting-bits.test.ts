import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BLOCK, commonOffsets, packOffsets } from "./posting-bits.ts";

const offsets = fc
  .uniqueArray(fc.integer({ min: 0, max: BLOCK - 1 }), { maxLength: 400 })
  .map((list) => list.toSorted((a, b) => a - b));

describe("commonOffsets()", () => {
  it("is the intersection, however each list is packed", () => {
    fc.assert(
      fc.property(fc.array(offsets, { minLength: 1, maxLength: 4 }), (lists) => {
        const [first = [], ...others] = lists;
        const common = first.filter((offset) => others.every((other) => other.includes(offset)));
        expect(commonOffsets(lists.map(packOffsets))).toEqual(common);
      }),
    );
  });

  it("of no lists is every offset", () => {
    expect(commonOffsets([])).toHaveLength(BLOCK);
  });

  it("packs every offset of a block and the last one alone", () => {
    const every = Array.from({ length: BLOCK }, (_, offset) => offset);
    expect(commonOffsets([packOffsets(every), packOffsets([BLOCK - 1])])).toEqual([BLOCK - 1]);
  });
});
