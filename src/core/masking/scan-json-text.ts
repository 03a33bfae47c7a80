// The content scan over a text that is JSON: in its strings and names alone, so that it stays JSON, and numbers stay what they are.

import { mayHold } from "./may-hold.ts";
import { type Place, placeWithin } from "./place.ts";
import { type Scanned, scanContent } from "./scan-content.ts";

/** Null where the text is no JSON list, object or string. */
export function scanJsonText(text: string, place: Place): Scanned | null {
  if (!/^\s*[[{"]/.test(text) || !isJson(text)) return null;
  let out = "";
  let at = 0;
  let found = 0;
  /** The names by which the lists and objects around are reached, and by which the next value is. */
  const around: (readonly string[])[] = [];
  let path: readonly string[] = [];
  for (let from = nextOf(text, 0); from >= 0; from = nextOf(text, at)) {
    out += text.slice(at, from);
    const to = text[from] === '"' ? endOfString(text, from) : from + 1;
    const token = text.slice(from, to);
    at = to;
    if (token === "{" || token === "[") around.push(path);
    else if (token === "}" || token === "]") {
      around.pop();
      path = around.at(-1) ?? [];
    }
    const value = to > from + 1 ? stringOf(token) : "";
    const isName = value !== "" && /^\s*:/.test(text.slice(to, to + 20));
    const scanned = mayHold(value) ? scanContent(value, placeWithin(place, isName ? [] : path)) : null;
    if (isName) path = [...(around.at(-1) ?? []), value];
    out += scanned === null || scanned.found === 0 ? token : JSON.stringify(scanned.text);
    found += scanned?.found ?? 0;
  }
  return { text: out + text.slice(at), found };
}

/** The next string, or bracket. */
function nextOf(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"' || character === "{" || character === "}" || character === "[" || character === "]")
      return at;
  }
  return -1;
}

/** Behind its second quote. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === "\\") escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}

function stringOf(token: string): string {
  const value: unknown = JSON.parse(token);
  return typeof value === "string" ? value : "";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
