// Rows of a table by their places, as somebody sees them: masked and filtered by their own governance, whatever it was that changed the rows.

import type { Catalogue } from "../../../model/catalogue.ts";
import type { Governance } from "../../../model/governed-relation.ts";
import { type RelationName, relationKey } from "../../../model/relation-name.ts";
import { type RowsText, SAMPLE_ROWS } from "../../plans/write-plan.ts";
import { governedSelect } from "../rewrite/governed-select.ts";
import type { PlanParameters } from "../rewrite/plan-parameters.ts";
import { quoteName, quoteRelation } from "../rewrite/quote.ts";
import { readRowFilter } from "../rewrite/row-filter.ts";
import { compactParameters } from "./compact-parameters.ts";

/** Stands for the condition on the places until they are known; no name and no literal of anybody's is like it. */
const HERE = '"gatehouse_here"';

export function rowsText(
  name: RelationName,
  {
    governance,
    catalogue,
    planParameters,
  }: { governance: Governance; catalogue: Catalogue; planParameters: PlanParameters },
): RowsText | null {
  const relation = catalogue.relations.get(relationKey(name));
  const governed = governance.get(relationKey(name));
  if (relation === undefined || governed === undefined) return null;
  const filter = governed.rowFilter === null ? null : readRowFilter(governed.rowFilter, { relation, catalogue });
  if (filter?.kind === "refusal") return null;
  const columns = governed.columns.flatMap(({ column, treatment }) => (treatment.kind === "hide" ? [] : [column.name]));
  if (columns.length === 0) return null;
  const placed = `SELECT *, "tableoid"::text || "ctid"::text AS "gatehouse_place" FROM ${quoteRelation(relation.name)} WHERE ${HERE}`;
  const seenAlone = filter === null ? "" : ` WHERE (${filter.text(planParameters)})`;
  const select = governedSelect({
    relation,
    governed,
    filter: null,
    fenced: true,
    only: false,
    sample: "",
    body: null,
    blank: new Set(),
    within: false,
    planParameters,
    besides: ['"gatehouse_place"'],
    standIn: `(SELECT * FROM (${placed} OFFSET 0) AS ${quoteName(relation.name.name)}${seenAlone} OFFSET 0)`,
  });
  const seen = (column: string) => `"gatehouse_seen".${quoteName(column)}`;
  const shown = columns.map((column) => `left(${seen(column)}::text, 200)`);
  const clear = new Set(
    governed.columns.flatMap(({ column, treatment }) => (treatment.kind === "clear" ? [column.name] : [])),
  );
  // the order of keys that are masked would tell how they compare
  const ordered = relation.primaryKey.length > 0 && relation.primaryKey.every((column) => clear.has(column));
  const order = ordered ? relation.primaryKey.map(seen) : columns.map((_, place) => String(place + 2));
  const { text, parameters: used } = compactParameters(
    `SELECT "gatehouse_seen"."gatehouse_place", ${shown.join(", ")} FROM (${select}) AS "gatehouse_seen" ORDER BY ${order.join(", ")} LIMIT ${SAMPLE_ROWS}`,
    planParameters.list,
  );
  const [before = "", after = ""] = text.split(HERE);
  return { columns, at: (places) => ({ text: before + places + after, parameters: used }) };
}
