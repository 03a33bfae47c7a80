// What came of a statement as tests of policies and comparisons of them speak of it. No value, no row filter and no plan is in it.

import { formatColumn, formatRelation, relationKey } from "../../core/model/relation-name.ts";
import type { Outcome } from "../../core/policy/check/check-expectation.ts";
import type { Explanation } from "./explain-statement.ts";

export function outcomeOf(explanation: Explanation): Outcome {
  if (explanation.kind === "refused") {
    const { rule, code } = explanation.refusal;
    return { decision: "deny", rule, code, treatments: new Map(), columns: [], filtered: [] };
  }
  const { facts, allow, governance } = explanation;
  const read = facts.reads.flatMap(({ relation, columns }) => {
    const governed = governance.get(relationKey(relation));
    return governed === undefined ? [] : [{ governed, columns }];
  });
  return {
    decision: facts.writes.length > 0 || facts.schema !== undefined ? "weigh" : "allow",
    rule: allow.rule,
    code: null,
    treatments: new Map(
      read.flatMap(({ governed, columns }) =>
        columns.map((name) => [
          formatColumn({ relation: governed.relation, column: name }),
          // one that is named and hidden is allowed here, and is not found when the statement runs
          governed.columns.find(({ column }) => column.name === name)?.treatment.kind ?? "hide",
        ]),
      ),
    ),
    columns: facts.outputs.map(({ name }) => name),
    filtered: [
      ...new Set(
        read
          .filter(({ governed }) => governed.rowFilter !== null)
          .map(({ governed }) => formatRelation(governed.relation)),
      ),
    ],
  };
}
