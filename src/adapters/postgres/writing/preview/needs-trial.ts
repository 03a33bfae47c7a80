// Whether a write has to be tried and rolled back for anybody to know what it would change.

import type { Catalogue, Relation, Verb } from "../../../../core/model/catalogue.ts";
import { relationKey } from "../../../../core/model/relation-name.ts";
import type { PostgresStep } from "../../../../core/sql/plans/write-plan.ts";
import type { WriteRun } from "../write-run.ts";

/** Triggers, and foreign keys that change further rows, do what no SELECT can tell. */
export function needsTrial({ verb, target }: PostgresStep, { loaded }: Pick<WriteRun, "loaded">): boolean {
  const relation = loaded.catalogue.relations.get(relationKey(target));
  if (relation === undefined) return false;
  const triggered = hasTriggers(relation, verb) || hasPartitionTriggers(relation, loaded.catalogue);
  if (verb === "insert") return triggered;
  const acts = relation.writing?.referencedBy.some(
    ({ onDelete, onUpdate }) => (verb === "delete" ? onDelete : onUpdate) !== "refuse",
  );
  return acts === true || triggered;
}

export function hasTriggers(relation: Relation | undefined, verb?: Verb): boolean {
  return relation?.writing?.triggers.some(({ verbs }) => verb === undefined || verbs.includes(verb)) === true;
}

function hasPartitionTriggers(relation: Relation, catalogue: Catalogue): boolean {
  if (relation.kind !== "partitioned-table") return false;
  return [...catalogue.relations.values()].some(
    (part) =>
      part.parents.some((parent) => relationKey(parent) === relationKey(relation.name)) &&
      (hasTriggers(part) || hasPartitionTriggers(part, catalogue)),
  );
}
