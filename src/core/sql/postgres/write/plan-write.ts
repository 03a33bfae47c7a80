// Composes what the database runs for a write: the governed rows of each step, as WITH queries, and around them the previews, the images
// and the change. What was previewed and what is changed are therefore the same SELECTs.

import type { Catalogue } from "../../../model/catalogue.ts";
import type { Allow } from "../../../model/decision.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { type RelationKey, type RelationName, relationKey } from "../../../model/relation-name.ts";
import { type PlanText, type PostgresStep, WritePlan } from "../../plans/write-plan.ts";
import { noNeeds, whatIsNamed } from "../analyse/needs.ts";
import type { Reading } from "../analyse/reading.ts";
import { refuseExposed } from "../analyse/user-defined-names.ts";
import { needsFence } from "../rewrite/fence.ts";
import {
  ACTION_NAME,
  type Placed,
  type Placing,
  placeRelations,
  type WriteTarget,
} from "../rewrite/place-relations.ts";
import { PlanParameters } from "../rewrite/plan-parameters.ts";
import { quoteName } from "../rewrite/quote.ts";
import { allRows, changeText, statementText } from "./change-text.ts";
import { compactParameters } from "./compact-parameters.ts";
import { keyName, VERSION_NAME, valueName } from "./compose-rows.ts";
import { imagesText, previewText } from "./preview-text.ts";
import type { ChangedRows, QueryReading, StepReading } from "./read-change.ts";
import type { WriteReading } from "./read-write.ts";
import { rowsText } from "./rows-text.ts";
import { sampleText } from "./sample-text.ts";
import type { StepTexts } from "./step-texts.ts";
import { visibleRowsText } from "./visible-rows-text.ts";
import { unsureOf, wouldBeRows } from "./would-be-rows.ts";

export interface PlanScope {
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string>;
  readonly allow: Allow;
  /** How many parameters the caller's statement uses. */
  readonly parameters: number;
}

export function planWrite(reading: WriteReading, scope: PlanScope): WritePlan | Refusal {
  const planParameters = new PlanParameters(scope.parameters);
  const needs = noNeeds();
  const opens = new Map<RelationKey, RelationName>();
  for (const { composed } of reading.steps) opens.set(relationKey(composed.relation.name), composed.relation.name);
  const placing = { ...scope, governance: scope.allow.governance, planParameters, opens, needs };
  const texts = new Map<StepReading, StepTexts>();
  // what stands in front of the previews, where nothing has changed yet, and what stands in front of the change
  const before: string[] = [];
  const during: string[] = [];
  const notPreviewed: string[] = [];
  for (const part of reading.parts) {
    if (part.kind === "query") {
      const placed = placeQuery(part, { ...placing, texts });
      if ("code" in placed) return placed;
      before.push(placed.before);
      during.push(placed.during);
      notPreviewed.push(...(placed.unsure === null ? [] : [placed.unsure]));
      continue;
    }
    const placed = placeRows(part, placing);
    if (placed.kind === "refusal") return placed;
    const step = textsOf(part, { number: texts.size + 1, queries: before, rows: placed.text });
    texts.set(part, step);
    before.push(step.query);
    during.push(step.query, `${step.doneName} AS (${statementText(step)})`);
  }
  const steps = [...texts.values()];
  const { returning } = reading;
  const returned =
    returning === null ? null : place(returning.reading, { ...placing, targets: changed(returning, texts) });
  if (returned?.kind === "refusal") return returned;
  const visible: string[] = [];
  for (const step of steps) {
    const text = visibleRowsText(step, { ...scope, planParameters, opens });
    if (typeof text !== "string") return text;
    visible.push(text);
  }

  // what a change sets off finds its names by the database's own path, and so does the change
  const exposed = refuseExposed({ ...needs, ownPath: true });
  if (exposed !== null) return exposed;
  const change = { queries: during, visible, returned: returned?.text ?? null, limits: scope.allow.limits };
  const finish = (text: string): PlanText => compactParameters(text, planParameters.list);
  return WritePlan.of(
    {
      engine: "postgres",
      ...whatIsNamed(needs),
      steps: steps.map((step) => planStep(step, { steps, planParameters, finish, catalogue: scope.catalogue })),
      change: finish(changeText(steps, { ...change, images: true })),
      changeAlone: finish(changeText(steps, { ...change, images: false })),
      notPreviewed: [...new Set(notPreviewed)],
      main: reading.main.map((step) => reading.steps.indexOf(step)),
      rowsFor: (relation, governance) =>
        rowsText(relation, { governance, catalogue: scope.catalogue, planParameters: copyOf(planParameters) }),
      opens: [...opens.values()],
      catalogueVersion: scope.catalogue.version,
    },
    scope.allow,
  );
}

function planStep(
  step: StepTexts,
  scope: {
    steps: readonly StepTexts[];
    planParameters: PlanParameters;
    finish: (text: string) => PlanText;
    catalogue: Catalogue;
  },
): PostgresStep {
  const { composed, assigned } = step.reading;
  const { verb, relation, passing } = composed;
  const { catalogue, planParameters, finish } = scope;
  const alike = scope.steps.filter((other) => other.reading.composed.relation === relation);
  const changed = new Set(alike.flatMap(({ values }) => values.map(({ column }) => column)));
  return {
    verb,
    target: relation.name,
    key: relation.primaryKey,
    layout: relation.columns.map(({ name }) => name),
    exact: passing === null,
    given: step.values.map(({ column }) => column),
    unbound: [...composed.timed].map(([column, why]) => ({ relation: relation.name, column, why })),
    preview: finish(previewText(step)),
    images: verb === "insert" ? null : finish(imagesText(step)),
    sampleFor: (governance) => {
      const own = copyOf(planParameters);
      const verbs = new Set(alike.map((other) => other.reading.composed.verb));
      const sample = sampleText(step, { changed, verbs, assigned, governance, catalogue, planParameters: own });
      return "code" in sample ? sample : { ...sample, ...compactParameters(sample.text, own.list) };
    },
  };
}

function copyOf(planParameters: PlanParameters): PlanParameters {
  const own = new PlanParameters(0);
  own.list.push(...planParameters.list);
  return own;
}

function place(
  reading: Reading,
  placing: Pick<Placing, "governance" | "catalogue" | "functions" | "planParameters" | "opens" | "needs" | "targets">,
): Placed | Refusal {
  return placeRelations(reading, {
    ...placing,
    fenced: needsFence(reading),
    within: [],
    own: false,
  });
}

function placeRows(
  { rows, use, composed }: StepReading,
  placing: Omit<Parameters<typeof place>[1], "targets">,
): Pick<Placed, "kind" | "text"> | Refusal {
  if (rows === null) return { kind: "placed", text: "SELECT" };
  const besides = [
    ...composed.relation.primaryKey.map((name, index) => `${quoteName(name)} AS ${quoteName(keyName(index))}`),
    `"xmin"::text AS ${quoteName(VERSION_NAME)}`,
  ];
  const targets: readonly WriteTarget[] =
    use === null ? [] : [{ use, besides, standIn: null, table: composed.named === null ? null : composed.relation }];
  return place(rows, { ...placing, targets });
}

/** Materialised: no condition of the statement around it may be tried on rows before its own filters. */
function placeQuery(
  part: QueryReading,
  { texts, ...placing }: Omit<Parameters<typeof place>[1], "targets"> & { texts: ReadonlyMap<StepReading, StepTexts> },
): { before: string; during: string; unsure: string | null } | Refusal {
  const head = `${quoteName(part.name)}${listed(part.columns)} AS MATERIALIZED (`;
  const during = place(part.reading, { ...placing, targets: changed(part, texts) });
  if (during.kind === "refusal") return during;
  const text = `${head}${during.text}\n)`;
  if (part.changed === null) return { before: text, during: text, unsure: null };
  const { use, steps } = part.changed;
  const told = part.reading.actions.length > 0;
  const standIn = wouldBeRows(
    steps.flatMap((step) => texts.get(step) ?? []),
    { told },
  );
  const before = place(part.reading, {
    ...placing,
    targets: [{ use, besides: besidesOf(part.reading), standIn, table: null }],
  });
  if (before.kind === "refusal") return before;
  return { before: `${head}${before.text}\n)`, during: text, unsure: unsureOf(part.changed, part.reading.columns) };
}

/** The changed rows in the place of their table. */
function changed(
  { changed: rows, reading }: { readonly changed: ChangedRows | null; readonly reading: Reading },
  texts: ReadonlyMap<StepReading, StepTexts>,
): readonly WriteTarget[] {
  if (rows === null) return [];
  const done = rows.steps.flatMap((step) => texts.get(step) ?? []);
  const [only] = done;
  const told = reading.actions.length > 0;
  const plain = done.length === 1 && only !== undefined && !told;
  const standIn = plain ? only.doneName : `(${allRows(done, { told })})`;
  return [{ use: rows.use, besides: besidesOf(reading), standIn, table: null }];
}

function besidesOf({ actions }: Reading): readonly string[] {
  return actions.length > 0 ? [quoteName(ACTION_NAME)] : [];
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "" : ` (${names.map(quoteName).join(", ")})`;
}

function textsOf(
  reading: StepReading,
  { number, queries, rows }: { number: number; queries: readonly string[]; rows: string },
): StepTexts {
  const { composed } = reading;
  const { verb, relation, columns, joined } = composed;
  const keys = verb === "insert" ? [] : relation.primaryKey.map((_, index) => keyName(index));
  const given = columns.filter(({ output }) => output !== null);
  const values = given.map(({ name }, index) => ({ column: name, name: valueName(index) }));
  const names = [...keys, ...(verb === "insert" ? [] : [VERSION_NAME]), ...values.map(({ name }) => name)];
  const rowsName = quoteName(`gatehouse_rows_${number}`);
  const source = joined ? distinctRows(rows, { names, values }) : rows;
  const query = `${rowsName}${listed(names)} AS MATERIALIZED (${source}\n)`;
  return {
    reading: { composed, assigned: reading.facts.assigned },
    query,
    before: `WITH ${[...queries, query].join(", ")}`,
    from: `${rowsName} AS "gatehouse_rows"`,
    doneName: quoteName(`gatehouse_done_${number}`),
    keys,
    values,
  };
}

/** A join may give a row of the target several times; it counts once where each time it would be changed in the same way. */
function distinctRows(
  rows: string,
  { names, values }: { names: readonly string[]; values: StepTexts["values"] },
): string {
  const valued = new Set(values.map(({ name }) => name));
  const all = names.map((name) => (valued.has(name) ? `${quoteName(name)}::text` : quoteName(name))).join(", ");
  return `SELECT DISTINCT ON (${all}) * FROM (${rows}\n) AS "gatehouse_joined" (${names.map(quoteName).join(", ")})`;
}
