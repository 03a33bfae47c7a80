// A star over tables of which a role sees rows and no column: an answer without columns would look like one that says something.

import type { Facts } from "../../core/model/facts.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { formatRelation, relationKey } from "../../core/model/relation-name.ts";

/** `columns` of the result. INVARIANT: a column that is named is not there, or the database has refused it by then. */
export function refuseNoColumns(
  columns: readonly { readonly name: string }[],
  { facts, governance }: { facts: Facts; governance: Governance },
): Refusal | null {
  const bare = facts.reads.flatMap(({ relation }) => {
    const governed = governance.get(relationKey(relation));
    const shown = governed?.columns.filter(({ treatment }) => treatment.kind !== "hide") ?? [];
    return governed !== undefined && shown.length === 0 ? [formatRelation(relation)] : [];
  });
  // on SQLite, which has no table without columns, one stands in for none
  const isEmpty =
    columns.every(({ name }) => name === STAND_IN) && facts.outputs.every(({ name }) => name !== STAND_IN);
  if (bare.length === 0 || !isEmpty || facts.outputs.length === 0 || facts.explains !== undefined) return null;
  return refuse("unknown-column", `You see no column of ${bare.join(" and ")}.`, {
    rule: "catalogue",
    remedy:
      "Count the rows with count(*), or ask the operator to list the columns in the data policy: of a view that calls code of the database's own none is shown until they are.",
  });
}

const STAND_IN = "_";
