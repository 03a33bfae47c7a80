// `gatehouse ledger accept-clock`: after the clock was wrong and ahead, an entry that says so, from which times go on as the clock is now.

import type { Io } from "../io.ts";
import { writeLedger } from "./write-ledger.ts";

export function acceptClock(options: { config: string; reason: string }, io: Io): Promise<number> {
  return writeLedger(options.config, async ({ record }) => {
    const { index } = await record("clock.set-back", { reason: options.reason });
    io.out(`recorded as entry ${index}; the ledger goes on with the clock as it is now`);
    return 0;
  });
}
