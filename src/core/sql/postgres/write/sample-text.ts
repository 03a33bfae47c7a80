// A few of the rows that a write would change, before and after, as somebody sees them: masked by their own governance, not the writer's.

import type { Catalogue, Verb } from "../../../model/catalogue.ts";
import type { AssignedColumn } from "../../../model/facts.ts";
import type { Governance, GovernedRelation } from "../../../model/governed-relation.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { type ColumnName, relationKey } from "../../../model/relation-name.ts";
import { SAMPLE_ROWS, type SampleText } from "../../plans/write-plan.ts";
import { governedSelect } from "../rewrite/governed-select.ts";
import type { PlanParameters } from "../rewrite/plan-parameters.ts";
import { quoteName } from "../rewrite/quote.ts";
import { readRowFilter } from "../rewrite/row-filter.ts";
import { keyName } from "./compose-rows.ts";
import type { StepTexts } from "./step-texts.ts";
import { storedAs } from "./stored-as.ts";

interface Viewer {
  /** Columns that any step on the table changes, and by which verbs: they show the same columns. */
  readonly changed: ReadonlySet<string>;
  readonly verbs: ReadonlySet<Verb>;
  readonly assigned: readonly AssignedColumn[];
  readonly governance: Governance;
  readonly catalogue: Catalogue;
  readonly planParameters: PlanParameters;
}

export function sampleText(step: StepTexts, viewer: Viewer): SampleText | Refusal {
  const { before: rows, from, keys, values, reading } = step;
  const { verb, relation } = reading.composed;
  const { assigned, governance, catalogue, planParameters } = viewer;
  const governed = governance.get(relationKey(relation.name)) ?? null;
  const shown = shownColumns(governed, { ...viewer, key: relation.primaryKey });
  const isClear = (column: ColumnName) => isClearTo(governance, column);
  // a new value is shown to whoever sees in the clear the column that it is for and those that it is made from
  const clear = new Set(
    assigned.flatMap(({ column, sources }) =>
      [{ relation: relation.name, column }, ...sources].every(isClear) ? [column] : [],
    ),
  );
  const after = shown.map((name) => {
    const value = values.find(({ column }) => column === name);
    if (value === undefined) return verb === "update" ? shorten(`"gatehouse_seen".${quoteName(name)}`) : "NULL::text";
    const type = relation.columns.find((column) => column.name === name)?.type;
    const given = `"gatehouse_rows".${quoteName(value.name)}`;
    const stored = type === undefined ? given : storedAs(given, type);
    return clear.has(name) ? shorten(stored) : "'[masked]'::text";
  });
  const none = { text: `${rows} SELECT 1 FROM ${from} WHERE false`, parameters: [], columns: [], before: 0 };
  if (governed === null || shown.length === 0) return none;
  if (verb === "insert") {
    // by what is shown: the order in which a server makes rows (of a hash, of an index) may follow what is not
    const text = `${rows} SELECT ${after.join(", ")} FROM ${from} ORDER BY ${places(after)} LIMIT ${SAMPLE_ROWS}`;
    return { text, parameters: [], columns: shown, before: 0 };
  }
  const filter = governed.rowFilter === null ? null : readRowFilter(governed.rowFilter, { relation, catalogue });
  if (filter?.kind === "refusal") return filter;
  const select = governedSelect({
    relation,
    governed,
    filter: filter?.text(planParameters) ?? null,
    fenced: true,
    only: reading.composed.only,
    sample: "",
    body: null,
    blank: new Set(),
    within: false,
    planParameters,
    besides: relation.primaryKey.map((name, index) => `${quoteName(name)} AS ${quoteName(keyName(index))}`),
    standIn: null,
  });
  const before = shown.map((name) => shorten(`"gatehouse_seen".${quoteName(name)}`));
  const on = keys.map((key) => `"gatehouse_seen".${quoteName(key)} = "gatehouse_rows".${quoteName(key)}`);
  // the order of keys that are masked would tell how they compare
  const ordered = relation.primaryKey.every((column) => isClear({ relation: relation.name, column }));
  const order = ordered ? keys.map((key) => `"gatehouse_rows".${quoteName(key)}`) : [places(before)];
  const outputs = [...before, ...(verb === "update" ? after : [])];
  const text = `${rows} SELECT ${outputs.join(", ")} FROM ${from} JOIN (${select}) AS "gatehouse_seen" ON ${on.join(" AND ")} ORDER BY ${order.join(", ")} LIMIT ${SAMPLE_ROWS}`;
  return { text, parameters: [], columns: shown, before: before.length };
}

function isClearTo(governance: Governance, { relation, column }: ColumnName): boolean {
  const held = governance.get(relationKey(relation))?.columns.find((candidate) => candidate.column.name === column);
  return held?.treatment.kind === "clear";
}

/** Columns of the result, by their place. */
function places(outputs: readonly string[]): string {
  return outputs.map((_, place) => String(place + 1)).join(", ");
}

const MOST_COLUMNS = 12;

/** A sample is for the eye. */
function shorten(expression: string): string {
  return `left(${expression}::text, 200)`;
}

/** The visible keys, then what changes; of a row that goes, what it holds. */
function shownColumns(
  governed: GovernedRelation | null,
  { verbs, key, changed }: Pick<Viewer, "verbs" | "changed"> & { key: readonly string[] },
): readonly string[] {
  const visible = governed?.columns.map(({ column }) => column.name) ?? [];
  const inserts = [...verbs].every((verb) => verb === "insert");
  if (inserts) return visible.filter((name) => changed.has(name)).slice(0, MOST_COLUMNS);
  const keys = visible.filter((name) => key.includes(name));
  const others = visible.filter((name) => !key.includes(name) && (verbs.has("delete") || changed.has(name)));
  return [...keys, ...others].slice(0, MOST_COLUMNS);
}
