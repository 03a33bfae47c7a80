// Replacements in a text, by where they stand. What is not replaced stays as written.

import type { Span } from "../parse/tree.ts";

export interface Edit extends Span {
  readonly text: string;
}

export function isWithin(inner: Span, outer: Span): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

/** Edits may stand in any order and must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from)) {
    if (edit.from < at) throw new RangeError("edits that overlap");
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}
