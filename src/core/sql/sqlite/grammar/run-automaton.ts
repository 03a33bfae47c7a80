// Lemon's automaton over SQLite's own tables (sqlite.org/lemon.html): which rule is reduced when. No recursion; the stack has the linked library's
// own limit. What a rule is reduced to is told by `build`, from what its symbols were reduced to.

import type { Span } from "../tree.ts";
import { AUTOMATON, TOKENS } from "./tables.ts";
import type { Token } from "./tokenize.ts";

/** A rule that is being reduced, and its symbols, the first at 0. Holds until `build` returns. */
export interface Reduction<T> {
  readonly rule: number;
  /** Where its text stands; both are the same of one that is empty. */
  readonly from: number;
  readonly to: number;
  /** Null for a token. */
  readonly valueAt: (place: number) => T | null;
  readonly spanAt: (place: number) => Span;
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

export function runAutomaton<T>(tokens: readonly Token[], { build, deepest, end }: Limits<T>): Outcome<T> {
  const states = [0];
  const values: (T | null)[] = [];
  const spans: Span[] = [];
  const depths: number[] = [];
  let place = 0;
  const valueAt = (symbol: number): T | null => values[place + symbol] ?? null;
  const spanAt = (symbol: number): Span => spans[place + symbol] ?? { from: end, to: end };
  for (const token of withEnd(tokens, end)) {
    for (let shifted = false; !shifted; ) {
      const next = findAction(states.at(-1) ?? 0, token.kind);
      if (next === acceptAction) return { kind: "accepted", value: values[0] ?? null };
      if (next < minReduce) {
        if (next > maxShiftReduce) return { kind: "rejected", at: token.from };
        states.push(next > maxShift ? next + minReduce - minShiftReduce : next);
        values.push(null);
        spans.push(token);
        depths.push(0);
        shifted = true;
      } else {
        const rule = next - minReduce;
        place = values.length + (ruleLength[rule] ?? 0);
        const { from, to } = extentOf(spans, place) ?? { from: token.from, to: token.from };
        const value = build({ rule, from, to, valueAt, spanAt });
        if (value === undefined) return { kind: "rejected", at: from };
        let depth = 0;
        for (let symbol = place; symbol < depths.length; symbol++) depth = Math.max(depth, depths[symbol] ?? 0);
        // what is passed on as it is, or is a list that grows, gets no deeper
        if (value !== null && value !== valueAt(0)) depth++;
        if (depth > deepest) return { kind: "too-deep", at: from };
        states.length = place + 1;
        values.length = place;
        spans.length = place;
        depths.length = place;
        states.push(action[(reduceOffset[states[place] ?? 0] ?? 0) + (ruleLeft[rule] ?? 0)] ?? 0);
        values.push(value);
        spans.push({ from, to });
        depths.push(depth);
      }
      if (states.length > maxDepth) return { kind: "too-deep", at: token.from };
    }
  }
  return { kind: "rejected", at: end };
}

/** The end of the text ends the last statement. */
function withEnd(tokens: readonly Token[], end: number): readonly Token[] {
  const semicolon = tokens.at(-1)?.kind === TOKENS.SEMI ? [] : [{ kind: TOKENS.SEMI, from: end, to: end }];
  return [...tokens, ...semicolon, { kind: 0, from: end, to: end }];
}

/** Symbols that are empty have no place of their own. Null where all are. */
function extentOf(spans: readonly Span[], place: number): Span | null {
  let first = place;
  let last = spans.length - 1;
  while (first <= last && isEmpty(spans[first])) first++;
  while (last > first && isEmpty(spans[last])) last--;
  const [one, other] = [spans[first], spans[last]];
  return first > last || one === undefined || other === undefined ? null : { from: one.from, to: other.to };
}

function isEmpty(span: Span | undefined): boolean {
  return span === undefined || span.from === span.to;
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
