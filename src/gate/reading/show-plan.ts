// The answer to EXPLAIN: the database's plan of the governed statement, as far as the caller may see it.

import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Facts, PlanForm } from "../../core/model/facts.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import { type RelationName, relationKey } from "../../core/model/relation-name.ts";
import { showPlan, showPlanTree } from "../../core/sql/postgres/rewrite/shown-plan.ts";
import { showSteps } from "../../core/sql/sqlite/rewrite/shown-steps.ts";
import type { Execution } from "../ports/execution.ts";

type Rows = Extract<Execution, { kind: "rows" }>;

export function showExecutionPlan(
  execution: Rows,
  {
    form,
    facts,
    governance,
    catalogue,
  }: { form: PlanForm; facts: Facts; governance: Governance; catalogue: Catalogue },
): Rows {
  if (catalogue.engine === "sqlite") {
    const seenNames = [...governance.values()].map(({ relation }) => relation.name);
    return { ...execution, rows: showSteps(execution.rows, new Set([...(form.names ?? []), ...seenNames])) };
  }
  const plan = execution.rows[0]?.[0] ?? null;
  const seen = facts.reads.every(({ relation }) => isSeenWhole(relationKey(relation), { governance, catalogue }));
  const view = {
    sees: (relation: RelationName) => governance.has(relationKey(relation)),
    estimates: form.costs && seen,
  };
  const rows = form.format === "json" ? [[showPlanTree(plan, view)]] : showPlan(plan, view).map((line) => [line]);
  return { ...execution, columns: [{ name: "QUERY PLAN", type: form.format }], rows };
}

/** Every row, and every column as it is stored. */
function isSeenWhole(
  key: ReturnType<typeof relationKey>,
  { governance, catalogue }: { governance: Governance; catalogue: Catalogue },
): boolean {
  const governed = governance.get(key);
  const stored = catalogue.relations.get(key);
  if (governed === undefined || stored === undefined || governed.rowFilter !== null) return false;
  const clear = governed.columns.filter(({ treatment }) => treatment.kind === "clear");
  return governed.placement === "base" && clear.length === stored.columns.length;
}
