// Choices of a generator, drawn from fast-check, so that a seed names a statement.

import fc from "fast-check";

export interface Draw {
  /** An integer from 0 up to and without `limit`. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
  chance(percent: number): boolean;
  /** A name that no other part of the statement has. */
  fresh(letter: string): string;
}

/** An arbitrary of what `make` makes of its draws. */
export function drawn<T>(make: (draw: Draw) => T): fc.Arbitrary<T> {
  return fc.gen().map((generate) => {
    let count = 0;
    const below = (limit: number): number => generate(even, Math.max(0, limit - 1));
    return make({
      below,
      pick: (items) => {
        const item = items[below(items.length)];
        if (item === undefined) throw new RangeError("nothing to pick from");
        return item;
      },
      chance: (percent) => below(100) < percent,
      fresh: (letter) => `${letter}${++count}`,
    });
  });
}

/** Small numbers are no likelier than others, or every statement would name what comes first. */
function even(max: number): fc.Arbitrary<number> {
  return fc.noBias(fc.nat({ max }));
}
