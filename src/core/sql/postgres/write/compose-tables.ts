// UPDATE and DELETE of a table that others inherit from change the rows of all of them. No key holds across them, so that it is one step for
// each table: its rows are previewed, changed and taken back by its own key. What the caller may do and sees is that of the table that the
// statement names, as it is of its partitions.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { relationKey } from "../../../model/relation-name.ts";
import { type ComposedStep, composeKeyed } from "./compose-rows.ts";
import type { WriteClauses } from "./write-clauses.ts";

/** UPDATE and DELETE: a step for the table, and one for each that inherits from it unless ONLY is said. */
export function composeTables(
  clauses: WriteClauses,
  { relation, catalogue: { relations } }: { relation: Relation; catalogue: Catalogue },
): readonly ComposedStep[] | Refusal {
  const below = clauses.target["inh"] === true ? (relation.writing?.inheritors ?? []) : [];
  const tables = [relation, ...below.flatMap((name) => relations.get(relationKey(name)) ?? [])];
  const steps: ComposedStep[] = [];
  for (const table of tables) {
    const step = composeKeyed(clauses, table);
    if (step.kind === "refusal") return step;
    steps.push(below.length === 0 ? step : { ...step, named: relation, only: true });
  }
  return steps;
}
