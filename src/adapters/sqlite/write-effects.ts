// What a write changes, table by table: as it was looked at before, and as it then turns out.

import type { Catalogue, Relation, Verb } from "../../core/model/catalogue.ts";
import { relationKey } from "../../core/model/relation-name.ts";
import type { SqliteStep } from "../../core/sql/write-plan.ts";
import type { RowChange } from "../../gate/ports/write-run.ts";
import type { CountedRows } from "./writer-messages.ts";

export type Effect = Omit<RowChange, "cause">;

/** One step's rows, and what was seen of all tables; null where none was watched. */
export interface StepChanged {
  readonly step: SqliteStep;
  readonly rows: number;
  readonly watched: readonly CountedRows[] | null;
}

/** What the steps change together, in one order: the own rows of a step alone where nothing else can change. */
export function effectsOf(changed: readonly StepChanged[]): readonly Effect[] {
  const sums = new Map<string, Effect>();
  const add = (effect: Effect): void => {
    const key = `${effect.verb} ${relationKey(effect.relation)}`;
    if (effect.rows > 0) sums.set(key, { ...effect, rows: effect.rows + (sums.get(key)?.rows ?? 0) });
  };
  for (const { step, rows, watched } of changed) {
    if (watched === null) add({ relation: step.target, verb: step.verb, rows });
    for (const { table, verb, rows: counted } of watched ?? [])
      add({ relation: { schema: "main", name: table }, verb, rows: counted });
  }
  return [...sums.values()].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Where ON CONFLICT passes over rows the statement's own count may be less than surveyed, and nothing else may differ. */
export function areExpected(changed: readonly StepChanged[], expected: readonly Effect[]): boolean {
  const effects = effectsOf(changed);
  if (changed.every(({ step }) => step.exact)) return JSON.stringify(effects) === JSON.stringify(expected);
  const same = (a: Effect, b: Pick<Effect, "relation" | "verb">) =>
    relationKey(a.relation) === relationKey(b.relation) && a.verb === b.verb;
  return effects.every((effect) => {
    const own = changed.find(({ step }) => same(effect, { relation: step.target, verb: step.verb }));
    return own === undefined ? expected.some((other) => same(other, effect)) : effect.rows >= own.rows;
  });
}

export function describeEffect(
  { relation, verb, rows }: Effect,
  around: { steps: readonly SqliteStep[]; catalogue: Catalogue },
): RowChange {
  const { steps, catalogue } = around;
  const key = relationKey(relation);
  const here = steps.some((step) => relationKey(step.target) === key && step.verb === verb);
  const child = steps.some(({ target }) =>
    catalogue.relations
      .get(relationKey(target))
      ?.writing?.referencedBy.some((reference) => relationKey(reference.relation) === key),
  );
  return { relation, verb, rows, cause: here ? "statement" : child ? "cascade" : "trigger" };
}

/** Triggers, and foreign keys that change further rows, do what no SELECT can tell. */
export function needsTrial({ writing }: Relation, verb: Verb): boolean {
  if (writing === undefined) return true;
  if (writing.triggers.some(({ verbs }) => verbs.includes(verb))) return true;
  return (
    verb !== "insert" &&
    writing.referencedBy.some(({ onDelete, onUpdate }) => (verb === "delete" ? onDelete : onUpdate) !== "refuse")
  );
}

/** What sets off no trigger of ours. `replaces`: a trigger or a constraint replaces rows. */
export function notPreviewed(catalogue: Catalogue, { replaces }: { replaces: boolean }): readonly string[] {
  const virtual = [...catalogue.relations.values()].some(({ kind }) => kind === "virtual-table");
  return [
    ...(virtual ? ["What triggers write into virtual tables is not counted."] : []),
    ...(replaces ? ["Rows that a trigger or a constraint replaces are not counted."] : []),
  ];
}
