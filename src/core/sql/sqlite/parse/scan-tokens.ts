// A statement's tokens for those who look at it: what the grammar's own tokenizer makes of it, space and comments among them.

import type { SqlToken, TokenKind } from "../../sql-token.ts";
import { TOKENS } from "./grammar/tables.ts";
import { readToken, type Token } from "./grammar/tokenize.ts";

/** Null for a text that SQLite reads to a NUL character alone, or that holds what no token can be. */
export function scanTokens(text: string): readonly SqlToken[] | null {
  if (text.includes("\u0000")) return null;
  const tokens: SqlToken[] = [];
  for (let at = 0; at < text.length; ) {
    const token = readToken(text, at);
    if (token.kind === TOKENS.ILLEGAL) return null;
    at = token.to;
    const own = text.slice(token.from, at);
    tokens.push({ kind: kindOf(token, own), text: own });
  }
  return tokens;
}

const KINDS: ReadonlyMap<number, TokenKind> = new Map([
  [TOKENS.COMMENT, "comment"],
  [TOKENS.STRING, "string"],
  [TOKENS.BLOB, "string"],
  [TOKENS.VARIABLE, "parameter"],
  [TOKENS.INTEGER, "number"],
  [TOKENS.FLOAT, "number"],
  [TOKENS.QNUMBER, "number"],
]);

function kindOf({ kind }: Token, text: string): TokenKind {
  const known = KINDS.get(kind);
  if (known !== undefined) return known;
  if (/^["`[]/.test(text)) return "name";
  return /^[A-Za-z_\u0080-\uffff]/.test(text) && kind !== TOKENS.SPACE ? "word" : "other";
}
