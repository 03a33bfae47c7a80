// A name without any break, cut into listed words: `useremail`, `telefonnummer`, `shiptozip`. In the fewest words that cover all of it; null
// where none do. German joins words with an s or an n (`lieferungsadresse`), which belongs to none of them.

import { KNOWN_WORDS } from "./word-list.ts";

/** Shorter words are found in too many others, but for these. */
const SHORT = new Set(["id", "no", "nr", "ip", "to", "at", "by", "dt", "nm", "ts", "on", "cc", "kg", "cm", "ms", "mb"]);
const SHORTEST = 3;
/** Names are attacker-controlled, and cutting takes a time that grows with their length. */
const LONGEST = 48;

export function cutWord(word: string): readonly string[] | null {
  if (word.length < 6 || word.length > LONGEST || KNOWN_WORDS.has(word) || !/^\p{L}+$/u.test(word)) return null;
  /** The best cut of the first letters, by how many they are. */
  const best: (readonly string[] | undefined)[] = [[]];
  for (let end = 1; end <= word.length; end++) {
    for (let start = 0; start < end; start++) {
      const before = best[start];
      const piece = word.slice(start, end);
      if (before === undefined || !isWord(piece, before)) continue;
      const joined = /^[sn]$/.test(piece) ? before : [...before, piece];
      const known = best[end];
      if (known === undefined || costOf(joined) < costOf(known)) best[end] = joined;
    }
  }
  const found = best[word.length];
  return found === undefined || found.length < 2 || !found.some((piece) => piece.length > SHORTEST) ? null : found;
}

function isWord(piece: string, before: readonly string[]): boolean {
  if (piece.length >= SHORTEST) return KNOWN_WORDS.has(piece);
  if (/^[sn]$/.test(piece)) return (before.at(-1)?.length ?? 0) > SHORTEST;
  return SHORT.has(piece);
}

/** Few words, and few short ones. */
function costOf(pieces: readonly string[]): number {
  return pieces.reduce((cost, piece) => cost + (piece.length <= SHORTEST ? 3 : 2), 0);
}
