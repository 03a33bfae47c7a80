// A statement's tokens by the rules of SQLite's tokenizer (src/tokenize.c): comments do not nest, strings know no backslash, and what is not
// ended goes on to the end of the text.

import type { SqlToken, TokenKind } from "../../sql-token.ts";

const WORD = "[A-Za-z_\\u0080-\\u{10ffff}]";
const RULES: readonly (readonly [TokenKind, string])[] = [
  ["comment", "--[^\\n]*|/\\*[^](?:[^]*?\\*/|[^]*)"],
  ["string", "'(?:[^']|'')*(?:'|$)|[xX]'[^']*(?:'|$)"],
  ["name", '"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\\[[^\\]]*(?:\\]|$)'],
  ["parameter", `\\?[0-9]*|[@#:$](?:[A-Za-z0-9_$\\u0080-\\u{10ffff}]|::)+`],
  ["number", "0[xX][0-9A-Fa-f_]+|(?:[0-9][0-9_]*(?:\\.[0-9_]*)?|\\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?"],
  ["word", `${WORD}[A-Za-z0-9_$\\u0080-\\u{10ffff}]*`],
  ["other", "[^]"],
];
const TOKEN = new RegExp(RULES.map(([kind, form]) => `(?<${kind}>${form})`).join("|"), "uy");

/** Null for a text that SQLite reads to a NUL character alone. */
export function scanTokens(text: string): readonly SqlToken[] | null {
  if (text.includes("\u0000")) return null;
  const tokens: SqlToken[] = [];
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    const kind = RULES.map(([name]) => name).find((name) => found?.groups?.[name] !== undefined);
    if (found === null || kind === undefined) return null;
    tokens.push({ kind, text: found[0] });
    at += found[0].length;
  }
  return tokens;
}
