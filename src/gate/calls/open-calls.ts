// The calls that have begun and are not recorded yet, by whichever way they came: whoever ends the server waits for them, since a ledger that
// is closed before them would not have their entries.

export class OpenCalls {
  #count = 0;
  #whenNone: (() => void)[] = [];

  begin(): void {
    this.#count += 1;
  }

  end(): void {
    this.#count -= 1;
    if (this.#count > 0) return;
    for (const told of this.#whenNone.splice(0)) told();
  }

  /** Resolves once there is none. */
  none(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => void this.#whenNone.push(resolve));
  }
}
