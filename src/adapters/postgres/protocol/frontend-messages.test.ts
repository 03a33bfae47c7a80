import fc from "fast-check";
import { expect, test } from "vitest";
import { FrontendMessages } from "./frontend-messages.ts";

test("a trip is written as the protocol has it", () => {
  const out = new FrontendMessages();
  out.parse("s", "é");
  out.bind("p", "s", ["é", null, Buffer.of(1, 2)]);
  out.describePortal("p");
  out.describeStatement("s");
  out.execute("p", 11);
  out.closeStatement("s");
  out.sync();
  const hex = [
    ["50", "0000000b", "7300", "c3a900", "0000"],
    ["42", "00000024", "7000", "7300", "0003", "0000", "0000", "0001", "0003"],
    ["00000002", "c3a9", "ffffffff", "00000002", "0102", "0000"],
    ["44", "00000007", "50", "7000"],
    ["44", "00000007", "53", "7300"],
    ["45", "0000000a", "7000", "0000000b"],
    ["43", "00000007", "53", "7300"],
    ["53", "00000004"],
  ];
  expect(out.take().toString("hex")).toBe(hex.flat().join(""));
  expect(out.take()).toHaveLength(0);
});

test("what was taken stays as it was, whatever is written after it, and a large value finds room", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 12 }), (sizes) => {
      const out = new FrontendMessages();
      const trips = sizes.map((size, place) => {
        const value = String(place % 10).repeat(size);
        out.bind("", "", [value]);
        out.sync();
        return { value, taken: out.take() };
      });
      for (const { value, taken } of trips) {
        expect(taken.readUInt32BE(1)).toBe(taken.length - 5 - 1);
        expect(taken.readUInt32BE(13)).toBe(value.length);
        expect(taken.toString("latin1", 17, 17 + value.length)).toBe(value);
      }
    }),
    { numRuns: 200 },
  );
});
