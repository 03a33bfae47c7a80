// A write is run, and its request seen to an end, whatever happens.

import type { CallRecord, DeferredAppend } from "../calls.ts";
import type { Outweighed } from "./file-cleared.ts";
import type { WriteExecution } from "./write-execution.ts";
import { gaveWay, type WriteOutcome } from "./write-outcome.ts";

/**
 * Of one that is to be run again nothing is written down. With a `callRecord` what the database has committed is written down with the entry of
 * that call, and until then `callRecord.deferred` holds it.
 */
export async function runToCompletion<T extends WriteOutcome | Outweighed>(
  execution: WriteExecution,
  { run, callRecord }: { run: () => Promise<T>; callRecord?: Pick<CallRecord, "deferred"> },
): Promise<T> {
  let deferred: DeferredAppend | null = null;
  try {
    const outcome = await run().catch(async (error: unknown) => {
      await writeDown(execution, () => execution.fail(error));
      throw error;
    });
    if (outcome.kind === "outweighed" || (execution.unwritten && gaveWay(outcome))) return outcome;
    deferred = callRecord !== undefined && outcome.kind === "written" ? execution.deferredAppend() : null;
    if (callRecord !== undefined) callRecord.deferred = deferred;
    if (deferred === null) await writeDown(execution, () => execution.conclude(outcome));
    return outcome;
  } finally {
    if (deferred === null) execution.end();
  }
}

async function writeDown(execution: WriteExecution, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    execution.lapse();
    throw error;
  }
}
