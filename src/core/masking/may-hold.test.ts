import fc from "fast-check";
import { expect, test } from "vitest";
import { mayHold, mayHoldIn } from "./may-hold.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** What is looked for is made of these; the others end it, some of them by what case folding could make of them. */
const pieces = fc.constantFrom(
  ...'0189 .()/-abfABFgzZ:@é€𝟘ſK_\n\\"'.split(""),
  "a:b:",
  "12345",
  "fe80:",
  "fe80::",
  "1 2 3",
);

test("the look at a text's bytes says what the look at the text says", () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 24 }), (parts) => {
      const text = parts.join("");
      const bytes = bytesOf(`@${text}@`);
      expect(mayHoldIn(bytes, 1, bytes.length - 1)).toBe(mayHold(text));
    }),
    { numRuns: 20_000 },
  );
});

test.each(["a@b", "123456", "1 2.3-", "fe80:1", "FE80::", "x12-34-5"])("%s may hold something", (text) => {
  expect(mayHoldIn(bytesOf(text), 0, bytesOf(text).length)).toBe(true);
});

test.each(["", "12345", "1234x6", "----1----", "fe8:1", "fe80:g", "a:b:c"])("%s holds nothing", (text) => {
  expect(mayHoldIn(bytesOf(text), 0, bytesOf(text).length)).toBe(false);
});
