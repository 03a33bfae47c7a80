// Keeps what was used last, up to a number of things; the one that was not used for the longest time goes first.

export class RecentlyUsed<T> {
  readonly #most: number;
  // not in order of use: an entry that is taken out and put back with each use makes a Map write its table anew every few uses
  readonly #kept = new Map<string, { value: T; used: number }>();
  #uses = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): T | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    kept.used = ++this.#uses;
    return kept.value;
  }

  set(key: string, value: T): void {
    if (this.#kept.size >= this.#most && !this.#kept.has(key)) this.#dropOldest();
    this.#kept.set(key, { value, used: ++this.#uses });
  }

  #dropOldest(): void {
    let [oldest, fewest] = ["", Number.POSITIVE_INFINITY];
    for (const [key, { used }] of this.#kept) if (used < fewest) [oldest, fewest] = [key, used];
    this.#kept.delete(oldest);
  }
}
