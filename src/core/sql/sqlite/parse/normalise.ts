// The statement without its literals and comments, and a fingerprint of that. Holds no value.
// A name in double quotes may be a text (SQLite takes an unknown "name" for one), so only names of the catalogue stay.

import { fold } from "./node.ts";

const TOKENS =
  /(?:--|#)[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[xX]?'(?:[^']|'')*'|"(?:[^"]|"")*"|\[[^\]]*\]|`(?:[^`]|``)*`|\?\d*|[:@$][\p{L}\p{N}_$]+|0[xX][0-9a-fA-F]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?|[\p{L}_][\p{L}\p{N}_$]*|\s+|./gu;

/** `isName` says of a folded name whether the catalogue has it. */
export function normaliseText(text: string, isName: (folded: string) => boolean): string {
  const parts: string[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    if (/^(--|#|\/\*|\s)/.test(token)) continue;
    if (/^([xX]?'|\?|\d|\.\d|[:@$])/.test(token)) parts.push("?");
    else if (/^["[`]/.test(token)) parts.push(isName(fold(token.slice(1, -1))) ? token : "?");
    else parts.push(token);
  }
  return parts.join(" ").replace(/\? ?(, \? ?)+/g, "?, … ");
}

/** FNV-1a, 64 bits, hexadecimal: tells statements apart, proves nothing. */
export function fingerprintOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}
