// Counts the changed rows of a step that the caller may see: a row that a filter hides can be neither made nor left behind.

import type { Catalogue } from "../../../model/catalogue.ts";
import type { Allow } from "../../../model/decision.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { type RelationKey, type RelationName, relationKey } from "../../../model/relation-name.ts";
import type { PlanParameters } from "../rewrite/plan-parameters.ts";
import { quoteName } from "../rewrite/quote.ts";
import { readRowFilter } from "../rewrite/row-filter.ts";
import type { StepTexts } from "./step-texts.ts";

export function visibleRowsText(
  { reading, doneName }: StepTexts,
  scope: {
    readonly catalogue: Catalogue;
    readonly allow: Allow;
    readonly planParameters: PlanParameters;
    readonly opens: Map<RelationKey, RelationName>;
  },
): string | Refusal {
  const relation = reading.composed.named ?? reading.composed.relation;
  const filter = scope.allow.governance.get(relationKey(relation.name))?.rowFilter ?? null;
  const from = `FROM ${doneName} AS ${quoteName(relation.name.name)}`;
  if (filter === null) return `SELECT count(*) ${from}`;
  const read = readRowFilter(filter, { relation, catalogue: scope.catalogue });
  if (read.kind === "refusal") return read;
  for (const name of read.opens) scope.opens.set(relationKey(name), name);
  return `SELECT count(*) ${from} WHERE (${read.text(scope.planParameters)})`;
}
