// The second half of a write's transaction, the same for what nobody had to approve and for what people did.

import type { Clearance } from "../../core/approvals/clearance.ts";
import type { Observation } from "../../core/approvals/effect/observed-effect.ts";
import type { RowImages } from "../../core/sql/revert/inverse-statement.ts";
import type { WriteTransaction } from "../ports/write-transaction.ts";
import type { Outweighed } from "./file-cleared.ts";
import type { WriteExecution } from "./write-execution.ts";
import type { WriteOutcome } from "./write-outcome.ts";

/** What people approved of a write, by what it was seen to do when it was tried. */
export interface Approved {
  is(observation: Observation): boolean;
  /** What is kept of it, from the images of its own rows. */
  keep(own: readonly RowImages[], observation: Observation): readonly RowImages[];
}

/**
 * The transaction changes its rows, what it did is held against what people approved, what recovery needs is made durable, and
 * COMMIT is sent. No transaction is open when it answers.
 */
export async function changeAndCommit(
  transaction: WriteTransaction,
  { execution, clearance, approved }: { execution: WriteExecution; clearance: Clearance; approved: Approved | null },
): Promise<WriteOutcome | Outweighed> {
  try {
    const changed = await transaction.change(clearance, {
      imageRows: execution.imageRows,
      observes: approved !== null,
    });
    if (changed.kind !== "changed") return changed;
    const { observation, images: own, answer } = changed;
    if (approved !== null && (observation === null || !approved.is(observation)))
      return { kind: "held", why: "effect-differs" };
    const whole = own === null || observation === null || approved === null ? own : approved.keep(own, observation);
    if (!(await execution.committing(changed, whole))) return { kind: "outweighed" };
    const ended = await transaction.commit();
    return ended.kind === "committed" ? { kind: "written", ...answer } : ended;
  } finally {
    await transaction.rollBack();
  }
}
