import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { parseCanonical } from "./parse-canonical.ts";

describe("parseCanonical()", () => {
  it("reads what canonicalJson() writes, names that look like numbers included", () => {
    const value = fc.dictionary(fc.oneof(fc.string({ unit: "grapheme" }), fc.nat({ max: 12 }).map(String)), fc.nat());
    fc.assert(
      fc.property(value, (sample) => {
        expect(parseCanonical(canonicalJson(sample))).toEqual(sample);
      }),
    );
  });

  it("refuses the same value written in any other way", () => {
    for (const text of [
      '{"b":1,"a":2}',
      '{ "a":1}',
      '{"a":1.0}',
      '{"a":1e2}',
      '{"a":-0}',
      '{"a":null}',
      '{"a":"\\u0061"}',
    ])
      expect(parseCanonical(text)).toBeUndefined();
    for (const text of ['{"a":1,"a":1}', '{"9":1,"10":2}', '{"a":"\\ud800"}', "{", "", '{"a":[1,{"c":1,"b":2}]}'])
      expect(parseCanonical(text)).toBeUndefined();
    expect(parseCanonical('{"10":2,"9":1}')).toEqual({ "9": 1, "10": 2 });
  });
});
