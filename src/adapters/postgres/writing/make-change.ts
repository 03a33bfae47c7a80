// The second round trip of a write: images of its rows, the change with what it sets off, the server's own count around it, and what recovery will
// ask about. All of it can be rolled back still; whoever asked for it looks at what happened before COMMIT is sent.

import type { PendingCommit } from "../../../core/approvals/approval-state.ts";
import type { Image } from "../../../core/sql/cascades/cascade-graph.ts";
import type { CascadeReach, Root } from "../../../core/sql/cascades/cascade-reach.ts";
import type { PlanText } from "../../../core/sql/plans/write-plan.ts";
import { PIN_PATH } from "../connection/session-settings.ts";
import { isStalePlan } from "../read-error.ts";
import { findCascades } from "./observe/cascade-rows.ts";
import { EFFECTS, type Effects, effectsOf } from "./observe/observe-effects.ts";
import { type ChangedRows, changeOf, readChange, type Statement } from "./run-statements.ts";
import { type Identifying, identifyText, pendingCommitOf } from "./transaction/identify-transaction.ts";
import { Pipeline, type StatementResult } from "./transaction/pipeline.ts";
import { MARK, ranBefore } from "./transaction/write-marker.ts";
import type { WriteRun } from "./write-run.ts";

export interface ChangeInput {
  readonly statements: readonly Statement[];
  /** Sets the database's own search path. */
  readonly path: string;
  /** Id of the request whose marker it leaves; null where it leaves none, or has left it. */
  readonly marker: string | null;
  /** Whether images of its rows are kept. */
  readonly keeps: boolean;
  /** Whether the change is to tell its rows as they became. */
  readonly tells: boolean;
  /** Whose foreign keys change further rows that are kept, too; null where there are none. */
  readonly root: { readonly of: Omit<Root, "before">; readonly most: number } | null;
  /** Null where nothing is expected to change. */
  readonly identifies: Identifying | null;
  readonly system: string;
}

export type MadeChange =
  | {
      readonly kind: "made";
      /** By step. */
      readonly before: readonly (readonly Image[])[];
      readonly changed: ChangedRows;
      readonly baseline: Effects;
      readonly effects: Effects;
      readonly cascades: { readonly root: Root; readonly reach: CascadeReach | null } | null;
      readonly pendingCommit: PendingCommit | null;
    }
  | { readonly kind: "schema-changed" }
  | { readonly kind: "held"; readonly why: "ran-before" };

/** Rejects with the driver's errors. */
export async function makeChange(run: WriteRun, input: ChangeInput): Promise<MadeChange> {
  const { client, prepared } = run;
  const { statements, path, identifies } = input;
  let pipeline = new Pipeline();
  const marker = input.marker === null ? null : pipeline.ask(MARK, [input.marker]);
  const images = input.keeps ? await askImages(pipeline, statements) : [];
  const before = () => images.map((image) => image?.result.rows ?? []);
  let cascades: Extract<MadeChange, { kind: "made" }>["cascades"] = null;
  try {
    if (input.root !== null) {
      await pipeline.send(client, prepared);
      const root = { ...input.root.of, before: before()[0] ?? [] };
      const { catalogue } = run.loaded;
      cascades = { root, reach: await findCascades(client, { catalogue, root, most: input.root.most }) };
      pipeline = new Pipeline();
    }
    const baseline = pipeline.ask(EFFECTS);
    // triggers, checks and defaults find their names as they do for everybody else
    pipeline.run(path);
    const changes = await askChanges(pipeline, statements, input.tells);
    // deferred constraints and triggers act now, while their effects can still be seen and undone
    pipeline.run("SET CONSTRAINTS ALL IMMEDIATE", PIN_PATH);
    const effects = pipeline.ask(EFFECTS);
    const identified = identifies === null ? null : pipeline.ask(identifyText(identifies));
    await pipeline.send(client, prepared);
    return {
      kind: "made",
      before: input.keeps ? before() : statements.flatMap(({ parts }) => parts.steps.map(() => [])),
      changed: readChange(
        statements,
        changes.map(({ result }) => result),
      ),
      baseline: effectsOf(baseline.result),
      effects: effectsOf(effects.result),
      cascades,
      pendingCommit:
        identifies === null || identified === null
          ? null
          : await pendingCommitOf(identified.result, { system: input.system, identifies }),
    };
  } catch (error) {
    if (marker !== null && pipeline.failedAt(marker) && ranBefore(error)) return { kind: "held", why: "ran-before" };
    if (isStalePlan(error)) return { kind: "schema-changed" };
    throw error;
  }
}

/** By step; null where one has none. */
async function askImages(
  pipeline: Pipeline,
  statements: readonly Statement[],
): Promise<readonly (StatementResult | null)[]> {
  const asked = [];
  for (const statement of statements)
    for (const { images } of statement.parts.steps)
      asked.push(images === null ? null : await askPlan(pipeline, statement, images));
  return asked;
}

async function askChanges(
  pipeline: Pipeline,
  statements: readonly Statement[],
  tells: boolean,
): Promise<readonly StatementResult[]> {
  const asked = [];
  for (const statement of statements) asked.push(await askPlan(pipeline, statement, changeOf(statement.parts, tells)));
  return asked;
}

async function askPlan(pipeline: Pipeline, { fill }: Statement, plan: PlanText): Promise<StatementResult> {
  return pipeline.ask(plan.text, await fill(plan));
}
