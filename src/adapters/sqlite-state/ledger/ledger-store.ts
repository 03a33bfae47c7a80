// The ledger port on one SQLite file that several processes share. Callers that append at the same time share one commit.
// INVARIANT: a receipt is given after COMMIT with synchronous=FULL returned. When anything fails, every caller of the batch is told.
// Waiting for a lock is done by the event loop, in steps with jitter; after the deadline the append fails and nothing is released.

import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { EntryDraft } from "../../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../../core/ledger/receipt.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Lock } from "../../../core/model/lock.ts";
import type { BreakGlass } from "../../../core/review/break-glass.ts";
import type { LedgerHead } from "../../../gate/ports/ledger.ts";
import { identityOf } from "../../sqlite-driver/file-identity.ts";
import { type LockTable, lockTable } from "../locks/lock-table.ts";
import { sealingCheck } from "../seal-payload.ts";
import type { StateConnection } from "../state-connection.ts";
import type { StateTransactions, Transacted } from "../state-transactions.ts";
import { AppendQueue, closedFailure } from "./append-queue.ts";
import { readBreakGlassEntries } from "./break-glass-entries.ts";
import {
  type Append,
  type Appended,
  type AppendOptions,
  type DraftMaker,
  LedgerAppender,
  receiptsFor,
} from "./ledger-append.ts";
import { continues, type Head, headOf, ledgerHeadOf } from "./ledger-continues.ts";
import { failureOf, isBusy, openForAppend, originOf } from "./ledger-file.ts";
import { type HeldFiles, holdFiles } from "./ledger-files.ts";
import { readCoverage } from "./read-coverage.ts";

export interface LedgerOptions extends AppendOptions {
  readonly file: string;
  /** Milliseconds to wait for other processes' locks. */
  readonly patience?: number;
  /** Told the ledger's size after each commit of appends. */
  readonly appended?: (size: number) => void;
}

interface Open {
  readonly connection: StateConnection;
  readonly origin: string;
  readonly appender: LedgerAppender;
  readonly locks: LockTable;
  readonly files: HeldFiles<StateConnection>;
  /** Runs what only reads, on one snapshot. */
  readonly together: (read: () => void) => void;
}

const PATIENCE_MILLISECONDS = 5_000;
/** How old, in milliseconds, the last look at the file itself may be: for appending, and for the several readings of one call. */
const JUST_SEEN = 0;
const RECENTLY_SEEN = 10;

/** Opens nothing yet: a ledger that cannot be opened fails each append until it can. */
export function openLedger(options: LedgerOptions): LedgerStore {
  return new LedgerStore(options);
}

export class LedgerStore implements StateTransactions {
  readonly #options: LedgerOptions;
  #open: Open | null = null;
  /** What was there at first, or acknowledged last: whatever is opened later has to hold it. */
  #acknowledged: Head | null = null;
  #seenAt = 0;
  readonly #queue: AppendQueue;
  #closed = false;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#queue = new AppendQueue({
      commit: (makers) => this.#commit(makers),
      failureOf: (error) => failureOf(error, options.file),
      appended: options.appended,
    });
  }

  append(draft: EntryDraft): Promise<LedgerReceipt> {
    return this.appendUnderLocks(() => draft);
  }

  appendUnderLocks(make: DraftMaker): Promise<LedgerReceipt> {
    return this.#queue.append(make);
  }

  async transact<T>(act: (connection: StateConnection, append: Append) => T): Promise<Transacted<T>> {
    const results: T[] = [];
    const receipts = await this.#whenFree((open) => {
      results.length = 0;
      const { connection, appender } = open;
      return this.#acknowledge(
        open,
        appender.transact((append) => results.push(act(connection, append))),
      );
    });
    const [result] = results;
    if (result === undefined) throw new RangeError("a transaction that came to nothing");
    const last = receipts.at(-1);
    if (last !== undefined) this.#options.appended?.(last.size);
    return { result, receipts };
  }

  outside<T>(act: (connection: StateConnection) => T): Promise<T> {
    return this.#whenFree(({ connection }) => act(connection));
  }

  async read<T>(act: (connection: StateConnection) => T): Promise<T> {
    const read: { readonly result: T }[] = [];
    await this.#whenFree(({ connection, together }) => {
      read.length = 0;
      together(() => read.push({ result: act(connection) }));
    }, RECENTLY_SEEN);
    const [only] = read;
    if (only === undefined) throw new RangeError("a reading that came to nothing");
    return only.result;
  }

  head(): Promise<LedgerHead> {
    return this.read((connection) => ledgerHeadOf(connection, this.#options.file));
  }

  locks(): Promise<readonly Lock[]> {
    return this.#whenFree(({ locks }) => locks.list(), RECENTLY_SEEN);
  }

  reviewedAt(): Promise<string | null> {
    return this.#whenFree(({ connection }) => readCoverage(connection)?.until ?? null, RECENTLY_SEEN);
  }

  breakGlass(): Promise<readonly BreakGlass[]> {
    return this.#whenFree(({ connection }) => readBreakGlassEntries(connection));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue.close();
    this.#forget();
  }

  #commit(makers: readonly DraftMaker[]): Promise<readonly LedgerReceipt[]> {
    return this.#untilFree((open) => this.#acknowledge(open, open.appender.commit(makers)));
  }

  #acknowledge({ origin }: Open, appended: Appended | null): readonly LedgerReceipt[] {
    const receipts = receiptsFor(appended);
    const last = receipts.at(-1);
    if (last !== undefined) this.#acknowledged = { origin, size: last.size, root: last.root };
    return receipts;
  }

  async #whenFree<T>(act: (open: Open) => T, seen = JUST_SEEN): Promise<T> {
    if (this.#closed) throw closedFailure();
    try {
      return await this.#untilFree(act, seen);
    } catch (error) {
      throw error instanceof RangeError ? error : failureOf(error, this.#options.file); // a bug is none of the world's
    }
  }

  async #untilFree<T>(act: (open: Open) => T, seen = JUST_SEEN): Promise<T> {
    const deadline = performance.now() + (this.#options.patience ?? PATIENCE_MILLISECONDS);
    for (let attempt = 1; ; attempt++) {
      try {
        return act(this.#connected(seen));
      } catch (error) {
        if (!isBusy(error)) {
          this.#forget(); // the next append opens the file anew, and finds it mended or not
          throw error;
        }
        if (performance.now() > deadline) throw error;
        await sleep(randomInt(1, Math.min(25, 2 + 2 * attempt)));
      }
    }
  }

  /** The files, looked at again unless that was done so many milliseconds ago: what is appended must not go to one that was removed. */
  #connected(seen: number): Open {
    const { file } = this.#options;
    if (this.#open !== null) {
      const now = performance.now();
      if (now - this.#seenAt < seen) return this.#open;
      this.#seenAt = now;
      if (this.#open.files.areSame("all")) return this.#open;
      this.#rescue(this.#open);
      this.#forget();
    }
    if (this.#acknowledged !== null && identityOf(file) === null) {
      throw new Failure(
        "ledger-unavailable",
        `The ledger ${file} was removed while the server ran; put it back, nothing is answered until then.`,
      );
    }
    this.#open = this.#connect(file);
    return this.#open;
  }

  #connect(file: string): Open {
    const files = holdFiles(file, {
      open: () => openForAppend(file, (origin) => sealingCheck(this.#options.sealingKey, origin)),
      close: (connection) => connection.close(),
    });
    const connection = files.opened;
    try {
      const origin = originOf(connection, file);
      if (this.#acknowledged !== null && !continues(connection, this.#acknowledged, file)) {
        throw new Failure(
          "ledger-altered",
          `The ledger ${file} is not the one of before: it does not hold the ${this.#acknowledged.size} entries that this server knows of; put that one back, nothing is answered until then.`,
        );
      }
      this.#acknowledged ??= headOf(connection, file);
      const appender = new LedgerAppender(connection, { ...this.#options, origin });
      const together = connection.transaction((read: () => void) => read());
      return { connection, origin, appender, locks: lockTable(connection), files, together };
    } catch (error) {
      connection.close();
      files.release();
      throw error;
    }
  }

  /** What stands in a log that has lost its name goes into the ledger's own file, where that is still the same. */
  #rescue({ connection, files }: Open): void {
    if (!files.areSame("main")) return;
    try {
      connection.pragma("wal_checkpoint(PASSIVE)");
    } catch {
      // then the next one that is opened lacks what was acknowledged, and is refused for that
    }
  }

  #forget(): void {
    this.#open?.connection.close();
    this.#open?.files.release();
    this.#open = null;
  }
}
