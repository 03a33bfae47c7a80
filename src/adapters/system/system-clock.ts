// Time and identifiers of this machine.

import { randomUUID } from "node:crypto";
import type { Clock, Ids } from "../../gate/ports/clock.ts";

/** How far the count since the start may be from the clock: it stands still while a machine sleeps, and does not follow corrections. */
const TOLERATED_MILLISECONDS = 2;

function followClock(): () => number {
  let origin = performance.timeOrigin;
  return () => {
    const elapsed = performance.now();
    const wall = Date.now();
    if (Math.abs(origin + elapsed - wall) > TOLERATED_MILLISECONDS) origin = wall - elapsed;
    return Math.round((origin + elapsed) * 1_000);
  };
}

export const systemClock: Clock = {
  now: followClock(),
  monotonic: () => performance.now() * 1_000,
};

/** UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then random bits. */
export const uuidIds: Ids = {
  next: () => {
    const milliseconds = Date.now().toString(16).padStart(12, "0");
    // a random UUID has its version at place 14 and random bits, with the same variant, after it
    return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7${randomUUID().slice(15)}`;
  },
};
