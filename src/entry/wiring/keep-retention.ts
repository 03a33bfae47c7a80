// Erasure of sealed details that are past the retention that gatehouse.yaml says. Each is an entry.

import { accountName } from "../../adapters/system/account-name.ts";
import { systemClock, uuidIds } from "../../adapters/system/system-clock.ts";
import { administrativeEntry } from "../../core/ledger/entry/administrative-entry.ts";
import { formatTime } from "../../core/ledger/entry/entry-record.ts";
import type { Erasures } from "../../gate/ports/erasures.ts";

const DAY_MILLISECONDS = 86_400_000;

/** Now and once a day, without asking: the operator approved it with the configuration, and each entry says so. Gives what ends it. */
export function keepRetention(
  erasures: Erasures,
  { days, log }: { days: number | undefined; log: (line: string) => void },
): () => void {
  if (days === undefined) return () => undefined;
  const erase = () => {
    const before = formatTime(systemClock.now() - days * DAY_MILLISECONDS * 1_000);
    const why = { reason: `retention of ${days} days`, approvers: "gatehouse.yaml", account: accountName() };
    erasures
      .erase({ before }, (erased, { ...choice }) =>
        administrativeEntry("erasure", { correlation: uuidIds.next(), detail: { ...choice, ...erased, ...why } }),
      )
      .catch((error: unknown) =>
        log(
          `sealed details past their retention were not erased: ${error instanceof Error ? error.message : String(error)}`,
        ),
      );
  };
  erase();
  const timer = setInterval(erase, DAY_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}
