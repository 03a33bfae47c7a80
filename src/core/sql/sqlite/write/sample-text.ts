// A few of the rows that a write would change, before and after, as somebody sees them: masked by their own governance, not the writer's.

import type { Catalogue, Verb } from "../../../model/catalogue.ts";
import type { Governance, GovernedRelation } from "../../../model/governed-relation.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { type ColumnName, relationKey } from "../../../model/relation-name.ts";
import { SAMPLE_ROWS, type SampleText } from "../../plans/write-plan.ts";
import { quoteName } from "../parse/node.ts";
import { baseSelect } from "../rewrite/place-relations.ts";
import type { PlanParameters } from "../rewrite/plan-parameters.ts";
import { compactParameters } from "./compact-parameters.ts";
import { keyName, rowKey } from "./row-key.ts";
import type { StepTexts } from "./step-texts.ts";

interface Viewer {
  /** Those of the statement's steps, all on one table: they show the same columns. */
  readonly texts: readonly StepTexts[];
  readonly governance: Governance;
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string>;
  readonly planParameters: PlanParameters;
}

export function sampleText(step: StepTexts, viewer: Viewer): SampleText | Refusal {
  const { governance, planParameters, texts } = viewer;
  const { composed, facts } = step.reading;
  const { relation } = composed;
  const { verb } = facts;
  const governed = governance.get(relationKey(relation.name)) ?? null;
  const shown = shownColumns(governed, {
    verbs: new Set(texts.map(({ reading }) => reading.facts.verb)),
    key: relation.primaryKey,
    changed: texts.flatMap(({ values }) => values.map(({ column }) => column)),
  });
  if (governed === null || shown.length === 0)
    return { text: "SELECT 1 WHERE false", parameters: [], columns: [], before: 0 };
  // a new value is shown to whoever sees in the clear the column that it is for and those that it is made from
  const clear = new Set(
    facts.assigned.flatMap(({ column, sources }) =>
      [{ relation: relation.name, column }, ...sources].every((source) => isClearTo(governance, source))
        ? [column]
        : [],
    ),
  );
  const after = shown.map((name) => {
    const value = step.values.findLast(({ column }) => column === name);
    if (value === undefined) return verb === "update" ? shorten(`"gatehouse_seen".${quoteName(name)}`) : "NULL";
    return clear.has(name) ? shorten(`"gatehouse_rows".${quoteName(value.name)}`) : "'[masked]'";
  });
  if (verb === "insert") {
    // by what is shown: the order in which the rows were made (of an index) may follow what is not
    const order = `ORDER BY ${after.map((_, place) => place + 1).join(", ")} LIMIT ${SAMPLE_ROWS}`;
    return { text: `SELECT ${after.join(", ")} FROM ${step.rows} ${order}`, parameters: [], columns: shown, before: 0 };
  }
  const order = `ORDER BY "gatehouse_rows".rowid LIMIT ${SAMPLE_ROWS}`;
  const select = baseSelect(relation, {
    governed,
    options: { ...viewer, opens: new Map(), leakproof: false, within: [] },
    target: { besides: step.besides(), standIn: null },
  });
  if (typeof select !== "string") return select;
  const before = shown.map((name) => shorten(`"gatehouse_seen".${quoteName(name)}`));
  const on = rowKey(relation).map((_, index) => {
    const key = quoteName(keyName(index));
    return `"gatehouse_seen".${key} = "gatehouse_rows".${key}`;
  });
  const outputs = [...before, ...(verb === "update" ? after : [])];
  const text = `SELECT ${outputs.join(", ")} FROM ${step.rows} LEFT JOIN (${select}) AS "gatehouse_seen" ON ${on.join(" AND ")} ${order}`;
  const compact = compactParameters(text, planParameters.all);
  return "code" in compact ? compact : { ...compact, columns: shown, before: before.length };
}

function isClearTo(governance: Governance, { relation, column }: ColumnName): boolean {
  const held = governance.get(relationKey(relation))?.columns.find((candidate) => candidate.column.name === column);
  return held?.treatment.kind === "clear";
}

const MOST_COLUMNS = 12;

/** A sample is for the eye. */
export function shorten(expression: string): string {
  return `CASE typeof(${expression}) WHEN 'blob' THEN '[' || length(${expression}) || ' bytes]' ELSE substr(CAST(${expression} AS TEXT), 1, 200) END`;
}

/** The visible keys, then what changes; of a row that goes, what it holds. */
function shownColumns(
  governed: GovernedRelation | null,
  { verbs, key, changed }: { verbs: ReadonlySet<Verb>; key: readonly string[]; changed: readonly string[] },
): readonly string[] {
  const visible = governed?.columns.map(({ column }) => column.name) ?? [];
  const keys = visible.filter((name) => key.includes(name));
  const others = visible.filter((name) => !key.includes(name) && (verbs.has("delete") || changed.includes(name)));
  const inserts = [...verbs].every((verb) => verb === "insert");
  const columns = inserts ? visible.filter((name) => changed.includes(name)) : [...keys, ...others];
  return columns.slice(0, MOST_COLUMNS);
}
