import { expect, test } from "vitest";
import { joinJson, lengthOfJson, withMember } from "./json-text.ts";

const BYTES = { bytes: new TextEncoder().encode("[1]"), text: "[1]" };

test("a member is added to an object, whether it is a text or in pieces, and long pieces stay what they are", () => {
  expect(joinJson(withMember('{"a":1}', '"b":2'))).toBe('{"a":1,"b":2}');
  const wide = withMember(['{"rows":', BYTES, "}"], '"b":2');
  expect(wide[1]).toBe(BYTES);
  expect(joinJson(wide)).toBe('{"rows":[1],"b":2}');
  expect(lengthOfJson(wide)).toBe('{"rows":[1],"b":2}'.length);
});

test("nothing is added to what does not end as an object in a text", () => {
  expect(() => withMember(['{"rows":', BYTES], '"b":2')).toThrow(RangeError);
  expect(() => withMember("[1]", '"b":2')).toThrow(RangeError);
});
