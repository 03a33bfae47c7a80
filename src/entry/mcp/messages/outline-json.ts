// How much a line of JSON holds, before it is parsed: parsed, a few megabytes of `[1,1,1,…]` or `[[[[…` are a thousand, or a stack that is too
// deep for whoever walks it. One pass over the bytes, which are attacker-controlled; what is no JSON gives numbers that mean nothing, and
// is refused by the parser. A line that was cut off is told as far as it goes.

export interface JsonOutline {
  /** Values, at most one more than there are, and the names of members. */
  readonly values: number;
  readonly deepest: number;
  /** The id of the message, as JSON; null where there is none, or several messages. */
  readonly id: string | null;
  /** The methods of the messages, a message or a list of them, as JSON; null for one that names none. */
  readonly methods: readonly (string | null)[];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST = 0x5b;
const OPENING = new Set([LIST, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

export function outlineJson(line: Buffer): JsonOutline {
  const methods: (string | null)[] = [];
  const ids: (string | null)[] = [];
  let message = new Map<string, string>();
  let values = 1;
  let depth = 0;
  let deepest = 0;
  let messageDepth = 1; // where the members of a message stand: a level deeper in a list of them
  let begun = 0; // where the member of a message begins, and its value
  let value = 0;
  const close = () => {
    methods.push(message.get("method") ?? null);
    ids.push(message.get("id") ?? null);
    message = new Map();
  };
  for (let at = 0; at < line.length; at++) {
    const byte = line[at] ?? 0;
    if (byte === QUOTE) at = endOfText(line, at);
    else if (byte === COMMA || byte === COLON) {
      values += 1;
      if (depth !== messageDepth) continue;
      if (byte === COLON) value = at;
      else {
        note(message, line, { begun, value, end: at });
        begun = at;
      }
    } else if (OPENING.has(byte)) {
      if (depth === 0) messageDepth = byte === LIST ? 2 : 1;
      depth += 1;
      if (depth > deepest) deepest = depth;
      if (depth === messageDepth) begun = at;
    } else if (CLOSING.has(byte)) {
      if (depth === messageDepth) {
        note(message, line, { begun, value, end: at });
        close();
      }
      depth -= 1;
    }
  }
  if (depth >= messageDepth || methods.length === 0) close();
  return { values, deepest, id: ids.length === 1 ? (ids[0] ?? null) : null, methods };
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

/** Bytes of a member that is noted, white space around it not counted; the names and values that matter are shorter, however escaped. */
const SHORT = 300;
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

function note(
  message: Map<string, string>,
  line: Buffer,
  { begun, value, end }: { begun: number; value: number; end: number },
): void {
  if (value <= begun) return;
  const name = trimmed(line, begun + 1, value);
  if (name === null) return;
  const known = nameOf(name);
  if (known !== "id" && known !== "method") return;
  const text = trimmed(line, value + 1, end);
  if (text === null)
    message.delete(known); // of two members of one name the last counts
  else message.set(known, text);
}

/** Null where it is longer than what is noted. */
function trimmed(line: Buffer, from: number, end: number): string | null {
  let [first, last] = [from, end];
  while (first < last && SPACE.has(line[first] ?? 0)) first += 1;
  while (last > first && SPACE.has(line[last - 1] ?? 0)) last -= 1;
  return last - first > SHORT ? null : line.toString("utf8", first, last);
}

/** A name may be written with escapes. */
function nameOf(json: string): unknown {
  if (!json.includes("\\")) return json.slice(1, -1);
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
