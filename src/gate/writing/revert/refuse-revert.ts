// What is said where a write cannot be reverted: its rows have moved on, or the database makes something else of them.

import { type Refusal, refuse } from "../../../core/model/refusal.ts";
import type { RevertFinding } from "../../../core/sql/revert/judge-revert.ts";
import type { AskedWrite } from "../asking/asked-write.ts";

/** `rows`: that the statements have found. */
export function refuseMoved(rows: number, { reverts }: Pick<AskedWrite, "reverts">): Refusal | null {
  if (reverts === undefined || rows === reverts.rows) return null;
  return refuseConflict(reverts.rows - rows, reverts.rows);
}

/** Whether each row was what the write left is compared by the statements themselves, too; what each becomes by nothing else. */
export function refuseUnreverted(
  found: RevertFinding | null,
  { reverts }: Pick<AskedWrite, "reverts">,
): Refusal | null {
  if (found === null || reverts === undefined) return null;
  if (found.moved > 0) return refuseConflict(found.moved, reverts.kept.length);
  if (found.lost === 0) return null;
  return refuse(
    "nothing-to-revert",
    `The database would not leave ${found.lost} of ${reverts.kept.length} rows as they were, so nothing was taken back.`,
    {
      rule: "revert",
      remedy:
        "Have the owner of the table look at its triggers, or make the change that is wanted with statements of its own.",
    },
  );
}

function refuseConflict(moved: number, all: number): Refusal {
  return refuse(
    "revert-conflict",
    `${moved} of ${all} rows are no longer what the write left, so nothing was taken back.`,
    { rule: "revert", remedy: "Look at the rows, and make the change that is wanted with a statement of its own." },
  );
}
