// The writing half of a SQLite database: one process, one write at a time, and what became of one whose end nobody saw.

import type { PendingCommit } from "../../../core/approvals/approval-state.ts";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import { Failure } from "../../../core/model/failure.ts";
import { SchemaPlan } from "../../../core/sql/plans/schema-plan.ts";
import { beginWrite } from "../../../gate/ports/begin-write.ts";
import type { Cancellation } from "../../../gate/ports/cancellation.ts";
import type {
  RolledBack,
  TransactionStatus,
  WriteRequest,
  WriteTransaction,
} from "../../../gate/ports/write-transaction.ts";
import { failureOf } from "./failure-of.ts";
import { holdTurn } from "./hold-turn.ts";
import { beginRows } from "./rows-write.ts";
import { beginSchemaChange } from "./schema-write.ts";
import { STEP_MILLISECONDS, WriterProcess } from "./writer-process.ts";

export interface WriterParts {
  readonly file: string;
  load(): Promise<LoadedSchema>;
  /** The schema may be another one now. */
  forget(): void;
}

interface LoadedSchema {
  readonly catalogue: Catalogue;
  readonly schemaVersion: number;
  readonly place: string;
  readonly replaces: boolean;
}

const MOST_WAITING = 64;
/** How often recovery asks again while somebody else writes. */
const STATUS_ATTEMPTS = 3;

export class SqliteWriter {
  readonly #parts: WriterParts;
  #process: WriterProcess | null = null;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  async begin({ plan, ...request }: WriteRequest): Promise<WriteTransaction | RolledBack> {
    const loaded = await this.#parts.load();
    if (plan.parts.catalogueVersion !== loaded.catalogue.version) return { kind: "schema-changed" };
    const { process, release } = await this.#takeTurn(request.signal);
    const held = { hold: holdTurn(process, release), signal: request.signal };
    if (!(plan instanceof SchemaPlan))
      return beginWrite(
        async () => beginRows({ ...loaded, process, file: await identify(process), request: { ...request, plan } }),
        held,
      );
    const transaction = await beginWrite(
      async () =>
        beginSchemaChange({ ...loaded, process, file: await identify(process), request: { ...request, plan } }),
      held,
    );
    if (transaction.kind !== "open") return transaction;
    return { ...transaction, commit: () => transaction.commit().finally(() => this.#parts.forget()) };
  }

  transactionStatus({ xid, system }: PendingCommit): Promise<TransactionStatus> {
    const [request = "", attempt = ""] = xid.split(" ");
    return this.#inTurn(async (process) => {
      for (let round = 1; ; round++) {
        const answer = await process.ask(
          { kind: "transaction-status", file: system, request, attempt },
          STEP_MILLISECONDS,
        );
        if (answer.kind !== "transaction-status") throw new RangeError("the writer answered another question");
        if (answer.status !== "running" || round === STATUS_ATTEMPTS) return answer.status;
      }
    });
  }

  system(): Promise<string> {
    return this.#inTurn(identify);
  }

  /** Opens the file for writing once: that rolls back what a process left that ended in the middle of a COMMIT. */
  async settle(): Promise<void> {
    await this.#inTurn(identify);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#process?.end();
  }

  /** One after the other: the file has one writer anyway. Whoever has a turn releases it. */
  async #takeTurn(signal: Cancellation | null): Promise<{ process: WriterProcess; release: () => void }> {
    if (this.#waiting >= MOST_WAITING)
      throw new Failure("database-busy", "Too many calls wait for the database; try again in a moment.");
    this.#waiting += 1;
    const before = this.#last;
    let release = (): void => undefined;
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    this.#waiting -= 1;
    try {
      if (signal?.aborted === true) throw cancelled();
      if (this.#closed) throw new Failure("database-unavailable", "The server is stopping; call again later.");
      if (this.#process === null || this.#process.hasEnded) this.#process = new WriterProcess(this.#parts.file);
      return { process: this.#process, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async #inTurn<T>(work: (process: WriterProcess) => Promise<T>): Promise<T> {
    const { process, release } = await this.#takeTurn(null);
    try {
      return await work(process);
    } catch (error) {
      throw failureOf(error);
    } finally {
      release();
    }
  }
}

async function identify(process: WriterProcess): Promise<string> {
  const answer = await process.ask({ kind: "identify" }, STEP_MILLISECONDS);
  if (answer.kind !== "identity") throw new RangeError("the writer answered another question");
  return answer.file;
}

function cancelled(): Failure {
  return new Failure("cancelled", "The call was cancelled, and the write rolled back.");
}
