// What calls came to, for clients of 2025-11-25 that follow them as tasks: by holder and session, because each request comes alone.
// Bounded: of the sessions used last, and few of one holder, so that nobody's outcomes are pushed out by somebody else's.

import { KeptOutcomes } from "../../gate/tasks.ts";

/** Sessions that something is kept of. */
const MOST_OF_ONE = 4;
const MOST = 32;
/** Sessions that nothing is kept of yet. */
const MOST_EMPTY = 256;

interface Held {
  readonly holder: string;
  readonly outcomes: KeptOutcomes;
}

export class KeptBySession {
  readonly #kept = new Map<string, Held>();

  of(holder: string, session: string): KeptOutcomes {
    const key = JSON.stringify([holder, session]);
    const held = this.#kept.get(key) ?? { holder, outcomes: new KeptOutcomes() };
    this.#kept.delete(key);
    this.#kept.set(key, held);
    this.#forget(holder);
    return held.outcomes;
  }

  #forget(holder: string): void {
    const all = [...this.#kept];
    const full = all.filter(([, { outcomes }]) => outcomes.size > 0);
    const ofOne = full.filter(([, held]) => held.holder === holder);
    this.#dropOldest(ofOne, MOST_OF_ONE);
    this.#dropOldest(full, MOST);
    this.#dropOldest(
      all.filter(([, { outcomes }]) => outcomes.size === 0),
      MOST_EMPTY,
    );
  }

  #dropOldest(held: readonly (readonly [string, Held])[], most: number): void {
    for (const [key] of held.slice(0, Math.max(0, held.length - most))) this.#kept.delete(key);
  }
}
