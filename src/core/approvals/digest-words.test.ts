import fc from "fast-check";
import { expect, test } from "vitest";
import { digestWords } from "./digest-words.ts";

test("a digest is four words, as published for 127.0.0.1 (7f000001)", () => {
  expect(digestWords(`sha256:7f000001c0000201${"0".repeat(48)}`)).toBe("lusab babad sabab bamad");
});

test("another beginning is other words", () => {
  const hex = fc.stringMatching(/^[0-9a-f]{16}$/);
  fc.assert(
    fc.property(hex, hex, (a, b) => {
      expect(digestWords(`sha256:${a}`) === digestWords(`sha256:${b}`)).toBe(a === b);
    }),
  );
});
