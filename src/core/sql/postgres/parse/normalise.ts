// A statement without its literals and comments, for the ledger. INVARIANT: every constant token becomes `?`.

import type { SourceText } from "./source-text.ts";

/** Strings of any notation, numbers, and dollar-quoted text; not parameters. By their spelling: the scanner does not name them all. */
const CONSTANT = /^(?:(?:[ebxn]|u&)?'|\$(?!\d)|\.?\d)/i;

export interface Normalised {
  /** Spaced as the caller wrote it. */
  readonly text: string;
  /** Equal for statements that differ in literals, comments, white space and the case of keywords and plain names alone. */
  readonly fingerprint: string;
}

export function normalise(source: SourceText): Normalised {
  const words: string[] = [];
  let end = 0;
  for (const token of source.tokens) {
    const gap = words.length > 0 && token.start > end ? " " : "";
    end = token.end;
    if (!CONSTANT.test(token.text)) {
      words.push(gap + token.text);
      continue;
    }
    const [before, comma] = [words.at(-2)?.trim(), words.at(-1)?.trim()];
    if (comma === "," && before === "...") words.pop();
    else if (comma === "," && before === "?") words.push(" ...");
    else words.push(`${gap}?`);
  }
  const plain = words.map((word) => word.trim()).filter((word) => word !== ";");
  return {
    text: words.join(""),
    fingerprint: hash(plain.map((word) => (word.includes('"') ? word : word.toLowerCase())).join(" ")),
  };
}

/** Two 32-bit lanes of multiply and mix. It groups statements in a report; nothing is protected by it. */
function hash(text: string): string {
  let [a, b] = [0x9e3779b9, 0x85ebca6b];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995) ^ (b >>> 15);
  }
  return [a ^ (b >>> 13), b ^ (a >>> 16)].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
