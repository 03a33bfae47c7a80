// A statement's tokens as PostgreSQL's own scanner finds them: nested comments, escape strings, dollar quotes, U&''. Its module has to be
// loaded. Offsets of the scanner are bytes.

import { scanSync } from "libpg-query";
import type { SqlToken, TokenKind } from "../../sql-token.ts";
import { SourceText } from "./source-text.ts";

const SPACE = /^[ \t\n\r\f\v]*$/;

/** Null for a text that the scanner does not read, or reads otherwise than token by token. */
export function scanTokens(text: string): readonly SqlToken[] | null {
  const found = scanned(text);
  if (found === null) return null;
  const source = new SourceText(text, found);
  const tokens: SqlToken[] = [];
  let at = 0;
  const space = (to: number): boolean => {
    const between = text.slice(at, to);
    if (between !== "") tokens.push({ kind: "other", text: between });
    return to >= at && SPACE.test(between);
  };
  for (const { start, end, tokenName } of found) {
    if (!space(source.index(start))) return null;
    at = source.index(end);
    const own = text.slice(source.index(start), at);
    tokens.push({ kind: kindOf(tokenName, own), text: own });
  }
  return space(text.length) ? tokens : null;
}

/** What the scanner's own answer cannot carry; as long in bytes, and as little a part of any token outside of quotes. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) =>
    control > "\u0000" && control < " " && !"\t\n\v\f\r".includes(control) ? "~" : control,
  );
}

function scanned(text: string): ReturnType<typeof scanSync>["tokens"] | null {
  try {
    return scanSync(withoutControls(text)).tokens;
  } catch {
    return null; // a string or a comment without an end
  }
}

const KINDS: Readonly<Record<string, TokenKind>> = {
  SQL_COMMENT: "comment",
  C_COMMENT: "comment",
  SCONST: "string",
  USCONST: "string",
  BCONST: "string",
  XCONST: "string",
  PARAM: "parameter",
  ICONST: "number",
  FCONST: "number",
};

/** The scanner has no name for some: they are told by how they begin. */
function kindOf(name: string, text: string): TokenKind {
  const known = KINDS[name];
  if (known !== undefined) return known;
  if (/^(U&)?"/i.test(text)) return "name";
  if (/^(U&|[XBN])'/i.test(text)) return "string";
  return /^[\p{L}_\u0080-\u{10ffff}]/u.test(text) ? "word" : "other";
}
