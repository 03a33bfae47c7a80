// The requests that this process is carrying out at this moment. A claim of its own that is not among them has lapsed: its execution is over
// and could not be written down, because the ledger could not be written. Whoever comes next settles it, at once.

export class Underway {
  readonly #executions = new Map<string, number>();
  readonly #lapsed = new Set<string>();

  begin(request: string): void {
    this.#executions.set(request, (this.#executions.get(request) ?? 0) + 1);
  }

  end(request: string): void {
    const left = (this.#executions.get(request) ?? 0) - 1;
    if (left > 0) this.#executions.set(request, left);
    else this.#executions.delete(request);
  }

  has(request: string): boolean {
    return this.#executions.has(request);
  }

  /** How it ended could not be written down. */
  lapse(request: string): void {
    this.#lapsed.add(request);
  }

  /** Requests that lapsed since this was asked last. */
  takeLapsed(): readonly string[] {
    const lapsed = [...this.#lapsed];
    this.#lapsed.clear();
    return lapsed;
  }
}
