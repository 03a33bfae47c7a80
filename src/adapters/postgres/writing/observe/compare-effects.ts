// What a write did by PostgreSQL's own count, set beside what its plan says it would do.

import type { Catalogue } from "../../../../core/model/catalogue.ts";
import { type RelationName, relationKey } from "../../../../core/model/relation-name.ts";
import { cascadedFrom, cascadeMark, causesOf } from "../../../../core/sql/cascades/cascade-graph.ts";
import type { WriteStep } from "../../../../core/sql/plans/write-plan.ts";
import type { RowChange } from "../../../../gate/ports/write-transaction.ts";
import type { Effect } from "./observe-effects.ts";

export interface Planned {
  readonly steps: readonly WriteStep[];
  readonly catalogue: Catalogue;
}

/** Partitions count as the table that they are parts of; a row that an update moves between two is no insert and no delete. */
export function fold(effects: readonly Effect[], done: readonly number[], plan: Planned): readonly Effect[] {
  const { catalogue } = plan;
  const sums = new Map<string, Effect>();
  const of = (relation: RelationName, verb: Effect["verb"]) => JSON.stringify([relation, verb]);
  const add = (relation: RelationName, verb: Effect["verb"], rows: number): void => {
    const known = sums.get(of(relation, verb))?.rows ?? 0;
    sums.set(of(relation, verb), { relation, verb, rows: known + rows });
  };
  for (const { relation, verb, rows } of effects) add(wholeOf(relation, catalogue), verb, rows);
  for (const root of partitionedTargets(plan)) {
    const beyond = (verb: Effect["verb"]) => (sums.get(of(root, verb))?.rows ?? 0) - doneTo(root, { verb, done, plan });
    const moved = beyond("delete");
    if (moved <= 0 || beyond("insert") !== moved) continue;
    add(root, "delete", -moved);
    add(root, "insert", -moved);
    add(root, "update", moved);
  }
  return [...sums.values()]
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Partitioned tables that are updated, each once. */
function partitionedTargets({ steps, catalogue }: Planned): readonly RelationName[] {
  const roots = steps
    .filter(({ verb }) => verb === "update")
    .map(({ target }) => wholeOf(target, catalogue))
    .filter((root) => catalogue.relations.get(relationKey(root))?.kind === "partitioned-table");
  return [...new Map(roots.map((root) => [relationKey(root), root])).values()];
}

/** Rows that the statement itself says it changed, of this table by this verb. */
function doneTo(
  root: RelationName,
  { verb, done, plan }: { verb: Effect["verb"]; done: readonly number[]; plan: Planned },
): number {
  return plan.steps.reduce((total, step, place) => {
    const same = relationKey(wholeOf(step.target, plan.catalogue)) === relationKey(root);
    return same && step.verb === verb ? total + (done[place] ?? 0) : total;
  }, 0);
}

export function wholeOf(name: RelationName, catalogue: Catalogue): RelationName {
  const parent = catalogue.relations.get(relationKey(name))?.parents[0];
  const partitioned =
    parent !== undefined && catalogue.relations.get(relationKey(parent))?.kind === "partitioned-table";
  return partitioned ? wholeOf(parent, catalogue) : name;
}

/** Where ON CONFLICT passes over rows a step's own count may be less than previewed, and nothing else may differ. */
export function sameEffects(
  effects: readonly Effect[],
  { expected, done, plan }: { expected: readonly Effect[]; done: readonly number[]; plan: Planned },
): boolean {
  const { steps } = plan;
  if (steps.every(({ exact }) => exact)) return JSON.stringify(effects) === JSON.stringify(expected);
  const own = (effect: Effect) =>
    steps.some(
      ({ target, verb, exact }) =>
        !exact && verb === effect.verb && relationKey(wholeOf(target, plan.catalogue)) === relationKey(effect.relation),
    );
  return effects.every((effect) =>
    own(effect)
      ? effect.rows >= doneTo(effect.relation, { verb: effect.verb, done, plan })
      : expected.some(
          (other) => JSON.stringify(other.relation) === JSON.stringify(effect.relation) && other.verb === effect.verb,
        ),
  );
}

/** An effect in the words of a preview. Of a table that refers to itself foreign keys may change more rows than the statement does. */
export function describeChange(
  { relation, verb, rows }: Effect,
  planned: readonly number[],
  plan: Planned,
): readonly RowChange[] {
  const { steps, catalogue } = plan;
  const cascades = steps.some((step) => {
    const target = catalogue.relations.get(relationKey(step.target));
    const columns = target?.columns.map(({ name }) => name) ?? [];
    const marks = target === undefined ? null : cascadedFrom({ relation: target, verb: step.verb, columns }, catalogue);
    return marks?.has(cascadeMark(relation, verb)) === true;
  });
  const own = steps.filter(
    (step) => step.verb === verb && relationKey(relation) === relationKey(wholeOf(step.target, catalogue)),
  );
  if (own.some(({ exact }) => !exact)) return [{ relation, verb, rows, cause: "statement" }];
  const done = own.length === 0 ? 0 : doneTo(relation, { verb, done: planned, plan });
  return causesOf(rows, { own: done, cascades }).map((part) => ({ relation, verb, ...part }));
}

/** What was changed besides the rows that the statement itself says it changed. */
export function beyond(effects: readonly Effect[], done: readonly number[], plan: Planned): readonly Effect[] {
  return effects
    .map((effect) => ({ ...effect, rows: effect.rows - doneTo(effect.relation, { verb: effect.verb, done, plan }) }))
    .filter(({ rows }) => rows > 0);
}
