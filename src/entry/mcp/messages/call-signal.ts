// Whether a call goes on: as much of an AbortSignal as the gate needs, and next to nothing for a call that is never cancelled.

import type { Cancellation } from "../../../gate/ports/cancellation.ts";

export class CallSignal implements Cancellation {
  aborted = false;
  #listeners: readonly (() => void)[] = [];

  /** A listener is told once, whether or not it asks for that. */
  addEventListener(_type: "abort", listener: () => void): void {
    if (!this.#listeners.includes(listener)) this.#listeners = [...this.#listeners, listener];
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
