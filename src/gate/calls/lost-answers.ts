// Writes that ran and whose answers did not reach their caller: who sends the same again gets the first outcome, and nothing runs twice.
// Of this process alone, and for a time: what a server that was ended carried out is found by its request (request-approval).
// INVARIANT: an outcome is told to the principal and role that it was made for, for the very same statement, parameters and reason, and once
// it was delivered it is forgotten, so that somebody who means the same write twice gets it twice.

import type { Clock } from "../ports/clock.ts";
import type { WriteResult } from "./write-result.ts";

/** Whether an answer left whole. */
export type Answered = Promise<"delivered" | "lost">;

/** Microseconds. */
const KEPT_FOR = 600_000_000;
/** Of all callers. */
const MOST = 256;

export interface FirstOutcome {
  readonly result: WriteResult;
  /** Of the policies under which it ran. */
  readonly policyDigest: string | null;
}

interface Held {
  readonly key: string;
  readonly since: number;
  /** What it came to; null where nothing was changed. */
  readonly outcome: Promise<FirstOutcome | null>;
  fate: "undecided" | "delivered" | "lost";
  answered: Answered;
}

export class LostAnswers {
  #held: Held[] = [];
  readonly #clock: Pick<Clock, "monotonic">;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /**
   * Of a write whose answer was lost: its outcome, which is this call's now. Null where there is none. One that is under way is waited for:
   * its connection may be gone, and nobody knows yet.
   */
  async take(key: string, answered: Answered): Promise<FirstOutcome | null> {
    this.#forget();
    const find = () => this.#held.find((each) => each.key === key && each.answered !== answered);
    for (let held = find(); held !== undefined; held = find()) {
      await held.answered;
      const outcome = await held.outcome;
      if (outcome === null) this.#drop(held);
      if (outcome === null || held.fate !== "lost") continue;
      this.#follow(held, answered);
      return outcome;
    }
    return null;
  }

  /** Follows a write that is being carried out, until its answer is known to have left or not. `outcome` does not reject. */
  hold(key: string, { outcome, answered }: { outcome: Promise<FirstOutcome | null>; answered: Answered }): void {
    this.#forget();
    const held: Held = { key, since: this.#clock.monotonic(), outcome, fate: "undecided", answered };
    this.#held.push(held);
    if (this.#held.length > MOST) this.#held.shift();
    this.#follow(held, answered);
    void outcome.then((value) => {
      if (value === null) this.#drop(held);
    });
  }

  #follow(held: Held, answered: Answered): void {
    held.fate = "undecided";
    held.answered = answered;
    void answered.then((fate) => {
      if (held.answered !== answered) return;
      held.fate = fate;
      if (fate === "delivered") this.#drop(held);
    });
  }

  #drop(held: Held): void {
    this.#held = this.#held.filter((each) => each !== held);
  }

  #forget(): void {
    const oldest = this.#clock.monotonic() - KEPT_FOR;
    if (this.#held.some(({ since }) => since < oldest)) this.#held = this.#held.filter(({ since }) => since >= oldest);
  }
}
