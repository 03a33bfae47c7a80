// Callers that append at the same time share one commit. When anything fails, every caller of the batch is told.

import type { LedgerReceipt } from "../../../core/ledger/receipt.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { DraftMaker } from "./ledger-append.ts";

interface Waiting {
  readonly make: DraftMaker;
  readonly resolve: (receipt: LedgerReceipt) => void;
  readonly reject: (failure: Failure) => void;
}

export interface BatchCommit {
  /** One transaction; durable when it resolves, with the receipts in the order of the makers. */
  readonly commit: (makers: readonly DraftMaker[]) => Promise<readonly LedgerReceipt[]>;
  readonly failureOf: (error: unknown) => Failure;
  /** Told the ledger's size after each commit. */
  readonly appended?: ((size: number) => void) | undefined;
}

const LARGEST_BATCH = 256;

export class AppendQueue {
  readonly #batch: BatchCommit;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(batch: BatchCommit) {
    this.#batch = batch;
  }

  append(make: DraftMaker): Promise<LedgerReceipt> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(closedFailure());
        return;
      }
      this.#waiting.push({ make, resolve, reject });
      this.#running ??= this.#drain();
    });
  }

  /** Nothing is taken any more; resolves when what was taken is through. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    // One turn of the event loop lets everybody who is about to append join the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, LARGEST_BATCH);
      try {
        const receipts = await this.#batch.commit(batch.map(({ make }) => make));
        batch.forEach(({ resolve, reject }, place) => {
          const receipt = receipts[place];
          if (receipt === undefined)
            reject(new Failure("ledger-unavailable", "The ledger gave no receipt; call again."));
          else resolve(receipt);
        });
        this.#batch.appended?.(receipts.at(-1)?.size ?? 0);
      } catch (error) {
        // A draft that cannot be written is a bug of whoever made it, and no reason to fail the others: each is tried alone.
        if (error instanceof RangeError && batch.length > 1) {
          for (const each of batch) await this.#commitAlone(each);
          continue;
        }
        const failure = this.#batch.failureOf(error);
        for (const { reject } of batch) reject(failure);
      }
    }
    this.#running = null;
  }

  async #commitAlone({ make, resolve, reject }: Waiting): Promise<void> {
    try {
      const [receipt] = await this.#batch.commit([make]);
      if (receipt === undefined) throw new RangeError("an append without a receipt");
      resolve(receipt);
    } catch (error) {
      reject(this.#batch.failureOf(error));
    }
  }
}

export function closedFailure(): Failure {
  return new Failure("ledger-unavailable", "The ledger is closed because the server is stopping; call again later.");
}
