// A write is reverted by statements, in order: rows that went are put back parents first, then rows that foreign keys changed get the
// values that they had. What the database reverts by itself is looked at instead: it has to be what the write left.

import type { Catalogue, Relation } from "../../model/catalogue.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import { relationKey } from "../../model/relation-name.ts";
import { parentsFirst } from "../cascades/cascade-graph.ts";
import type { Dialect } from "../dialect.ts";
import type { InverseStatement, RowImages, StepToRevert } from "./inverse-statement.ts";

/** At least one; the first is the one that the request is about. */
export function revertSteps(
  steps: readonly StepToRevert[],
  { dialect, catalogue }: { dialect: Dialect; catalogue: Catalogue },
): readonly InverseStatement[] | Refusal {
  const own = steps.filter(({ images }) => images.cause === undefined);
  const further = steps.filter(({ images }) => images.cause === "cascade");
  const follow = steps.filter(({ images }) => images.cause === "follows");
  const [first] = own;
  if (first === undefined) return refuseOrder();
  if (further.length + follow.length === 0) return revertOwn(own, dialect);
  const updates = further.filter(({ images }) => images.verb === "update").map((step) => dialect.inverse([step]));
  if (first.images.verb === "update") return all([dialect.inverse([first], follow), ...updates]);
  const gone = putTogether([first, ...further.filter(({ images }) => images.verb === "delete")]);
  const ordered = parentsFirst(
    [...gone.values()].map(({ relation }) => relation.name),
    catalogue,
  );
  if (ordered === null) return refuseOrder();
  const inserts = ordered.flatMap((name) => gone.get(relationKey(name)) ?? []).map((step) => dialect.inverse([step]));
  return all([...inserts, ...updates]);
}

/** The last statement is reverted first, and of each the last step. */
export function revertOwn(steps: readonly StepToRevert[], dialect: Dialect): readonly InverseStatement[] | Refusal {
  // no statement of SQLite's changes rows in two ways
  const groups = byStatement(steps).flatMap((group) =>
    dialect.engine === "sqlite" ? group.toReversed().map((step) => [step]) : [group],
  );
  return all(groups.map((group) => dialect.inverse(group)));
}

function byStatement(steps: readonly StepToRevert[]): readonly (readonly StepToRevert[])[] {
  const groups = new Map<number, StepToRevert[]>();
  for (const step of steps) {
    const place = step.images.statement ?? 0;
    groups.set(place, [...(groups.get(place) ?? []), step]);
  }
  return [...groups].toSorted(([a], [b]) => b - a).map(([, group]) => group);
}

/** The rows of one table as one step: those that the statement deleted, and those that went with them. */
function putTogether(steps: readonly StepToRevert[]): ReadonlyMap<string, StepToRevert> {
  const tables = new Map<string, { images: RowImages; relation: Relation }>();
  for (const { images, relation } of steps) {
    const key = relationKey(relation.name);
    const known = tables.get(key);
    tables.set(key, { relation, images: { ...images, before: [...(known?.images.before ?? []), ...images.before] } });
  }
  return tables;
}

/** Each step by a statement of its own. Null: their tables refer to each other in a circle. */
export function revertInOrder(
  steps: readonly StepToRevert[] | null,
  dialect: Dialect,
): readonly InverseStatement[] | Refusal {
  return steps === null ? refuseOrder() : all(steps.map((step) => dialect.inverse([step])));
}

function all(statements: readonly (InverseStatement | Refusal)[]): readonly InverseStatement[] | Refusal {
  const refused = statements.find((statement) => "code" in statement);
  return refused ?? statements.flatMap((statement) => ("code" in statement ? [] : [statement]));
}

function refuseOrder(): Refusal {
  return refuse("nothing-to-revert", "The rows cannot be put back: their tables refer to each other in a circle.", {
    rule: "revert",
    remedy: "Make the change that is wanted with statements of its own.",
  });
}
