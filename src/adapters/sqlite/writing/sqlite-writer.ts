// The writing half of a SQLite database: one process, one write at a time, how each ends, and what became of one whose end nobody saw.

import type { CommitInFlight } from "../../../core/approvals/approval-state.ts";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import { Failure } from "../../../core/model/failure.ts";
import { UnfitValue } from "../../../core/model/unfit-value.ts";
import type { Cancellation } from "../../../gate/ports/cancellation.ts";
import type { Fate, SchemaRequest, WriteOutcome, WriteRequest } from "../../../gate/ports/write-run.ts";
import { unfit } from "../fill-parameters.ts";
import { runSchemaChange } from "./sqlite-schema-run.ts";
import { runWrite, type SqliteWriteRun } from "./sqlite-write-run.ts";
import { StepRefused, WriterEnded, WriterProcess } from "./writer-process.ts";

export interface WriterParts {
  readonly file: string;
  load(): Promise<LoadedSchema>;
}

interface LoadedSchema {
  readonly catalogue: Catalogue;
  readonly schemaVersion: number;
  readonly place: string;
  readonly replaces: boolean;
}

interface Performance {
  readonly request: WriteRequest | SchemaRequest;
  readonly loaded: LoadedSchema;
  readonly run: (around: Pick<SqliteWriteRun, "process" | "file" | "pointOfNoReturn">) => Promise<WriteOutcome>;
}

const MOST_WAITING = 64;
const STEP_MILLISECONDS = 10_000;
/** How often recovery asks again while somebody else writes. */
const FATE_ATTEMPTS = 3;

export class SqliteWriter {
  readonly #parts: WriterParts;
  #process: WriterProcess | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  async write(request: WriteRequest): Promise<WriteOutcome> {
    const loaded = await this.#parts.load();
    return this.#inTurn(request.signal, (process) =>
      this.#perform(process, { request, loaded, run: (around) => runWrite({ ...loaded, ...around, request }) }),
    );
  }

  async change(request: SchemaRequest): Promise<WriteOutcome> {
    const loaded = await this.#parts.load();
    return this.#inTurn(request.signal, (process) =>
      this.#perform(process, { request, loaded, run: (around) => runSchemaChange({ ...loaded, ...around, request }) }),
    );
  }

  fateOf({ xid, system }: CommitInFlight): Promise<Fate> {
    const [request = "", attempt = ""] = xid.split(" ");
    return this.#inTurn(null, async (process) => {
      for (let round = 1; ; round++) {
        const answer = await process.ask({ kind: "fate", file: system, request, attempt }, STEP_MILLISECONDS);
        if (answer.kind !== "fate") throw new RangeError("the writer answered another question");
        if (answer.fate !== "running" || round === FATE_ATTEMPTS) return answer.fate;
      }
    });
  }

  system(): Promise<string> {
    return this.#inTurn(null, identify);
  }

  /** Opens the file for writing once: that rolls back what a process left that ended in the middle of a COMMIT. */
  async settle(): Promise<void> {
    await this.#inTurn(null, identify);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#process?.end();
  }

  async #perform(process: WriterProcess, { request, loaded, run }: Performance): Promise<WriteOutcome> {
    if (request.plan.parts.catalogueVersion !== loaded.catalogue.version) return { kind: "schema-changed" };
    let stopped = false;
    const stop = (): void => {
      stopped = true;
      void process.end();
    };
    request.signal.addEventListener("abort", stop, { once: true });
    const pointOfNoReturn = (): void => request.signal.removeEventListener("abort", stop);
    try {
      const file = await identify(process);
      return await run({ process, file, pointOfNoReturn });
    } catch (error) {
      if (stopped) throw cancelled();
      if (error instanceof UnfitValue) return unfit(error);
      if (error instanceof StepRefused)
        return { kind: "database-error", sqlstate: error.sqlstate, message: error.sentence };
      throw error;
    } finally {
      pointOfNoReturn();
      await rollBack(process);
    }
  }

  /** One after the other: the file has one writer anyway. */
  async #inTurn<T>(signal: Cancellation | null, work: (process: WriterProcess) => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING)
      throw new Failure("database-busy", "Too many calls wait for the database; try again in a moment.");
    this.#waiting += 1;
    const before = this.#last;
    const turn = before.then(async () => {
      this.#waiting -= 1;
      if (signal?.aborted === true) throw cancelled();
      if (this.#closed) throw new Failure("database-unavailable", "The server is stopping; call again later.");
      if (this.#process === null || this.#process.hasEnded) this.#process = new WriterProcess(this.#parts.file);
      return work(this.#process);
    });
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } catch (error) {
      throw failureOf(error);
    }
  }
}

async function identify(process: WriterProcess): Promise<string> {
  const answer = await process.ask({ kind: "identify" }, STEP_MILLISECONDS);
  if (answer.kind !== "identity") throw new RangeError("the writer answered another question");
  return answer.file;
}

/** A process that does not roll back is ended, which does. */
async function rollBack(process: WriterProcess): Promise<void> {
  try {
    await process.ask({ kind: "rollback" }, STEP_MILLISECONDS);
  } catch {
    await process.end();
  }
}

function failureOf(error: unknown): unknown {
  if (error instanceof WriterEnded)
    return new Failure(
      "database-unavailable",
      "The database's writer ended unexpectedly, and its change was rolled back; call again.",
    );
  if (!(error instanceof StepRefused)) return error;
  const locked = error.sqlstate.startsWith("SQLITE_BUSY");
  return new Failure(
    locked ? "database-busy" : "database-unavailable",
    locked
      ? "The database is locked by another writer; try again in a moment."
      : "The database cannot be written; check the file and its rights.",
    { cause: error },
  );
}

function cancelled(): Failure {
  return new Failure("cancelled", "The call was cancelled, and the write rolled back.");
}
