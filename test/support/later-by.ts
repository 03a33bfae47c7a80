// A part of a gatehouse whose clock is ahead by so many minutes.

import type { Gatehouse } from "../../src/gate/calls/gatehouse.ts";

export function laterBy(minutes: number, { clock }: Pick<Gatehouse, "clock">): Pick<Gatehouse, "clock"> {
  return { clock: { now: () => clock.now() + minutes * 60_000_000, monotonic: () => clock.monotonic() } };
}
