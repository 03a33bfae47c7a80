// The ledger port on one SQLite file that several processes share. Callers that append at the same time share one commit.
// INVARIANT: a receipt is given after COMMIT with synchronous=FULL returned. When anything fails, every caller of the batch is told.
// Waiting for a lock is done by the event loop, in steps with jitter; after the deadline the append fails and nothing is released.

import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { EntryDraft } from "../../core/ledger/entry.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import { Failure } from "../../core/model/failure.ts";
import type { Ledger } from "../../gate/ports/ledger.ts";
import { type AppendOptions, LedgerAppender } from "./ledger-append.ts";
import { type Connection, failureOf, identityOf, isBusy, openForAppend, originOf } from "./ledger-file.ts";

export interface LedgerOptions extends AppendOptions {
  readonly file: string;
  /** Milliseconds to wait for other processes' locks. */
  readonly patience?: number;
}

interface Waiting {
  readonly draft: EntryDraft;
  readonly resolve: (receipt: LedgerReceipt) => void;
  readonly reject: (failure: Failure) => void;
}

interface Open {
  readonly connection: Connection;
  readonly appender: LedgerAppender;
  readonly identity: string | null;
}

const LARGEST_BATCH = 256;
const PATIENCE_MILLISECONDS = 5_000;

/** Opens nothing yet: a ledger that cannot be opened fails each append until it can. */
export function openLedger(options: LedgerOptions): Ledger {
  return new LedgerStore(options);
}

class LedgerStore implements Ledger {
  readonly #options: LedgerOptions;
  #open: Open | null = null;
  #everOpened = false;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  append(draft: EntryDraft): Promise<LedgerReceipt> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(
          new Failure("ledger-unavailable", "The ledger is closed because the server is stopping; call again later."),
        );
        return;
      }
      this.#waiting.push({ draft, resolve, reject });
      this.#running ??= this.#drain();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    this.#forget();
  }

  async #drain(): Promise<void> {
    // One turn of the event loop lets everybody who is about to append join the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, LARGEST_BATCH);
      try {
        const receipts = await this.#commit(batch.map(({ draft }) => draft));
        batch.forEach(({ resolve, reject }, place) => {
          const receipt = receipts[place];
          if (receipt === undefined)
            reject(new Failure("ledger-unavailable", "The ledger gave no receipt; call again."));
          else resolve(receipt);
        });
      } catch (error) {
        // A draft that cannot be written is a bug of whoever made it, and no reason to fail the others: each is tried alone.
        if (error instanceof RangeError && batch.length > 1) {
          for (const each of batch) await this.#commitAlone(each);
          continue;
        }
        const failure = failureOf(error, this.#options.file);
        for (const { reject } of batch) reject(failure);
      }
    }
    this.#running = null;
  }

  async #commitAlone({ draft, resolve, reject }: Waiting): Promise<void> {
    try {
      const [receipt] = await this.#commit([draft]);
      if (receipt === undefined) throw new RangeError("an append without a receipt");
      resolve(receipt);
    } catch (error) {
      reject(failureOf(error, this.#options.file));
    }
  }

  async #commit(drafts: readonly EntryDraft[]): Promise<readonly LedgerReceipt[]> {
    const deadline = performance.now() + (this.#options.patience ?? PATIENCE_MILLISECONDS);
    for (;;) {
      try {
        return this.#connected().appender.commit(drafts);
      } catch (error) {
        if (!isBusy(error)) {
          this.#forget(); // the next append opens the file anew, and finds it mended or not
          throw error;
        }
        if (performance.now() > deadline) throw error;
        await sleep(randomInt(1, 25));
      }
    }
  }

  #connected(): Open {
    const { file } = this.#options;
    if (this.#open !== null) {
      if (identityOf(file) === this.#open.identity) return this.#open;
      this.#forget();
    }
    if (this.#everOpened && identityOf(file) === null) {
      throw new Failure(
        "ledger-unavailable",
        `The ledger ${file} was removed while the server ran; put it back, nothing is answered until then.`,
      );
    }
    const connection = openForAppend(file);
    const appender = new LedgerAppender(connection, { ...this.#options, origin: originOf(connection, file) });
    this.#open = { connection, appender, identity: identityOf(file) };
    this.#everOpened = true;
    return this.#open;
  }

  #forget(): void {
    this.#open?.connection.close();
    this.#open = null;
  }
}
