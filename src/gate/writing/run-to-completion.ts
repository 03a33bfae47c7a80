// A write is run, and its request seen to an end, whatever happens.

import type { Account, BesideCall } from "../calls.ts";
import type { Outweighed } from "./file-cleared.ts";
import type { WriteExecution } from "./write-execution.ts";
import { gaveWay, type WriteOutcome } from "./write-outcome.ts";

/**
 * Of one that is to be run again nothing is written down. With an `account` what the database has committed is written down with the entry of
 * that call, and until then `account.beside` holds it.
 */
export async function runToCompletion<T extends WriteOutcome | Outweighed>(
  execution: WriteExecution,
  { run, account }: { run: () => Promise<T>; account?: Pick<Account, "beside"> },
): Promise<T> {
  let beside: BesideCall | null = null;
  try {
    const outcome = await run().catch(async (error: unknown) => {
      await writeDown(execution, () => execution.fail(error));
      throw error;
    });
    if (outcome.kind === "outweighed" || (execution.unwritten && gaveWay(outcome))) return outcome;
    beside = account !== undefined && outcome.kind === "written" ? execution.besideCall() : null;
    if (account !== undefined) account.beside = beside;
    if (beside === null) await writeDown(execution, () => execution.conclude(outcome));
    return outcome;
  } finally {
    if (beside === null) execution.end();
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
