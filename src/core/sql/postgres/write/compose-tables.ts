// UPDATE and DELETE of a table that others inherit from change the rows of all of them. No key holds across them, so that it is one step for
// each table: its rows are previewed, changed and taken back by its own key. What the caller may do and sees is that of the table that the
// statement names, as it is of its partitions.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { formatRelation, relationKey } from "../../../model/relation-name.ts";
import { type ComposedStep, composeKeyed } from "./compose-rows.ts";
import type { MergeClauses } from "./merge-clauses.ts";
import type { WriteClauses } from "./write-clauses.ts";

/** UPDATE and DELETE: a step for the table, and one for each that inherits from it unless ONLY is said. */
export function composeTables(
  clauses: WriteClauses,
  relation: Relation,
  { relations }: Catalogue,
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

/** What of such a write would be other than the server does it, or could not be told. */
export function refuseTables(
  relation: Relation,
  steps: readonly ComposedStep[],
  clauses: WriteClauses | MergeClauses,
): Refusal | null {
  const name = formatRelation(relation.name);
  const inherited = relation.writing?.inheritors !== undefined;
  if (inherited && (clauses.kind === "merge" || clauses.conflict?.updates === true)) {
    return unfit(
      `Other tables inherit from ${name}, so its rows cannot be merged.`,
      "Write an UPDATE and an INSERT, each by itself.",
    );
  }
  const tables = steps.filter(({ named }) => named !== null);
  const alone = `Write ONLY ${name} for the rows of the table itself, and to the tables that inherit from it by their names.`;
  if (tables.some(({ relation: { writing } }) => writing?.obstacle !== null)) {
    return unfit(`Rows of a table that inherits from ${name} cannot be written here.`, alone);
  }
  if (tables.some(({ relation: { primaryKey } }) => primaryKey.length === 0)) {
    return unfit(
      `Rows of a table that inherits from ${name} cannot be told apart, because it has no primary key.`,
      alone,
    );
  }
  // the server fires those of the named table alone, once for all rows
  const once = tables.some(({ verb, relation: { writing } }) =>
    writing?.triggers.some((trigger) => trigger.once === true && trigger.verbs.includes(verb)),
  );
  return once
    ? unfit(
        `Triggers of ${name}, or of a table that inherits from it, fire once for a statement on all of them.`,
        alone,
      )
    : null;
}

function unfit(message: string, remedy: string): Refusal {
  return refuse("write-target", message, { rule: "write-target", remedy });
}
