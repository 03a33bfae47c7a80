// The trees of the texts that governed relations are written as. One relation of one role is written alike in most statements, so that its
// tree is kept with it. INVARIANT: a tree is what the parser made of exactly this text, and nobody changes it.

import type { GovernedRelation } from "../../model/governed-relation.ts";
import { parseOwnText } from "./parse-text.ts";

/** Of one relation: with and without a fence, and as the numbers of parameters differ. */
const MOST = 16;
const LONGEST = 20_000;

const TREES = new WeakMap<GovernedRelation, Map<string, unknown>>();

/** Null for what does not parse. */
export function governedTree(text: string, governed: GovernedRelation): unknown {
  if (text.length > LONGEST) return parseOwnText(text);
  const known = TREES.get(governed) ?? new Map<string, unknown>();
  TREES.set(governed, known);
  const tree = known.get(text) ?? parseOwnText(text);
  const [oldest] = known.keys();
  if (known.size >= MOST && oldest !== undefined && !known.has(text)) known.delete(oldest);
  known.set(text, tree);
  return tree;
}
