// What OR REPLACE takes away: the rows that stand in the way of those that are given, deleted by the very statement that gives them. They are
// a step of their own: granted, weighed, previewed and kept as a DELETE is.

import type { Refusal } from "../../../model/refusal.ts";
import { quoteName } from "../parse/node.ts";
import { parseText } from "../parse/parse-text.ts";
import { type ComposedWrite, composeWrite, unfaithful } from "./compose-rows.ts";
import type { Meetings } from "./rows-in-the-way.ts";
import type { StepReading } from "./step-reading.ts";
import { readClauses } from "./write-clauses.ts";

export function replacedStep(
  { relation }: ComposedWrite,
  meetings: Meetings,
): { readonly kind: "replaced"; readonly step: StepReading } | Refusal {
  const statement = parseText(`DELETE FROM main.${quoteName(relation.name.name)}`);
  if (statement.kind === "refusal") return { ...statement, position: null };
  const clauses = readClauses(statement);
  if (clauses === null || clauses.kind === "refusal") return clauses ?? unfaithful();
  const composed = composeWrite(clauses, relation);
  if (composed.kind === "refusal") return composed;
  const step: StepReading = {
    composed,
    facts: {
      verb: "delete",
      target: relation.name,
      assigned: [],
      bounded: true, // by the keys of the rows that are given
      changesKey: false,
      conflict: [],
      pairs: meetings.columns,
      resolves: "replace",
      named: true,
      returns: false,
    },
    rows: null,
    use: null,
    returning: null,
    distinct: [],
    timedInputs: new Map(),
    meetings,
    replaced: true,
  };
  return { kind: "replaced", step };
}
