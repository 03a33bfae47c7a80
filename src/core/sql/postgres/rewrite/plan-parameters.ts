// The parameters of a plan: the caller's own first, then what Gatehouse binds.

import type { ParameterSlot } from "../../plans/executable-plan.ts";

export class Slots {
  readonly list: ParameterSlot[];
  readonly #numbers = new Map<string, number>();

  constructor(callers: number) {
    this.list = Array.from({ length: callers }, (_, index) => ({ kind: "caller", index }));
  }

  /** The number under which this stands, such as `$3`; one number for equal slots. */
  placeholder(slot: Exclude<ParameterSlot, { kind: "caller" }>): string {
    const key = JSON.stringify(slot);
    const number = this.#numbers.get(key) ?? this.list.push(slot);
    this.#numbers.set(key, number);
    return `$${number}`;
  }
}
