import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Frames, frameOf } from "./reader-frames.ts";

const value = fc.oneof(
  fc.record({
    text: fc.string(),
    parameters: fc.array(
      fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.double(), fc.string(), fc.constant(null)),
    ),
    pad: fc.uint8Array({ maxLength: 100 }),
  }),
  fc.string({ minLength: 1_000, maxLength: 5_000 }),
);

describe("frames between the server and a reader", () => {
  it("give what was sent, in whatever pieces it arrives", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), fc.integer({ min: 1, max: 3_000 }), (values, size) => {
        const sent = Buffer.concat(values.map(frameOf));
        const frames = new Frames<unknown>();
        const taken: unknown[] = [];
        for (let at = 0; at < sent.length; at += size) taken.push(...frames.take(sent.subarray(at, at + size)));
        expect(taken).toEqual(values);
      }),
      { numRuns: 200 },
    );
  });

  it("keep bytes what they are: a buffer stays one", () => {
    const [taken] = new Frames<{ blob: Buffer }>().take(frameOf({ blob: Buffer.from([0, 255]) }));
    expect(Buffer.isBuffer(taken?.blob)).toBe(true);
    expect(taken?.blob).toEqual(Buffer.from([0, 255]));
  });
});
