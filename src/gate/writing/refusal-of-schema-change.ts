// What the caller is told when the database refuses a change of the schema. INVARIANT: whether it was a value, a name or a dependency that
// stood in its way depends on what is hidden, so those are one answer; what follows from the statement and from visible columns is said.

import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { refusalOfDatabase } from "../calls.ts";

/** Prefixes of SQLSTATEs that say nothing of what is stored or hidden: privileges, locks, time, resources. */
const OURS = /^(42501|40|53|55P03|57014|SQLITE_BUSY|SQLITE_INTERRUPT|SQLITE_FULL)/;

const OF_THE_STATEMENT: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  "42804": ["A value or a default does not fit the type of its column.", "Cast it, or choose another type."],
  "42883": ["A function or an operator does not take values of these types.", "Cast the values that it is given."],
  "42P17": [
    "What an index or a generated column computes has to be the same whenever it is computed.",
    "Use functions that depend on their arguments alone: not now(), and not a cast that depends on the time zone.",
  ],
  "42830": [
    "The columns that a foreign key points at are neither the primary key nor unique.",
    "Point it at the primary key of the other table.",
  ],
};

export function refusalOfSchemaChange({ sqlstate }: { sqlstate: string }): Refusal {
  if (OURS.test(sqlstate)) return refusalOfDatabase({ sqlstate, message: null }, { governance: new Map(), reads: [] });
  const said = OF_THE_STATEMENT[sqlstate];
  const [message, remedy] = said ?? [
    "The database refused the change of the schema, and nothing was changed.",
    "A value, a name or a dependency stands in its way, which you may not see: ask who approved it.",
  ];
  return refuse("change-refused", message, {
    rule: "database",
    remedy,
    sqlstate: said === undefined ? null : sqlstate,
  });
}
