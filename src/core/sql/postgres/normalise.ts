// A statement without its literals and comments, for the ledger. INVARIANT: every constant token becomes `?`.

import type { SourceText } from "./source-text.ts";

const CONSTANTS = new Set(["SCONST", "USCONST", "BCONST", "XCONST", "ICONST", "FCONST"]);

export function normaliseText(source: SourceText): string {
  const words: string[] = [];
  let end = 0;
  for (const token of source.tokens) {
    const gap = words.length > 0 && token.start > end ? " " : "";
    end = token.end;
    if (!CONSTANTS.has(token.name)) {
      words.push(gap + token.text);
      continue;
    }
    const [before, comma] = [words.at(-2)?.trim(), words.at(-1)?.trim()];
    if (comma === "," && before === "...") words.pop();
    else if (comma === "," && before === "?") words.push(" ...");
    else words.push(`${gap}?`);
  }
  return words.join("");
}
