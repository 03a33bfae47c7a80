// The statement without its literals and comments, and a fingerprint of that. Holds no value.
// A name in quotes may be meant for a text, so only names of the catalogue stay.

import { TOKENS } from "./grammar/tables.ts";
import { readToken } from "./grammar/tokenize.ts";
import { unquote } from "./grammar/unquote.ts";
import { fold } from "./node.ts";

/** What has no value, and what stays as it is written but for names in quotes; everything else becomes `?`. */
const LEFT_OUT: ReadonlySet<number> = new Set([TOKENS.SPACE, TOKENS.COMMENT]);
const VALUES: ReadonlySet<number> = new Set([
  TOKENS.STRING,
  TOKENS.BLOB,
  TOKENS.VARIABLE,
  TOKENS.INTEGER,
  TOKENS.FLOAT,
  TOKENS.QNUMBER,
  TOKENS.ILLEGAL,
]);

/** `isName` says of a folded name whether the catalogue has it. */
export function normaliseText(text: string, isName: (folded: string) => boolean): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const { kind, from, to } = readToken(text, at);
    at = to;
    if (LEFT_OUT.has(kind)) continue;
    const token = text.slice(from, to);
    const isValue = VALUES.has(kind) || (/^["[`]/.test(token) && !isName(fold(unquote(token))));
    // of a list of values the first stays, and a sign that there were more
    if (isValue && parts.at(-1) === "," && (parts.at(-2) === "?" || parts.at(-2) === MORE)) {
      parts.pop();
      if (parts.at(-1) === "?") parts.push(MORE);
    } else parts.push(isValue ? "?" : token);
  }
  return parts.join(" ").replaceAll(` ${MORE}`, MORE);
}

const MORE = ", …";

const LOW = 0xffff;

/** FNV-1a, 64 bits, hexadecimal: tells statements apart, proves nothing. In four parts of sixteen bits, the lowest first. */
export function fingerprintOf(text: string): string {
  let [a, b, c, d] = [0x2325, 0x8422, 0x9ce4, 0xcbf2];
  for (let at = 0; at < text.length; at++) {
    a ^= text.charCodeAt(at);
    // times 2^40 + 0x1b3
    const [e, f, g, h] = [a * 0x1b3, b * 0x1b3, c * 0x1b3 + (a << 8), d * 0x1b3 + (b << 8)];
    a = e & LOW;
    const second = f + (e >>> 16);
    b = second & LOW;
    const third = g + (second >>> 16);
    c = third & LOW;
    d = (h + Math.floor(third / 0x10000)) & LOW;
  }
  return [d, c, b, a].map((part) => part.toString(16).padStart(4, "0")).join("");
}
