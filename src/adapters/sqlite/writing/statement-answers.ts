// What one statement of a write shows of its rows: samples before the change, and what RETURNING gives. Its rows are staged by then.

import type { Sample } from "../../../core/approvals/approval-request.ts";
import { joinSamples } from "../../../core/approvals/effect/join-samples.ts";
import type { RelationName } from "../../../core/model/relation-name.ts";
import type { SampleText, SqliteParts } from "../../../core/sql/plans/write-plan.ts";
import type { Binding } from "../../../gate/ports/execution.ts";
import type { WriteSession } from "./sqlite-write-session.ts";
import { type Returned, type Rows, sampleOf } from "./write-answers.ts";

/** Most writes are one; the inverse of a write may be several. */
export interface Statement extends SqliteParts {
  readonly binding: Binding;
  /** Among the statements of the write, from 0. */
  readonly place: number;
}

/** What the statement gives its rows, before anything is tried. */
export async function givenRows(
  session: WriteSession,
  { steps, binding }: Statement,
  texts: readonly SampleText[],
): Promise<Sample> {
  const found: { relation: RelationName; sample: Sample }[] = [];
  for (const [place, { target: relation }] of steps.entries()) {
    const text = texts[place];
    if (text === undefined) continue;
    // no word of the caller's stands in a sample, and row filters open tables that are not the plan's
    const rows = await session.readPlan(text, { binding, witnessed: false });
    found.push({ relation, sample: sampleOf(text, rows) });
  }
  return joinSamples(found);
}

/** Of each step, up to the limits of one answer. */
export async function returnedOf(
  session: WriteSession,
  { steps, binding }: Statement,
  limits: { readonly rows: number; readonly bytes: number },
): Promise<Returned> {
  let columns: Rows["columns"] = [];
  const returned: Rows["rows"][number][] = [];
  for (const { returning } of steps) {
    if (returning === null) continue;
    const rows = Math.max(0, limits.rows - returned.length);
    const bytes = Math.max(0, limits.bytes - JSON.stringify(returned).length);
    const answer = await session.readPlan(returning, { binding, rows, bytes });
    columns = answer.columns;
    returned.push(...answer.rows);
    if (answer.truncated !== null) return { columns, returned, truncated: answer.truncated };
  }
  return { columns, returned, truncated: null };
}
