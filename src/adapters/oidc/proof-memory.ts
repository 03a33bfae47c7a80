// The proofs that were taken, for as long as one could come again (RFC 9449, section 11.1), in a memory of a fixed size that its holders share.
// INVARIANT: what was taken is not forgotten while it counts. No holder fills the memory for the others: one has at most as many as there are
// places left, so that n who take all that they get leave one part in n + 1 (dynamic thresholds: Choudhury and Hahne, IEEE/ACM Transactions on
// Networking 6(2), 1998).

import { createHash } from "node:crypto";

interface Taken {
  readonly holder: string;
  /** Seconds. */
  readonly at: number;
}

export class ProofMemory {
  readonly #most: number;
  readonly #seconds: number;
  /** By digest, in the order in which they were taken. */
  readonly #taken = new Map<string, Taken>();
  readonly #counts = new Map<string, number>();

  /** `most` proofs, each for so many `seconds`. */
  constructor({ most, seconds }: { most: number; seconds: number }) {
    this.#most = most;
    this.#seconds = seconds;
  }

  /** `holder` is the thumbprint of the key, `name` the proof's `jti`; `now` in seconds. Null where it comes for the first time, and is kept. */
  take({ holder, name }: { holder: string; name: unknown }, now: number): "proof-replayed" | "full" | null {
    this.#forget(now);
    const key = createHash("sha256")
      .update(JSON.stringify([holder, name]))
      .digest("base64");
    if (this.#taken.has(key)) return "proof-replayed";
    const count = this.#counts.get(holder) ?? 0;
    if (count >= this.#most - this.#taken.size) return "full";
    this.#taken.set(key, { holder, at: now });
    this.#counts.set(holder, count + 1);
    return null;
  }

  #forget(now: number): void {
    for (const [key, { holder, at }] of this.#taken) {
      if (at + this.#seconds > now) return;
      this.#taken.delete(key);
      const count = (this.#counts.get(holder) ?? 1) - 1;
      if (count > 0) this.#counts.set(holder, count);
      else this.#counts.delete(holder);
    }
  }
}
