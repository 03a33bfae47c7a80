// Time and identifiers of this machine.

import { randomFillSync } from "node:crypto";
import type { Clock, Ids } from "../../gate/ports/clock.ts";

export const systemClock: Clock = {
  now: () => Math.round((performance.timeOrigin + performance.now()) * 1_000),
  monotonic: () => performance.now() * 1_000,
};

/** UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then random bits. */
export const uuidIds: Ids = {
  next: () => {
    const bytes = randomFillSync(new Uint8Array(16));
    const milliseconds = Date.now();
    for (let place = 0; place < 6; place++) bytes[place] = Math.floor(milliseconds / 2 ** (8 * (5 - place))) % 256;
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = Buffer.from(bytes).toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
};
