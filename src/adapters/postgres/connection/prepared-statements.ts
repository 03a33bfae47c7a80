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

const NONE: readonly string[] = [];

export interface Prepared {
  readonly name: string;
  /** True when the server has it already. */
  readonly known: boolean;
  /** Statements to close in the same trip; to close one that the server does not have is no error. */
  readonly dropped: readonly string[];
}

export class PreparedStatements {
  readonly #kept = new Map<string, { readonly name: string; used: number }>();
  readonly #prefix: string;
  #dropped: string[] = [];
  #count = 0;
  #uses = 0;
  #under: object | null = null;

  /** `prefix`: of the names that it gives; where two of these are of one connection, theirs differ. */
  constructor(prefix = "gatehouse_") {
    this.#prefix = prefix;
  }

  prepare(text: string): Prepared {
    const kept = this.#kept.get(text);
    this.#uses += 1;
    if (kept !== undefined) {
      kept.used = this.#uses;
      return { name: kept.name, known: true, dropped: this.#takeDropped() };
    }
    if (MEANS_THE_TIME.test(text)) return UNNAMED;
    if (this.#kept.size >= MOST) this.#dropLeastUsed();
    const name = `${this.#prefix}${this.#count++}`;
    this.#kept.set(text, { name, used: this.#uses });
    return { name, known: false, dropped: this.#takeDropped() };
  }

  /**
   * What was prepared for another catalogue is parsed anew: the server keeps the functions and operators that it found when it parsed, also
   * where one that fits better has been made since.
   */
  under(catalogue: object): void {
    if (this.#under !== catalogue) for (const text of [...this.#kept.keys()]) this.forget(text);
    this.#under = catalogue;
  }

  /** After an error nobody knows whether the server has it: it is closed, and parsed under a new name next time. */
  forget(text: string): void {
    const kept = this.#kept.get(text);
    if (kept === undefined) return;
    this.#kept.delete(text);
    this.#dropped.push(kept.name);
  }

  #takeDropped(): readonly string[] {
    if (this.#dropped.length === 0) return NONE;
    const dropped = this.#dropped;
    this.#dropped = [];
    return dropped;
  }

  #dropLeastUsed(): void {
    let [least, fewest] = ["", Number.POSITIVE_INFINITY];
    for (const [text, { used }] of this.#kept) if (used < fewest) [least, fewest] = [text, used];
    this.forget(least);
  }
}
