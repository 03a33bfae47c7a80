// Composes what the database runs for a write: the governed rows once, into a temporary table, and from there the preview, the images and
// the change. What was previewed and what is changed are therefore the same rows.

import type { Refusal } from "../../../model/refusal.ts";
import { type RelationName, relationKey } from "../../../model/relation-name.ts";
import { type PlanText, type SqliteStep, WritePlan } from "../../plans/write-plan.ts";
import { placeRelations } from "../rewrite/place-relations.ts";
import { PlanParameters } from "../rewrite/plan-parameters.ts";
import { compactParameters } from "./compact-parameters.ts";
import { unfaithful } from "./compose-rows.ts";
import type { Placing, PlanScope } from "./placing.ts";
import type { WriteReading } from "./read-write.ts";
import { rowsText } from "./rows-text.ts";
import { sampleText } from "./sample-text.ts";
import { readStaged, stageSource } from "./staged-source.ts";
import { StepTexts } from "./step-texts.ts";

export function planWrite({ relation, steps, source }: WriteReading, scope: PlanScope): WritePlan | Refusal {
  const planParameters = new PlanParameters(scope.parameters);
  const opens = new Map<string, RelationName>([[relationKey(relation.name), relation.name]]);
  const placing = { ...scope, governance: scope.allow.governance, planParameters, opens, within: [] };
  const staged = source === null ? null : stageSource(source, placing);
  if (staged !== null && "code" in staged) return staged;
  const texts: StepTexts[] = [];
  for (const step of steps) texts.push(new StepTexts(step, texts.length + 1, texts.at(-1) ?? null));
  const planned: SqliteStep[] = [];
  for (const own of texts) {
    const step = planStep(own, { ...placing, texts });
    if ("code" in step) return step;
    planned.push(step);
  }
  return WritePlan.of(
    {
      engine: "sqlite",
      steps: planned,
      source: staged,
      opens: [...opens.values()],
      rowsFor: (name, governance) =>
        rowsText(name, {
          ...placing,
          governance,
          planParameters: new PlanParameters(scope.parameters, planParameters.all),
        }),
      catalogueVersion: scope.catalogue.version,
    },
    scope.allow,
  );
}

function planStep(texts: StepTexts, placing: Placing & { texts: readonly StepTexts[] }): SqliteStep | Refusal {
  const { composed, use, returning, rows: reading } = texts.reading;
  const { relation, clauses } = composed;
  const { verb } = clauses;
  const { planParameters } = placing;
  const rows =
    reading === null
      ? (texts.others ?? "SELECT NULL")
      : placeRelations(reading, {
          ...placing,
          leakproof: reading.leakproof,
          ...(use !== null && { target: { use, besides: texts.besides(), standIn: null } }),
        });
  if (typeof rows !== "string") return rows;
  const returned =
    returning === null
      ? null
      : placeRelations(returning.reading, {
          ...placing,
          leakproof: returning.reading.leakproof,
          target: {
            use: returning.use,
            besides: [],
            standIn: verb === "delete" ? texts.asTheyAre : texts.asTheyBecame,
          },
        });
  if (returned !== null && typeof returned !== "string") return returned;
  const visible = texts.visible(placing);
  if (visible !== null && typeof visible !== "string") return visible;
  const finished = finish(
    { rows: texts.others === null ? `${rows}${texts.inOrder()}` : rows, returned, visible },
    planParameters,
  );
  if ("code" in finished) return finished;
  return {
    verb,
    target: relation.name,
    key: relation.primaryKey,
    layout: relation.columns.map(({ name }) => name),
    ...texts.plain(),
    ...finished,
    exact: clauses.conflict === null,
    given: texts.values.map(({ column }) => column),
    unbound: texts.timed().map((timed) => ({ relation: relation.name, ...timed })),
    sampleFor: (governance) =>
      sampleText(texts, {
        ...placing,
        governance,
        planParameters: new PlanParameters(placing.parameters, planParameters.all),
      }),
  };
}

function finish(
  { rows, returned, visible }: { rows: string; returned: string | null; visible: string | null },
  planParameters: PlanParameters,
): Pick<SqliteStep, "rows" | "returning" | "visible"> | Refusal {
  const compact = (text: string | null): PlanText | Refusal | null => {
    const staged = text === null ? null : readStaged(text);
    return staged === null || typeof staged !== "string" ? staged : compactParameters(staged, planParameters.all);
  };
  const [own, back, seen] = [compact(rows), compact(returned), compact(visible)];
  if (own === null || "code" in own) return own ?? unfaithful();
  if (back !== null && "code" in back) return back;
  if (seen !== null && "code" in seen) return seen;
  return { rows: own, returning: back, visible: seen };
}
