// Tables whose rows cannot be written, by the catalogue: no table, rules of the database's own, no key; and what of a write to a table that
// others inherit from would be other than the server does it, or could not be told.

import type { Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { formatRelation } from "../../../model/relation-name.ts";
import type { ComposedStep } from "./compose-rows.ts";
import type { MergeClauses } from "./merge-clauses.ts";
import type { WriteClauses } from "./write-clauses.ts";

interface Write {
  readonly steps: readonly ComposedStep[];
  readonly clauses: WriteClauses | MergeClauses;
}

export function refuseTarget(relation: Relation, write: Write): Refusal | null {
  const name = formatRelation(relation.name);
  const why =
    relation.kind !== "table" && relation.kind !== "partitioned-table"
      ? "it is not a table"
      : relation.writing === undefined
        ? "its triggers and foreign keys are not known"
        : relation.writing.obstacle;
  if (why !== null) {
    return refuse("write-target", `No rows of ${name} can be written here: ${why}.`, {
      rule: "write-target",
      remedy: "Write to the table that holds the rows.",
    });
  }
  if (relation.primaryKey.length > 0 || write.steps.every(({ verb }) => verb === "insert")) {
    return refuseTables(relation, write);
  }
  return refuse("write-target", `Rows of ${name} cannot be told apart, because it has no primary key.`, {
    rule: "write-target",
    remedy: "Ask the owner of the table to give it a primary key.",
  });
}

/** What of such a write would be other than the server does it, or could not be told. */
function refuseTables(relation: Relation, { steps, clauses }: Write): Refusal | null {
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
