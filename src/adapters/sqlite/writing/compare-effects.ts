// What a write did by the count of our own triggers, set beside what its plan says it would do.

import type { Catalogue, Relation, Verb } from "../../../core/model/catalogue.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import { cascadedFrom, cascadeMark, causesOf } from "../../../core/sql/cascades/cascade-graph.ts";
import type { WriteStep } from "../../../core/sql/plans/write-plan.ts";
import type { RowChange } from "../../../gate/ports/write-transaction.ts";
import type { CountedRows } from "./writer-messages.ts";

export interface Effect extends Omit<RowChange, "cause"> {
  readonly verb: Verb;
}

export class Effects {
  readonly #steps: readonly WriteStep[];
  readonly #catalogue: Catalogue;

  constructor(steps: readonly WriteStep[], catalogue: Catalogue) {
    this.#steps = steps;
    this.#catalogue = catalogue;
  }

  /** What the steps would do by themselves. */
  own(rows: readonly number[]): readonly Effect[] {
    return summed(
      this.#steps.flatMap(({ target, verb }, place) => oneEffect({ relation: target, verb, rows: rows[place] ?? 0 })),
    );
  }

  /** What the steps themselves did of an effect. */
  doneTo({ relation, verb }: Effect, rows: readonly number[]): number {
    return this.#steps.reduce((sum, step, place) => {
      const same = step.verb === verb && relationKey(step.target) === relationKey(relation);
      return same ? sum + (rows[place] ?? 0) : sum;
    }, 0);
  }

  /** What was changed besides. */
  beyond(effects: readonly Effect[], rows: readonly number[]): readonly Effect[] {
    return effects.map((effect) => ({ ...effect, rows: effect.rows - this.doneTo(effect, rows) }));
  }

  /** Where ON CONFLICT passes over rows the statement's own count may be less than previewed, and nothing else may differ. */
  isExpected(
    { rows, effects }: { readonly rows: readonly number[]; readonly effects: readonly Effect[] },
    expected: readonly Effect[],
  ): boolean {
    if (this.#steps.every(({ exact }) => exact)) return JSON.stringify(effects) === JSON.stringify(expected);
    const same = (a: Effect, b: Pick<Effect, "relation" | "verb">) =>
      relationKey(a.relation) === relationKey(b.relation) && a.verb === b.verb;
    return effects.every((effect) =>
      this.#steps.some(({ target, verb }) => same(effect, { relation: target, verb }))
        ? effect.rows >= this.doneTo(effect, rows)
        : expected.some((other) => same(other, effect)),
    );
  }

  /** An effect in the words of a preview. */
  describe(effect: Effect, counts: readonly { readonly rows: number }[]): readonly RowChange[] {
    const { relation, verb, rows } = effect;
    const catalogue = this.#catalogue;
    const cascades = this.#steps.some((step) => {
      const target = catalogue.relations.get(relationKey(step.target));
      if (target === undefined) return false;
      const columns = target.columns.map(({ name }) => name);
      return cascadedFrom({ relation: target, verb: step.verb, columns }, catalogue).has(cascadeMark(relation, verb));
    });
    const own = this.doneTo(
      effect,
      counts.map((count) => count.rows),
    );
    const inexact = own > 0 && this.#steps.some(({ exact }) => !exact);
    return causesOf(rows, { own: inexact ? rows : own, cascades }).map((part) => ({ relation, verb, ...part }));
  }

  /** Whether no SELECT can tell what these rows bring with them. */
  needsTrial({ target, verb }: WriteStep): boolean {
    const relation = this.#catalogue.relations.get(relationKey(target));
    return relation !== undefined && needsTrial(relation, verb);
  }
}

/** Triggers, and foreign keys that change further rows, do what no SELECT can tell. */
function needsTrial({ writing }: Relation, verb: Verb): boolean {
  if (writing === undefined) return true;
  if (writing.triggers.some(({ verbs }) => verbs.includes(verb))) return true;
  return (
    verb !== "insert" &&
    writing.referencedBy.some(({ onDelete, onUpdate }) => (verb === "delete" ? onDelete : onUpdate) !== "refuse")
  );
}

/** What sets off no trigger of ours. */
export function notPreviewed({
  catalogue,
  replaces,
}: {
  readonly catalogue: Catalogue;
  readonly replaces: boolean;
}): readonly string[] {
  const virtual = [...catalogue.relations.values()].some(({ kind }) => kind === "virtual-table");
  return [
    ...(virtual ? ["What triggers write into virtual tables is not counted."] : []),
    ...(replaces ? ["Rows that a trigger or a constraint replaces are not counted."] : []),
  ];
}

export function oneEffect(effect: Effect): readonly Effect[] {
  return effect.rows === 0 ? [] : [effect];
}

/** Each relation and verb once, in a fixed order. */
export function summed(effects: readonly Effect[]): readonly Effect[] {
  const sums = new Map<string, Effect>();
  for (const effect of effects) {
    const mark = JSON.stringify([effect.relation, effect.verb]);
    sums.set(mark, { ...effect, rows: (sums.get(mark)?.rows ?? 0) + effect.rows });
  }
  return [...sums.values()].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

export function inOrder(effects: readonly CountedRows[]): readonly Effect[] {
  return effects
    .map(({ table, verb, rows }) => ({ relation: { schema: "main", name: table }, verb, rows }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
