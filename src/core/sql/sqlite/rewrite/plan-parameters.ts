// The plan's parameters: the caller's own first, then what the governed relations need, each once.

import type { PlanParameter } from "../../plans/executable-plan.ts";

export class PlanParameters {
  readonly #list: PlanParameter[];

  constructor(callerParameters: number, others: readonly PlanParameter[] = []) {
    this.#list = Array.from({ length: callerParameters }, (_, index): PlanParameter => ({ kind: "caller", index }));
    this.#list.push(...others.slice(callerParameters));
  }

  /** `?n` of an attribute of the caller, as a text or as a number. */
  attribute(name: string, asNumber: boolean): string {
    const known = this.#list.findIndex(
      (parameter) =>
        parameter.kind === "attribute" && parameter.name === name && (parameter.number ?? false) === asNumber,
    );
    if (known >= 0) return `?${known + 1}`;
    this.#list.push({ kind: "attribute", name, ...(asNumber && { number: true }) });
    return `?${this.#list.length}`;
  }

  /** The number of a new parameter for a constant of the caller's text. */
  constant(constant: { index: number; integer: boolean }): number {
    this.#list.push({ kind: "constant", ...constant });
    return this.#list.length;
  }

  get all(): readonly PlanParameter[] {
    return this.#list;
  }
}
