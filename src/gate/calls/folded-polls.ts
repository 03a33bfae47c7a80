// Polls of a task that changed nothing. A client asks every few seconds for as long as people take to decide: the first answer is an entry,
// the same answer again is counted, and the count stands in the next entry about that task, at the latest after an hour.
// INVARIANT: a poll is folded only where the same was answered to the same caller of the same connection before, by an entry whose receipt
// it gets. What a crash loses is how often that was asked since; nothing of it changed anything or said anything new.

import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import type { Caller } from "../../core/model/caller.ts";
import type { Clock } from "../ports/clock.ts";

const WINDOW_MICROSECONDS = 3_600_000_000;
/** Tasks that are followed; polls of others are entries. */
const MOST = 1_000;

interface Followed {
  readonly said: string;
  readonly receipt: LedgerReceipt;
  /** Microseconds since the Unix epoch. */
  readonly since: number;
  polls: number;
}

export class FoldedPolls {
  readonly #followed = new Map<string, Followed>();

  /** Counts the poll and gives the receipt of the entry that says the same; null where there is none, and an entry is due. */
  fold(request: string, { said, caller, clock }: { said: string; caller: Caller; clock: Clock }): LedgerReceipt | null {
    const followed = this.#followed.get(keyOf(request, caller));
    if (followed?.said !== said || clock.now() - followed.since > WINDOW_MICROSECONDS) return null;
    followed.polls += 1;
    return followed.receipt;
  }

  /** What the entry about the task says of the polls before it. They count as told. */
  tell(request: string, caller: Caller): { readonly polls: number } | null {
    const key = keyOf(request, caller);
    const polls = this.#followed.get(key)?.polls ?? 0;
    this.#followed.delete(key);
    return polls === 0 ? null : { polls };
  }

  /** An entry says how the task stands. */
  follow(
    request: string,
    { said, receipt, caller, clock }: { said: string; receipt: LedgerReceipt; caller: Caller; clock: Clock },
  ): void {
    if (this.#followed.size >= MOST) return;
    this.#followed.set(keyOf(request, caller), { said, receipt, since: clock.now(), polls: 0 });
  }

  /** How many no entry tells of yet. */
  get untold(): number {
    return [...this.#followed.values()].reduce((sum, { polls }) => sum + polls, 0);
  }
}

function keyOf(request: string, { principal, role, session }: Caller): string {
  return JSON.stringify([principal, role, session, request]);
}
