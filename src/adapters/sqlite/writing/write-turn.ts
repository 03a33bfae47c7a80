// One write's turn at the writer process, while its transaction is open: each step runs here, and what ends one early ends the transaction.

import type { CommitInFlight } from "../../../core/approvals/approval-state.ts";
import { Failure } from "../../../core/model/failure.ts";
import { UnfitValue } from "../../../core/model/unfit-value.ts";
import type { Cancellation } from "../../../gate/ports/cancellation.ts";
import type { Committed, RolledBack, WriteTransaction } from "../../../gate/ports/write-transaction.ts";
import { unfit } from "../fill-parameters.ts";
import { failureOf } from "./failure-of.ts";
import { Ended } from "./sqlite-write-session.ts";
import { STEP_MILLISECONDS, StepRefused, TOO_LATE, type WriterProcess } from "./writer-process.ts";

/** What a write does in its transaction, of whatever kind it is. */
export type WriteSteps = Pick<WriteTransaction, "kind" | "preview" | "try" | "change">;

export interface WriteTurnParts {
  readonly process: WriterProcess;
  readonly signal: Cancellation;
  /** Lets the next write have its turn. */
  readonly release: () => void;
}

/** COMMIT waits this long for readers, and for the disk. */
const COMMIT_MILLISECONDS = 60_000;

export class WriteTurn {
  readonly #parts: WriteTurnParts;
  #stopped = false;
  #flight: CommitInFlight | null = null;
  #ended: Promise<void> | null = null;

  constructor(parts: WriteTurnParts) {
    this.#parts = parts;
    parts.signal.addEventListener("abort", this.#stop, { once: true });
  }

  async begin(begin: () => Promise<WriteSteps | RolledBack>): Promise<WriteTransaction | RolledBack> {
    const steps = await this.#step("open", begin);
    if (steps.kind !== "open") return steps;
    return {
      kind: "open",
      preview: steps.preview,
      try: (eyes) => this.#step("seen", () => steps.try(eyes)),
      change: async (clearance, how) => {
        const changed = await this.#step("changed", () => steps.change(clearance, how));
        if (changed.kind === "changed") this.#flight = changed.flight;
        return changed;
      },
      commit: () => this.#commit(),
      rollBack: () => this.#end(),
    };
  }

  async #step<T extends { readonly kind: string }>(
    expected: T["kind"],
    work: () => Promise<T | RolledBack>,
  ): Promise<T | RolledBack> {
    try {
      if (this.#stopped) throw cancelled();
      const answer = await work();
      if (answer.kind !== expected) await this.#end();
      return answer;
    } catch (error) {
      await this.#end();
      return this.#readError(error);
    }
  }

  /** In doubt when nobody knows: the process ended before it said how COMMIT went, or the disk failed. A refusal has rolled back. */
  async #commit(): Promise<Committed | RolledBack> {
    const { process } = this.#parts;
    this.#listenNoMore();
    try {
      // what changed nothing has nothing to commit
      if (this.#flight?.xid !== "") await process.ask({ kind: "commit" }, COMMIT_MILLISECONDS);
      return { kind: "committed" };
    } catch (error) {
      if (error instanceof StepRefused && error.sqlstate !== TOO_LATE) return this.#readError(error);
      return { kind: "in-doubt" };
    } finally {
      await this.#end();
    }
  }

  readonly #stop = (): void => {
    this.#stopped = true;
    void this.#parts.process.end();
  };

  #listenNoMore(): void {
    this.#parts.signal.removeEventListener("abort", this.#stop);
  }

  #end(): Promise<void> {
    this.#ended ??= this.#release();
    return this.#ended;
  }

  async #release(): Promise<void> {
    this.#listenNoMore();
    await rollBack(this.#parts.process);
    this.#parts.release();
  }

  /** Throws what is none of the database's answers. */
  #readError(error: unknown): RolledBack {
    if (this.#stopped) throw cancelled();
    if (error instanceof Ended) return error.outcome;
    if (error instanceof UnfitValue) return unfit(error);
    if (error instanceof StepRefused)
      return { kind: "database-error", sqlstate: error.sqlstate, message: error.sentence };
    throw failureOf(error);
  }
}

/** A process that does not roll back is ended, which does. */
async function rollBack(process: WriterProcess): Promise<void> {
  try {
    await process.ask({ kind: "rollback" }, STEP_MILLISECONDS);
  } catch {
    await process.end();
  }
}

function cancelled(): Failure {
  return new Failure("cancelled", "The call was cancelled, and the write rolled back.");
}
