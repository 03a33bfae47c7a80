// How much a line of JSON holds, before it is parsed: parsed, a few megabytes of `[1,1,1,…]` or `[[[[…` are a thousand, or a stack that is too
// deep for whoever walks it. One pass over the bytes, which are attacker-controlled; what is no JSON gives numbers that mean nothing, and
// is refused by the parser.

export interface JsonOutline {
  /** Values, at most one more than there are, and the names of members. */
  readonly values: number;
  readonly deepest: number;
  /** What stands at the top as `id` and `method`, as JSON; null where there is none. */
  readonly id: string | null;
  readonly method: string | null;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

export function outlineJson(line: Buffer): JsonOutline {
  const top = new Map<string, string>();
  let values = 1;
  let depth = 0;
  let deepest = 0;
  let begun = 0; // where the member at the top begins, and its value
  let value = 0;
  for (let at = 0; at < line.length; at++) {
    const byte = line[at] ?? 0;
    if (byte === QUOTE) at = endOfText(line, at);
    else if (byte === COMMA || byte === COLON) {
      values += 1;
      if (depth !== 1) continue;
      if (byte === COLON) value = at;
      else {
        note(top, line, { begun, value, end: at });
        begun = at;
      }
    } else if (OPENING.has(byte)) {
      depth += 1;
      if (depth > deepest) deepest = depth;
      if (depth === 1) begun = at;
    } else if (CLOSING.has(byte)) {
      if (depth === 1) note(top, line, { begun, value, end: at });
      depth -= 1;
    }
  }
  return { values, deepest, id: top.get('"id"') ?? null, method: top.get('"method"') ?? null };
}

/** Where the text that begins here ends: its second quote. */
function endOfText(line: Buffer, from: number): number {
  for (let at = line.indexOf(QUOTE, from + 1); at >= 0; at = line.indexOf(QUOTE, at + 1)) {
    let escapes = 0;
    while (line[at - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return line.length;
}

/** Members at the top that are short; others are neither. */
const SHORT = 200;

function note(
  top: Map<string, string>,
  line: Buffer,
  { begun, value, end }: { begun: number; value: number; end: number },
): void {
  if (value <= begun || end - begun > SHORT) return;
  top.set(line.toString("utf8", begun + 1, value).trim(), line.toString("utf8", value + 1, end).trim());
}
