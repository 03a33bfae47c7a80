// The calls that are under way over HTTP: how many there are of each caller, by which id one can be cancelled, and how all of them end when
// the server does.

import type { RequestId } from "@modelcontextprotocol/server";

export interface Call {
  /** By its client: nobody waits for the answer. */
  cancel(): void;
  /** By the server: what it came to is still answered. */
  finish(): void;
}

/** Of one principal, and of all. */
const MOST_OF_ONE = 64;
const MOST = 512;

export class CallsUnderWay {
  readonly #counts = new Map<string, number>();
  readonly #calls = new Set<Call>();
  readonly #byId = new Map<string, Call>();
  #total = 0;
  #whenNone: (() => void)[] = [];

  get isFull(): boolean {
    return this.#total >= MOST;
  }

  /** False when this principal has as many as it may; then this is one more all the same, until it is left. */
  enter(principal: string): boolean {
    const count = this.#counts.get(principal) ?? 0;
    this.#counts.set(principal, count + 1);
    this.#total += 1;
    return count < MOST_OF_ONE;
  }

  leave(principal: string): void {
    const count = (this.#counts.get(principal) ?? 1) - 1;
    if (count > 0) this.#counts.set(principal, count);
    else this.#counts.delete(principal);
    this.#total -= 1;
    if (this.#total > 0) return;
    for (const told of this.#whenNone.splice(0)) told();
  }

  begin(call: Call): void {
    this.#calls.add(call);
  }

  /** False where the session has one of this id under way already: what is said of either would be of both. */
  name(call: Call, { session, id }: { session: string; id: RequestId }): boolean {
    const key = keyOf(session, id);
    if (this.#byId.has(key)) return false;
    this.#byId.set(key, call);
    return true;
  }

  end(call: Call, named: { session: string; id: RequestId } | null): void {
    this.#calls.delete(call);
    if (named === null) return;
    const key = keyOf(named.session, named.id);
    if (this.#byId.get(key) === call) this.#byId.delete(key);
  }

  cancel(session: string, id: RequestId): void {
    this.#byId.get(keyOf(session, id))?.cancel();
  }

  /** Tells every call that the server ends. */
  finishAll(): void {
    for (const call of this.#calls) call.finish();
  }

  /** Resolves once nothing is under way. */
  none(): Promise<void> {
    return this.#total === 0 ? Promise.resolve() : new Promise((resolve) => void this.#whenNone.push(resolve));
  }
}

function keyOf(session: string, id: RequestId): string {
  return JSON.stringify([session, id]);
}
