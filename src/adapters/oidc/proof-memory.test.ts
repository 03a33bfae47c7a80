import { describe, expect, it } from "vitest";
import { ProofMemory } from "./proof-memory.ts";

const memoryOf = (most: number) => {
  const memory = new ProofMemory({ most, seconds: 121 });
  let named = 0;
  return {
    take: (holder: string, name: string, now = 0) => memory.take({ holder, name }, now),
    /** How many of so many new proofs are taken. */
    fill: (holder: string, count: number, now = 0) =>
      Array.from({ length: count }, () => memory.take({ holder, name: String(named++) }, now)).filter(
        (said) => said === null,
      ).length,
  };
};

describe("the memory of proofs", () => {
  it("takes each once, for as long as it could come again, and from each holder for itself [G-DPOP]", () => {
    const { take } = memoryOf(100);
    expect(take("a", "1")).toBeNull();
    expect(take("b", "1")).toBeNull();
    expect(take("a", "1", 120)).toBe("proof-replayed");
    expect(take("a", "1", 121)).toBeNull();
  });

  it("is filled for the others by no holder, nor by many, and holds no more than it may [G-DPOP]", () => {
    const { fill, take } = memoryOf(1_000);
    expect(fill("greedy", 5_000)).toBe(500);
    expect(take("greedy", "more")).toBe("full");
    expect(fill("other", 200)).toBe(200);
    expect(fill("second", 5_000)).toBeGreaterThan(100);
    const crowd = Array.from({ length: 5 }, (_, place) => fill(`crowd-${place}`, 5_000));
    expect(fill("other-again", 1)).toBe(1);
    const kept = 500 + 200 + crowd.reduce((sum, each) => sum + each, 1);
    expect(kept).toBeLessThan(1_000);
    expect(fill("greedy", 5_000, 121)).toBe(500); // all of it forgotten by then
  });
});
