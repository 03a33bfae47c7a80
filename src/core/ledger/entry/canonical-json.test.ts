import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Canonical, canonicalJson } from "./canonical-json.ts";

const value: fc.Arbitrary<Canonical> = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "grapheme" }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "grapheme" }), tie("value"), { maxKeys: 4 }),
  ),
})).value;

describe("canonicalJson()", () => {
  it("is RFC 8785 for what an entry can hold, as an independent implementation writes it", () => {
    fc.assert(
      fc.property(value, (sample) => {
        expect(canonicalJson(sample)).toBe(canonicalize(sample));
      }),
    );
  });

  it("throws for what has no canonical form here", () => {
    for (const bad of [1.5, Number.NaN, 2 ** 53, "\ud800"]) expect(() => canonicalJson(bad)).toThrow(RangeError);
  });
});
