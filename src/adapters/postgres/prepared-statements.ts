// Which plans one connection has prepared, so that a repeated plan is bound without being parsed again. The least used one goes first.

const MOST = 200;

export interface Prepared {
  readonly name: string;
  /** True when the server has it already. */
  readonly known: boolean;
  /** A statement to close in the same trip. */
  readonly evicted: string | null;
}

export class PreparedStatements {
  readonly #names = new Map<string, string>();
  #count = 0;

  prepare(text: string): Prepared {
    const known = this.#names.get(text);
    if (known !== undefined) {
      this.#names.delete(text);
      this.#names.set(text, known);
      return { name: known, known: true, evicted: null };
    }
    const evicted = this.#names.size >= MOST ? this.#evict() : null;
    const name = `gatehouse_${this.#count++}`;
    this.#names.set(text, name);
    return { name, known: false, evicted };
  }

  /** After an error nobody knows whether the server has it: it is parsed under a new name next time. */
  forget(text: string): void {
    this.#names.delete(text);
  }

  #evict(): string | null {
    for (const [text, name] of this.#names) {
      this.#names.delete(text);
      return name;
    }
    return null;
  }
}
