// Waits, by the event loop and in steps with jitter, while another process writes to the image.

import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isBusy } from "../ledger/ledger-file.ts";

const PATIENCE_MILLISECONDS = 5_000;

/** Rejects with what `act` throws, and with SQLITE_BUSY once the patience has ended. */
export async function untilFree<T>(act: () => T): Promise<T> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  for (let attempt = 1; ; attempt++) {
    try {
      return act();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await sleep(randomInt(1, Math.min(25, 2 + 2 * attempt)));
    }
  }
}
