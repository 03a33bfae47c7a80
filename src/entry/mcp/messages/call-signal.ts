// Whether a call goes on: as much of an AbortSignal as the gate needs, and next to nothing for a call that is never cancelled.

import type { Cancellation } from "../../../gate/ports/cancellation.ts";

export class CallSignal implements Cancellation {
  aborted = false;
  readonly #listeners = new Set<() => void>();

  /** A listener is told once, whether or not it asks for that. */
  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.delete(listener);
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
