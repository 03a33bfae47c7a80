// One write's turn at the writer process, while its transaction is open.

import { UnfitValue } from "../../../core/model/unfit-value.ts";
import type { WriteHold } from "../../../gate/ports/begin-write.ts";
import type { Committed, RolledBack } from "../../../gate/ports/write-transaction.ts";
import { unfit } from "../fill-parameters.ts";
import { failureOf } from "./failure-of.ts";
import { Ended } from "./sqlite-write-session.ts";
import { STEP_MILLISECONDS, StepRefused, TOO_LATE, type WriterProcess } from "./writer-process.ts";

/** COMMIT waits this long for readers, and for the disk. */
const COMMIT_MILLISECONDS = 60_000;

/** `release` lets the next write have its turn. */
export function holdTurn(process: WriterProcess, release: () => void): WriteHold {
  return {
    interrupt: () => void process.end(),
    // what changed nothing has nothing to commit
    commit: ({ xid }) => (xid === "" ? Promise.resolve({ kind: "committed" }) : commit(process)),
    release: async () => {
      await rollBack(process);
      release();
    },
    readError,
  };
}

/** In doubt when nobody knows: the process ended before it said how COMMIT went, or the disk failed. A refusal has rolled back. */
async function commit(process: WriterProcess): Promise<Committed> {
  try {
    await process.ask({ kind: "commit" }, COMMIT_MILLISECONDS);
    return { kind: "committed" };
  } catch (error) {
    if (error instanceof StepRefused && error.sqlstate !== TOO_LATE) throw error;
    return { kind: "in-doubt" };
  }
}

function readError(error: unknown): RolledBack {
  if (error instanceof Ended) return error.outcome;
  if (error instanceof UnfitValue) return unfit(error);
  if (error instanceof StepRefused)
    return { kind: "database-error", sqlstate: error.sqlstate, message: error.sentence };
  throw failureOf(error);
}

/** A process that does not roll back is ended, which does. */
async function rollBack(process: WriterProcess): Promise<void> {
  try {
    await process.ask({ kind: "rollback" }, STEP_MILLISECONDS);
  } catch {
    await process.end();
  }
}
