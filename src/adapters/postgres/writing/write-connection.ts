// The connection of one write, while its transaction is open: each step runs here, and what ends one early ends the transaction.
// INVARIANT: a connection on which a CancelRequest may still arrive, or which does not roll back, is not used again.

import pg from "pg";
import { Failure } from "../../../core/model/failure.ts";
import { UnfitValue } from "../../../core/model/unfit-value.ts";
import type { Cancellation } from "../../../gate/ports/cancellation.ts";
import type { Committed, RolledBack, WriteTransaction } from "../../../gate/ports/write-transaction.ts";
import { cancelBackend } from "../connection/cancel-backend.ts";
import { readError, unfit } from "../read-error.ts";
import { commits } from "./commits.ts";
import { Held } from "./try-write.ts";

/** What a write does in its transaction, of whatever kind it is. */
export type WriteSteps = Pick<WriteTransaction, "kind" | "preview" | "try" | "change">;

export interface WriteConnectionParts {
  readonly client: pg.PoolClient;
  readonly signal: Cancellation;
  /** Whether the schema is still the one that the write was planned on. */
  readonly isCurrent: () => Promise<boolean>;
}

export class WriteConnection {
  readonly #parts: WriteConnectionParts;
  #stopped = false;
  #committed = false;
  #ended: Promise<void> | null = null;

  constructor(parts: WriteConnectionParts) {
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
      change: (clearance, how) => this.#step("changed", () => steps.change(clearance, how)),
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
      return await this.#readError(error);
    }
  }

  async #commit(): Promise<Committed | RolledBack> {
    const { client } = this.#parts;
    this.#listenNoMore();
    try {
      this.#committed = await commits(client);
      return { kind: this.#committed ? "committed" : "in-doubt" };
    } catch (error) {
      await this.#end();
      return await this.#readError(error);
    } finally {
      await this.#end();
    }
  }

  readonly #stop = (): void => {
    const { client } = this.#parts;
    this.#stopped = true;
    void cancelBackend(client, { host: client.host, port: client.port });
  };

  #listenNoMore(): void {
    this.#parts.signal.removeEventListener("abort", this.#stop);
  }

  #end(): Promise<void> {
    this.#ended ??= this.#release();
    return this.#ended;
  }

  async #release(): Promise<void> {
    const { client } = this.#parts;
    this.#listenNoMore();
    const clean = this.#committed || (await rollsBack(client));
    client.release(this.#stopped || !clean);
  }

  /** Throws what is none of the database's answers. */
  async #readError(error: unknown): Promise<RolledBack> {
    if (this.#stopped) throw cancelled();
    if (error instanceof UnfitValue) return unfit(error);
    if (error instanceof Held) return { kind: "held", why: error.why };
    if (!(error instanceof pg.DatabaseError)) throw error;
    const read = readError(error);
    if (read instanceof Failure) throw read;
    if (isMissing(read.sqlstate) && !(await this.#parts.isCurrent())) return { kind: "schema-changed" };
    // after rows were read a message may hold a value, whatever its class
    return { ...read, message: null };
  }
}

async function rollsBack(client: pg.ClientBase): Promise<boolean> {
  try {
    await client.query("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}

/** A relation, column or type that is no longer there. */
function isMissing(sqlstate: string): boolean {
  return /^(42P01|42703|42704|3F000)$/.test(sqlstate);
}

function cancelled(): Failure {
  return new Failure("cancelled", "The call was cancelled, and the write rolled back.");
}
