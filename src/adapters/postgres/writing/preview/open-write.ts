// The first round trip of a write: its transaction begins, locks what it will write and read, hears the witness, says which database this is, and
// counts the rows that would change.

import type { PlanText, PostgresStep } from "../../../../core/sql/plans/write-plan.ts";
import { saidBy } from "../../catalogue/witness.ts";
import { isStalePlan } from "../../read-error.ts";
import type { Statement } from "../run-statements.ts";
import { SYSTEM } from "../transaction/identify-transaction.ts";
import { Pipeline } from "../transaction/pipeline.ts";
import { MARK, ranBefore } from "../transaction/write-marker.ts";
import { type Counts, countsOf } from "../write-answers.ts";
import type { WriteRun } from "../write-run.ts";
import { beginStatements } from "../write-session.ts";

export type OpenedWrite =
  /** By step, in order. */
  | { readonly kind: "open"; readonly counts: readonly Counts[]; readonly system: string }
  | { readonly kind: "schema-changed" }
  | { readonly kind: "held"; readonly why: "ran-before" };

/** `path`: sets the database's own search path. Rejects with the driver's errors. */
export async function openWrite(
  run: WriteRun,
  { statements, path }: { statements: readonly Statement[]; path: string },
): Promise<OpenedWrite> {
  const { client, opened, request } = run;
  const steps = statements.flatMap(({ parts }) => parts.steps);
  const usesOwnPath = statements.some(({ parts }) => parts.ownPath);
  const previews = await fillPreviews(statements, [...(run.pooled ? run.pins : []), ...(usesOwnPath ? [path] : [])]);
  const pipeline = new Pipeline();
  pipeline.run(
    ...beginStatements({
      targets: steps.map(({ target }) => target),
      reads: statements.flatMap(({ parts }) => parts.opens),
      milliseconds: request.plan.limits.milliseconds,
      pins: run.pins,
    }),
  );
  const witness = opened.query === null ? null : pipeline.ask(opened.query.text, opened.query.values);
  const system = pipeline.ask(`SELECT ${SYSTEM}`);
  if (usesOwnPath) pipeline.run(path);
  // before the rows are looked at: what was carried out before is not compared with what was approved
  const marker = run.marks && request.carries !== undefined ? pipeline.ask(MARK, [request.carries]) : null;
  const answers = previews.map(({ plan, values }) => pipeline.ask(plan.text, values));
  const disagrees = () =>
    witness?.arrived === true && saidBy(witness.result.rows.map(([line]) => line ?? "")) !== opened.expected;
  try {
    await pipeline.send(client, run.prepared);
  } catch (error) {
    // what came after it ran on another schema than it was written for
    if (disagrees() || isStalePlan(error)) return { kind: "schema-changed" };
    if (marker !== null && pipeline.failedAt(marker) && ranBefore(error)) return { kind: "held", why: "ran-before" };
    throw error;
  }
  if (disagrees()) return { kind: "schema-changed" };
  return {
    kind: "open",
    counts: answers.map((answer) => countsOf(answer.result)),
    system: system.result.rows[0]?.[0] ?? "",
  };
}

async function fillPreviews(
  statements: readonly Statement[],
  settings: readonly string[],
): Promise<readonly { readonly plan: PlanText; readonly values: Awaited<ReturnType<Statement["fill"]>> }[]> {
  const filled = [];
  for (const { parts, fill } of statements)
    for (const { preview } of parts.steps satisfies readonly PostgresStep[])
      filled.push({ plan: preview, values: await fill(preview, settings) });
  return filled;
}
