// A constraint over a column that a role may change and one that it does not see in the clear answers a question with every change: it
// fails or holds by the value out of sight, and guess by guess tells it. The same for whatever else the database computes of both.
// INVARIANT: the words depend on the column that is changed alone.

import type { Catalogue, Relation } from "../../model/catalogue.ts";
import type { GovernedRelation } from "../../model/governed-relation.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import { familyOf } from "../govern/relation-family.ts";

/** `changed`: columns of the relation that get another value, by the statement or by a foreign key. */
export function refuseJoined(
  relation: Relation,
  {
    changed,
    governed,
    catalogue,
  }: { changed: readonly string[]; governed: GovernedRelation | undefined; catalogue: Catalogue },
): Refusal | null {
  const clear = new Set(
    (governed?.columns ?? []).filter(({ treatment }) => treatment.kind === "clear").map(({ column }) => column.name),
  );
  for (const member of familyOf(relation, catalogue)) {
    for (const joined of member.writing?.joins ?? []) {
      const stored = [...new Set(joined.flatMap((name) => storedBehind(name, member)))];
      const given = stored.find((name) => changed.includes(name));
      if (given === undefined || stored.every((name) => changed.includes(name) || clear.has(name))) continue;
      return refuse(
        "write-not-granted",
        `The database compares ${given} with a column that the role does not see in the clear, whenever it is changed.`,
        {
          rule: "masked-values",
          remedy: "Leave the column out, or ask the owner of the table to make the change.",
        },
      );
    }
  }
  return null;
}

/** A generated column is what it is computed from. */
function storedBehind(name: string, relation: Relation, seen: readonly string[] = []): readonly string[] {
  const sources = relation.columns.find((column) => column.name === name)?.generatedFrom ?? [];
  if (sources.length === 0 || seen.includes(name)) return [name];
  return sources.flatMap((source) => storedBehind(source, relation, [...seen, name]));
}
