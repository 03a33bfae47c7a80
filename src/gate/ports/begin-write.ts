// The frame of a write's transaction, the same for every engine: each step runs here, what ends one early ends the transaction, and a call that
// is cancelled before COMMIT interrupts the step that runs and gets no further one.

import type { PendingCommit } from "../../core/approvals/approval-state.ts";
import { Failure } from "../../core/model/failure.ts";
import type { Cancellation } from "./cancellation.ts";
import type { Committed, RolledBack, WriteTransaction } from "./write-transaction.ts";

/** What a write does in its transaction, of whatever kind it is. */
export type WriteSteps = Pick<WriteTransaction, "kind" | "preview" | "try" | "change">;

/** What an engine holds for one write: a connection, or the turn at a process. */
export interface WriteHold {
  /** Ends the step that runs, as soon as it can be ended. Does not wait for it. */
  interrupt(): void;
  /** Sends COMMIT. What it throws is read by `readError`. */
  commit(pendingCommit: PendingCommit): Promise<Committed>;
  /** Rolls back what was not committed, and lets go of what is held. Called once, and never rejects. */
  release(how: { readonly interrupted: boolean; readonly committed: boolean }): Promise<void>;
  /** Throws what is none of the database's answers. */
  readError(error: unknown): RolledBack | Promise<RolledBack>;
}

/** Rejects as the steps of a `WriteTransaction` do, and with a Failure `cancelled` for what a cancelled call interrupted. */
export async function beginWrite(
  begin: () => Promise<WriteSteps | RolledBack>,
  { hold, signal }: { hold: WriteHold; signal: Cancellation },
): Promise<WriteTransaction | RolledBack> {
  const frame = new WriteFrame(hold, signal);
  const steps = await frame.step("open", begin);
  if (steps.kind !== "open") return steps;
  let pendingCommit: PendingCommit | null = null;
  return {
    kind: "open",
    preview: steps.preview,
    try: (viewers) => frame.step("seen", () => steps.try(viewers)),
    change: async (clearance, how) => {
      const changed = await frame.step("changed", () => steps.change(clearance, how));
      if (changed.kind === "changed") pendingCommit = changed.pendingCommit;
      return changed;
    },
    commit: () => frame.commit(pendingCommit),
    rollBack: () => frame.end(),
  };
}

class WriteFrame {
  readonly #hold: WriteHold;
  readonly #signal: Cancellation;
  #interrupted = false;
  #committed = false;
  #ended: Promise<void> | null = null;

  constructor(hold: WriteHold, signal: Cancellation) {
    this.#hold = hold;
    this.#signal = signal;
    signal.addEventListener("abort", this.#interrupt, { once: true });
  }

  async step<T extends { readonly kind: string }>(
    expected: T["kind"],
    work: () => Promise<T | RolledBack>,
  ): Promise<T | RolledBack> {
    try {
      if (this.#interrupted) throw cancelled();
      const answer = await work();
      if (answer.kind !== expected) await this.end();
      return answer;
    } catch (error) {
      return await this.#endBy(error);
    }
  }

  async commit(pendingCommit: PendingCommit | null): Promise<Committed | RolledBack> {
    if (pendingCommit === null) throw new RangeError("a commit of what was not changed");
    this.#listenNoMore();
    try {
      const ended = await this.#hold.commit(pendingCommit);
      this.#committed = ended.kind === "committed";
      await this.end();
      return ended;
    } catch (error) {
      return await this.#endBy(error);
    }
  }

  end(): Promise<void> {
    this.#listenNoMore();
    this.#ended ??= this.#hold.release({ interrupted: this.#interrupted, committed: this.#committed });
    return this.#ended;
  }

  async #endBy(error: unknown): Promise<RolledBack> {
    await this.end();
    if (this.#interrupted) throw cancelled();
    return this.#hold.readError(error);
  }

  readonly #interrupt = (): void => {
    this.#interrupted = true;
    this.#hold.interrupt();
  };

  #listenNoMore(): void {
    this.#signal.removeEventListener("abort", this.#interrupt);
  }
}

function cancelled(): Failure {
  return new Failure("cancelled", "The call was cancelled, and the write rolled back.");
}
