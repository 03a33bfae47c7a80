// Erasure of sealed details, by a person's choice or by the retention of gatehouse.yaml. Each is an entry.
// `approval` is the place where an approved request's id goes once erasures are approved like writes; until then whoever may run
// the command on the state folder may erase, and the entry names their account.

import { userInfo } from "node:os";
import { type Erased, type ErasureChoice, eraseDetails } from "../adapters/sqlite/erase-details.ts";
import type { LedgerStore } from "../adapters/sqlite/ledger-store.ts";
import { systemClock, uuidIds } from "../adapters/system/system-clock.ts";
import { administrativeEntry } from "../core/ledger/administrative-entry.ts";
import type { LedgerReceipt } from "../core/ledger/receipt.ts";
import { formatTime } from "../core/ledger/record.ts";

interface Why {
  readonly reason: string;
  readonly approval?: string;
}

/** Null when there is nothing that the choice names. */
export function eraseLedger(
  store: LedgerStore,
  choice: ErasureChoice,
  why: Why,
): Promise<(Erased & { readonly receipt: LedgerReceipt }) | null> {
  return eraseDetails(store, choice, ({ entries, keys }) =>
    administrativeEntry("erasure", {
      correlation: uuidIds.next(),
      detail: { ...choice, ...why, entries, keys, account: userInfo().username },
    }),
  );
}

const DAY_MILLISECONDS = 86_400_000;

/** Now and once a day. Gives what ends it. */
export function keepRetention(
  store: LedgerStore,
  { days, log }: { days: number | undefined; log: (line: string) => void },
): () => void {
  if (days === undefined) return () => undefined;
  const erase = () => {
    const before = formatTime(systemClock.now() - days * DAY_MILLISECONDS * 1_000);
    eraseLedger(store, { before }, { reason: `retention of ${days} days` }).catch((error: unknown) =>
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
