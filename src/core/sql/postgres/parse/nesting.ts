// An upper bound for the depth of the tree that a statement will have, from its tokens alone.
// The parser's stack is not ours to guard: deep statements overflow it, and enough overflows break the module for good.
// INVARIANT: what adds a level to the tree adds at least one here. Lists (commas, AND, OR, WHEN) add none, so long ones pass.

import type { SourceText } from "./source-text.ts";

interface Level {
  readonly closer: ")" | "]" | "end";
  /** Tokens since the last separator of a flat list. */
  chain: number;
  /** Joins and set operations: they nest leftwards across commas. */
  spine: number;
  /** Open BETWEENs, whose AND separates nothing. */
  betweens: number;
}

const SPINE = new Set(["join", "union", "intersect", "except"]);
const SPINE_WEIGHT = 2;
const SEPARATORS = new Set([",", "or", "when", "then", "else", ";"]);

export function nestingBound(source: SourceText): number {
  const levels: Level[] = [{ closer: ")", chain: 0, spine: 0, betweens: 0 }];
  let total = 0;
  let deepest = 0;
  let previous = "";
  for (const { text } of source.tokens) {
    const word = text.length <= 9 ? text.toLowerCase() : text;
    const isLabel = previous === "." || previous === "as";
    previous = word;
    const level = levels[levels.length - 1];
    if (level === undefined) break;
    if (word === "(" || word === "[" || (word === "case" && !isLabel)) {
      total++;
      level.chain++;
      levels.push({ closer: word === "(" ? ")" : word === "[" ? "]" : "end", chain: 0, spine: 0, betweens: 0 });
    } else if (word === ")" || word === "]" || (word === "end" && !isLabel)) {
      total -= close(levels, word);
    } else if (SEPARATORS.has(word) || (word === "and" && level.betweens === 0)) {
      total -= level.chain;
      level.chain = 0;
      level.betweens = 0;
    } else {
      if (word === "between") level.betweens++;
      else if (word === "and") level.betweens--;
      if (SPINE.has(word)) {
        // what stood before is whole; the join or the set operation takes it as its left side
        total -= level.chain;
        level.chain = 0;
        level.spine += SPINE_WEIGHT;
        total += SPINE_WEIGHT;
      } else {
        level.chain++;
        total++;
      }
    }
    if (total > deepest) deepest = total;
  }
  return deepest;
}

/** Closes the innermost level that this bracket closes, and all within it; returns what they had counted. */
function close(levels: Level[], closer: string): number {
  let index = levels.length - 1;
  if (closer === "end") {
    if (index === 0 || levels[index]?.closer !== "end") return 0;
  } else while (index > 0 && levels[index]?.closer !== closer) index--;
  if (index <= 0) return 0;
  return levels.splice(index).reduce((sum, { chain, spine }) => sum + chain + spine, 0);
}
