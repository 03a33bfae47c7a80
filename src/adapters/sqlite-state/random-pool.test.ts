import { expect, it } from "vitest";
import { randomPool } from "./random-pool.ts";

it("randomPool() gives no byte twice, and what was given stays as it is", () => {
  const take = randomPool();
  const taken = Array.from({ length: 2_000 }, (_, place) => {
    const bytes = take(12 + (place % 5));
    return { bytes, copy: Buffer.from(bytes).toString("hex") };
  });
  expect(taken.every(({ bytes, copy }) => Buffer.from(bytes).toString("hex") === copy)).toBe(true);
  expect(new Set(taken.map(({ copy }) => copy)).size).toBe(taken.length);
  const places = taken.map(({ bytes }) => ({
    buffer: bytes.buffer,
    from: bytes.byteOffset,
    to: bytes.byteOffset + bytes.length,
  }));
  for (const [place, next] of places.slice(1).entries()) {
    const before = places[place];
    expect(next.buffer !== before?.buffer || next.from >= (before?.to ?? 0)).toBe(true);
  }
  expect(take(10_000)).toHaveLength(10_000);
});
