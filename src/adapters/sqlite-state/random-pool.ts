// Random bytes of the system's generator, fetched some thousands at a time: to fetch a few costs as much as what they are for.

import { randomBytes } from "node:crypto";

export type TakeRandom = (count: number) => Uint8Array;

const FETCHED = 4_096;

/** INVARIANT: no byte is given twice. */
export function randomPool(): TakeRandom {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  return (count) => {
    if (used + count > pool.length) {
      pool = randomBytes(Math.max(FETCHED, count)); // the old one stays as it is, for who holds parts of it
      used = 0;
    }
    used += count;
    return pool.subarray(used - count, used);
  };
}
