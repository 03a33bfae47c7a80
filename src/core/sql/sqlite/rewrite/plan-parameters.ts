// The plan's parameters: the caller's own first, then what the governed relations need, each once.

import type { ParameterSlot } from "../../plans/executable-plan.ts";

export class Slots {
  readonly #slots: ParameterSlot[];

  constructor(callerParameters: number, others: readonly ParameterSlot[] = []) {
    this.#slots = Array.from({ length: callerParameters }, (_, index): ParameterSlot => ({ kind: "caller", index }));
    this.#slots.push(...others.slice(callerParameters));
  }

  /** `?n` of an attribute of the caller, as a text or as a number. */
  attribute(name: string, asNumber: boolean): string {
    const known = this.#slots.findIndex(
      (slot) => slot.kind === "attribute" && slot.name === name && (slot.number ?? false) === asNumber,
    );
    if (known >= 0) return `?${known + 1}`;
    this.#slots.push({ kind: "attribute", name, ...(asNumber && { number: true }) });
    return `?${this.#slots.length}`;
  }

  /** The number of a new parameter for a constant of the caller's text. */
  constant(constant: { index: number; integer: boolean }): number {
    this.#slots.push({ kind: "constant", ...constant });
    return this.#slots.length;
  }

  get all(): readonly ParameterSlot[] {
    return this.#slots;
  }
}
