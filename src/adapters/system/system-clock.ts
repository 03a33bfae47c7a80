// Time and identifiers of this machine.

import { randomUUID } from "node:crypto";
import type { Clock, Ids } from "../../gate/ports/clock.ts";

export const systemClock: Clock = {
  now: () => Math.round((performance.timeOrigin + performance.now()) * 1_000),
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
