// Where a table of a TOML file stands, and the tables under it: from its header to the last line that says something before the next one.

import { parse } from "smol-toml";

export interface TableRange {
  readonly start: number;
  readonly end: number;
}

/** In the order of the text, which parses. Of one that is written inline or by dotted keys there is no range. */
export function findTomlTables(text: string, path: readonly string[]): readonly TableRange[] {
  const ranges: TableRange[] = [];
  let start: number | null = null;
  let end = 0;
  const close = (): void => {
    if (start !== null) ranges.push({ start, end });
    start = null;
  };
  for (const line of linesOf(text)) {
    if (line.header !== null) {
      const isMeant = path.every((key, place) => line.header?.[place] === key);
      if (!isMeant) close();
      else start ??= line.start; // tables that follow each other are one range
    }
    if (!line.isEmpty) end = line.end; // comments above the next header are about that one
  }
  close();
  return ranges;
}

interface Line {
  readonly start: number;
  /** Behind the line end. */
  readonly end: number;
  /** The keys of a table's header; null on other lines. */
  readonly header: readonly string[] | null;
  /** Nothing, or a comment alone. */
  readonly isEmpty: boolean;
}

/** A line that begins inside of a value is none of its own. */
function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start < text.length; ) {
    let depth = 0;
    let at = start;
    while (at < text.length && !(text[at] === "\n" && depth <= 0)) {
      const token = TOKEN.exec(text.slice(at))?.[0] ?? text[at] ?? "";
      if (token === "[" || token === "{") depth++;
      if (token === "]" || token === "}") depth--;
      at += token.length;
    }
    const end = Math.min(at + 1, text.length);
    const line = text
      .slice(start, end)
      .replace(/^\uFEFF/, "")
      .trim();
    yield { start, end, header: headerOf(line), isEmpty: line === "" || line.startsWith("#") };
    start = end;
  }
}

/** Strings of all four kinds, and comments: what a bracket or a line end inside of them is no sign of. */
const TOKEN = /^(?:"""(?:[^\\]|\\[^])*?"{3,5}|'''[^]*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*)/;

function headerOf(line: string): readonly string[] | null {
  if (!line.startsWith("[")) return null;
  const keys: string[] = [];
  for (let value: unknown = parse(line); ; ) {
    if (Array.isArray(value)) value = value[0];
    const [entry] = typeof value === "object" && value !== null ? Object.entries(value) : [];
    if (entry === undefined) return keys;
    keys.push(entry[0]);
    value = entry[1];
  }
}
