// Which plans one connection has prepared, so that a repeated plan is bound without being parsed again. The least used one goes first.
// Nothing that the server may still hold is forgotten: what is dropped here is closed there, in the next trip.

const MOST = 200;

/**
 * Words that a constant of a date or time type may hold, and that the server replaces by the time at which it parses them;
 * and strings with escapes, in which such a word may be hidden.
 */
const MEANS_THE_TIME = /\b(?:now|today|tomorrow|yesterday)\b(?!\s*\()|\be'|u&'/i;

/** Parsed in each trip, and not kept. */
export const UNNAMED: Prepared = { name: "", known: false, dropped: [] };

export interface Prepared {
  readonly name: string;
  /** True when the server has it already. */
  readonly known: boolean;
  /** Statements to close in the same trip; to close one that the server does not have is no error. */
  readonly dropped: readonly string[];
}

export class PreparedStatements {
  readonly #names = new Map<string, string>();
  readonly #prefix: string;
  #dropped: string[] = [];
  #count = 0;
  #under: object | null = null;

  /** `prefix`: of the names that it gives; where two of these are of one connection, theirs differ. */
  constructor(prefix = "gatehouse_") {
    this.#prefix = prefix;
  }

  prepare(text: string): Prepared {
    const known = this.#names.get(text);
    if (known === undefined && MEANS_THE_TIME.test(text)) return UNNAMED;
    if (known === undefined && this.#names.size >= MOST) this.#dropLeastUsed();
    const name = known ?? `${this.#prefix}${this.#count++}`;
    this.#names.delete(text);
    this.#names.set(text, name);
    const dropped = this.#dropped;
    this.#dropped = [];
    return { name, known: known !== undefined, dropped };
  }

  /**
   * What was prepared for another catalogue is parsed anew: the server keeps the functions and operators that it found when it parsed, also
   * where one that fits better has been made since.
   */
  under(catalogue: object): void {
    if (this.#under !== catalogue) for (const text of [...this.#names.keys()]) this.forget(text);
    this.#under = catalogue;
  }

  /** After an error nobody knows whether the server has it: it is closed, and parsed under a new name next time. */
  forget(text: string): void {
    const name = this.#names.get(text);
    if (name === undefined) return;
    this.#names.delete(text);
    this.#dropped.push(name);
  }

  #dropLeastUsed(): void {
    const [leastUsed] = this.#names.keys();
    if (leastUsed !== undefined) this.forget(leastUsed);
  }
}
