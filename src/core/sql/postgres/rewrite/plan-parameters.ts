// The parameters of a plan: the caller's own first, then what Gatehouse binds.

import type { PlanParameter } from "../../plans/executable-plan.ts";

export class PlanParameters {
  readonly list: PlanParameter[];
  readonly #numbers = new Map<string, number>();

  constructor(callers: number) {
    this.list = Array.from({ length: callers }, (_, index) => ({ kind: "caller", index }));
  }

  /** The number under which this stands, such as `$3`; one number for equal ones. */
  placeholder(parameter: Exclude<PlanParameter, { kind: "caller" }>): string {
    const key = JSON.stringify(parameter);
    const number = this.#numbers.get(key) ?? this.list.push(parameter);
    this.#numbers.set(key, number);
    return `$${number}`;
  }
}
