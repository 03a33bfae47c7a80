// Lemon's automaton over SQLite's own tables (sqlite.org/lemon.html): which rule is reduced when. No recursion; the stack has the linked library's
// own limit. What a rule is reduced to is told by `build`, from what its symbols were reduced to.

import type { Span } from "../tree.ts";
import { AUTOMATON, TOKENS } from "./tables.ts";
import type { Token } from "./tokenize.ts";

/** A rule that is being reduced, and its symbols, the first at 0. One object serves all: it holds until `build` returns. */
export interface Reduction<T> {
  readonly rule: number;
  /** Where its text stands; both are the same of one that is empty. */
  readonly from: number;
  readonly to: number;
  /** Null for a token. */
  valueAt(symbol: number): T | null;
  spanAt(symbol: number): Span;
}

export type Outcome<T> =
  | { readonly kind: "accepted"; readonly value: T | null }
  | { readonly kind: "rejected" | "too-deep"; readonly at: number };

export interface Limits<T> {
  /** Undefined when a condition of the rule is not met that the tables do not know of: a syntax error as well. */
  readonly build: (reduction: Reduction<T>) => T | null | undefined;
  /** How deep the values may stand in each other. */
  readonly deepest: number;
  /** Where the text ends. */
  readonly end: number;
}

const { action, lookahead, shiftOffset, reduceOffset, defaultAction, fallback, ruleLeft, ruleLength } = AUTOMATON;
const { maxShift, minShiftReduce, maxShiftReduce, acceptAction, minReduce, wildcard, maxDepth } = AUTOMATON;

export function runAutomaton<T>(tokens: readonly Token[], limits: Limits<T>): Outcome<T> {
  const stack = new Stack<T>();
  const last = endOf(tokens, limits.end);
  for (let place = 0; place < tokens.length + last.length; place++) {
    const token = tokens[place] ?? last[place - tokens.length] ?? endAt(limits.end);
    // the wildcard would take it for something
    if (token.kind === TOKENS.ILLEGAL) return { kind: "rejected", at: token.from };
    for (;;) {
      const next = findAction(stack.state, token.kind);
      if (next === acceptAction) return { kind: "accepted", value: stack.bottom };
      if (next < minReduce && next > maxShiftReduce) return { kind: "rejected", at: token.from };
      if (next < minReduce) stack.shift(next > maxShift ? next + minReduce - minShiftReduce : next, token);
      else {
        const depth = stack.reduce(next - minReduce, { token, build: limits.build });
        if (depth === null) return { kind: "rejected", at: stack.from };
        if (depth > limits.deepest) return { kind: "too-deep", at: stack.from };
      }
      if (stack.height > maxDepth) return { kind: "too-deep", at: token.from };
      if (next < minReduce) break;
    }
  }
  return { kind: "rejected", at: limits.end };
}

/** What stands behind the tokens: the end of the text ends the last statement. */
function endOf(tokens: readonly Token[], end: number): readonly Token[] {
  const semicolon = tokens.at(-1)?.kind === TOKENS.SEMI ? [] : [{ kind: TOKENS.SEMI, from: end, to: end }];
  return [...semicolon, endAt(end)];
}

function endAt(end: number): Token {
  return { kind: 0, from: end, to: end };
}

/** Parallel lists of which `height` entries are meant: none is made anew for an entry, of which there are several a token. */
class Stack<T> implements Reduction<T> {
  height = 1;
  rule = 0;
  from = 0;
  to = 0;
  #first = 1;
  readonly #states: number[] = [0];
  readonly #values: (T | null)[] = [null];
  readonly #froms: number[] = [0];
  readonly #tos: number[] = [0];
  readonly #depths: number[] = [0];

  get state(): number {
    return this.#states[this.height - 1] ?? 0;
  }

  get bottom(): T | null {
    return this.#values[1] ?? null;
  }

  valueAt(symbol: number): T | null {
    return this.#values[this.#first + symbol] ?? null;
  }

  spanAt(symbol: number): Span {
    const place = this.#first + symbol;
    return { from: this.#froms[place] ?? 0, to: this.#tos[place] ?? 0 };
  }

  shift(state: number, { from, to }: Token): void {
    this.from = from;
    this.to = to;
    this.#push(this.height, { state, value: null, depth: 0 });
  }

  /** How deep the value stands that was made; null when there is none. */
  reduce(rule: number, { token, build }: { token: Token; build: Limits<T>["build"] }): number | null {
    const first = this.height + (ruleLength[rule] ?? 0);
    this.rule = rule;
    this.#first = first;
    this.#place(token.from);
    const value = build(this);
    if (value === undefined) return null;
    let depth = 0;
    for (let place = first; place < this.height; place++) depth = Math.max(depth, this.#depths[place] ?? 0);
    // what is passed on as it is, or is a list that grows, gets no deeper
    if (value !== null && value !== this.#values[first]) depth++;
    const before = this.#states[first - 1] ?? 0;
    const state = action[(reduceOffset[before] ?? 0) + (ruleLeft[rule] ?? 0)] ?? 0;
    this.#push(first, { state, value, depth });
    return depth;
  }

  /** From the first symbol that is not empty to the last; of none, the place of the token behind. */
  #place(behind: number): void {
    let first = this.#first;
    let last = this.height - 1;
    while (first <= last && this.#froms[first] === this.#tos[first]) first++;
    while (last > first && this.#froms[last] === this.#tos[last]) last--;
    this.from = first > last ? behind : (this.#froms[first] ?? behind);
    this.to = first > last ? behind : (this.#tos[last] ?? behind);
  }

  #push(place: number, { state, value, depth }: { state: number; value: T | null; depth: number }): void {
    this.#states[place] = state;
    this.#values[place] = value;
    this.#froms[place] = this.from;
    this.#tos[place] = this.to;
    this.#depths[place] = depth;
    this.height = place + 1;
  }
}

function findAction(state: number, kind: number): number {
  if (state > maxShift) return state;
  const offset = shiftOffset[state] ?? 0;
  for (let seen = kind; ; seen = fallback[seen] ?? 0) {
    if (lookahead[offset + seen] === seen) return action[offset + seen] ?? 0;
    if ((fallback[seen] ?? 0) !== 0) continue;
    const anything = lookahead[offset + wildcard] === wildcard && seen > 0;
    return (anything ? action[offset + wildcard] : defaultAction[state]) ?? 0;
  }
}
