import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "./system-clock.ts";

afterEach(() => vi.restoreAllMocks());

describe("systemClock", () => {
  it("tells microseconds, in the machine's time", () => {
    expect(Math.abs(systemClock.now() / 1_000 - Date.now())).toBeLessThan(5);
    expect(Number.isSafeInteger(systemClock.now())).toBe(true);
  });

  it("follows the clock when it is set, and when the machine has slept", () => {
    const real = Date.now();
    for (const away of [3_600_000, -3_600_000]) {
      vi.spyOn(Date, "now").mockReturnValue(real + away);
      expect(Math.abs(systemClock.now() / 1_000 - (real + away))).toBeLessThan(5);
    }
  });
});
