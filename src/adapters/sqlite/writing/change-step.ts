// One step of a write of rows is carried out: how many rows it changed, held against what the caller sees, and what else changed with them.

import { relationKey } from "../../../core/model/relation-name.ts";
import type { SqliteStep } from "../../../core/sql/plans/write-plan.ts";
import { inOrder, oneEffect } from "./compare-effects.ts";
import { Ended, type WriteSession } from "./sqlite-write-session.ts";
import type { Statement } from "./statement-answers.ts";
import type { Changed } from "./write-answers.ts";

export type ChangedStep = Pick<Changed, "effects" | "noted"> & { readonly rows: number };

/** `watched` is true where triggers and foreign keys are counted, too. */
export async function changeStep(
  { change, done, visible, verb, target, preview }: SqliteStep,
  { binding }: Statement,
  { session, watched }: { session: WriteSession; watched: boolean },
): Promise<ChangedStep> {
  if (change === null) throw new RangeError("a step that another one carries out");
  const answer = await session.ask({ kind: "change", text: change, keeps: done });
  if (answer.kind !== "changed") throw new RangeError("the writer answered another question");
  if (visible !== null) {
    const [seen] = (await session.readPlan(visible, { binding })).rows;
    if (Number(seen?.[0]) !== answer.rows) throw new Ended({ kind: "held", why: "out-of-sight" });
  }
  if (!watched)
    return { rows: answer.rows, effects: oneEffect({ relation: target, verb, rows: answer.rows }), noted: [] };
  const effects = inOrder(answer.effects);
  // a row that a cascade took before the statement came to it is one of the statement's all the same
  const gone = effects.find((effect) => relationKey(effect.relation) === relationKey(target) && effect.verb === verb);
  const staged = verb === "delete" ? Number((await session.read(preview)).rows[0]?.[0] ?? 0) : 0;
  return { rows: Math.max(answer.rows, Math.min(staged, gone?.rows ?? 0)), effects, noted: answer.effects };
}
