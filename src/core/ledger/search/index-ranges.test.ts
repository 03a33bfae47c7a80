import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatRanges, isWithin, parseRanges, splitRanges } from "./index-ranges.ts";

const indexes = fc.uniqueArray(fc.nat(400), { minLength: 1 }).map((list) => list.toSorted((a, b) => a - b));

describe("ranges of indexes", () => {
  it("hold what they were made of, and nothing else, in one text or several", () => {
    fc.assert(
      fc.property(indexes, fc.integer({ min: 4, max: 60 }), (list, longest) => {
        const parts = splitRanges(formatRanges(list), longest).map((part) => parseRanges(part) ?? []);
        for (let index = 0; index <= 401; index++) {
          expect(parts.filter((ranges) => isWithin(ranges, index)).length).toBe(list.includes(index) ? 1 : 0);
        }
      }),
    );
  });

  it.each(["", "a", "1,", "-1", "3-2", "2,1", "1-3,3", "01", "1--2", "1.5", " 1", "1-2-3"])(
    "are not read from %j",
    (text) => {
      expect(parseRanges(text)).toBeNull();
    },
  );

  it("are written short", () => {
    expect(formatRanges([3, 7, 8, 9])).toBe("3,7-9");
  });
});
