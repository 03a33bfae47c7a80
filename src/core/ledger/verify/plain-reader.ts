// Reads entries straight from their bytes, in one pass and without making anything of them: is this text canonical JSON (canonical-json.ts)
// and of the format (ledger-record.ts), and where do the members stand that a verification needs?
// INVARIANT: what it calls plain, parsing and the schema accept as well, and read alike. It need not know the reverse: what is not plain
// (rare spellings, and whatever is wrong) is for inspect-entry.ts to judge.

import {
  ANYTHING,
  BOOLEAN,
  INTEGER,
  LIST,
  type Member,
  OBJECT,
  type Shape,
  shapeOf,
  TEXT,
} from "../entry/entry-shape.ts";
import { recordSchema } from "../entry/ledger-record.ts";

/** Where a text stands, without its quotes; `from` is -1 when it is absent. */
export interface Span {
  from: number;
  to: number;
  escaped: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const TRUE = bytesOf("true");
const FALSE = bytesOf("false");

/** 1: stands for itself in a string. Not so quotes, backslashes and control characters. */
const ITSELF = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);
/** 1: may follow a backslash. */
const SHORT_ESCAPE = flags('"\\bfnrt');
/** 1: control characters that have no short escape, by the last two digits. */
const LONG_ESCAPE = new Set(
  Array.from({ length: 0x20 }, (_, code) => code)
    .filter((code) => ![0x08, 0x09, 0x0a, 0x0c, 0x0d].includes(code))
    .map((code) => code.toString(16).padStart(2, "0")),
);
/** So many digits are below 2^53. */
const SAFE_DIGITS = 15;
/** Names with bytes from here on are ordered differently by UTF-16 code units. */
const FIRST_ODD = 0xee;
const DEEPEST = 16;

export class PlainReader {
  readonly time = absent();
  readonly kind = absent();
  readonly correlation = absent();
  readonly principal = absent();
  readonly sealed = absent();
  /** After the entry and its line end. */
  next = 0;
  index = -1;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  readonly #shape = shapeOf(recordSchema);
  readonly #spans: ReadonlyMap<string, Span> = new Map([
    ["time", this.time],
    ["kind", this.kind],
    ["correlation", this.correlation],
    ["caller.principal", this.principal],
    ["sealed", this.sealed],
  ]);

  /** `bytes` is UTF-8. True when a plain entry begins at `from` and a line feed follows it. */
  read(bytes: Uint8Array, from: number): boolean {
    this.#bytes = bytes;
    this.#at = from;
    this.index = -1;
    for (const span of this.#spans.values()) {
      span.from = -1;
      span.to = -1;
    }
    if (!this.#value(this.#shape, 0) || bytes[this.#at] !== 0x0a) return false;
    this.next = this.#at + 1;
    return true;
  }

  #value(shape: Shape, depth: number): boolean {
    const { kinds } = shape;
    switch (this.#bytes[this.#at]) {
      case QUOTE:
        return (kinds & TEXT) !== 0 && this.#text(null);
      case OPEN_OBJECT:
        return (kinds & OBJECT) !== 0 && depth < DEEPEST && this.#object(shape, depth + 1);
      case OPEN_LIST:
        return (kinds & LIST) !== 0 && depth < DEEPEST && this.#list(shape.others ?? ANYTHING, depth + 1);
      case TRUE[0]:
        return (kinds & BOOLEAN) !== 0 && this.#word(TRUE);
      case FALSE[0]:
        return (kinds & BOOLEAN) !== 0 && this.#word(FALSE);
      default:
        return (kinds & INTEGER) !== 0 && this.#integer(shape) !== null;
    }
  }

  #object(shape: Shape, depth: number): boolean {
    const bytes = this.#bytes;
    const { members } = shape;
    let place = 0;
    let before = -1;
    this.#at += 1;
    if (bytes[this.#at] === CLOSE_OBJECT) this.#at += 1;
    else {
      for (;;) {
        const from = this.#at + 1;
        if (!this.#name()) return false;
        if (before >= 0 && compareNames(bytes, before, from) >= 0) return false;
        before = from;
        let found: Member | null = null;
        for (let member = members[place]; member !== undefined && found === null; member = members[place]) {
          const order = compareToName(member.name, bytes, from);
          if (order > 0) break;
          if (order === 0) found = member;
          else if (member.needed) return false;
          place += 1;
        }
        if (found === null ? !this.#value(shape.others ?? ANYTHING, depth) : !this.#member(found, depth)) return false;
        const end = bytes[this.#at];
        this.#at += 1;
        if (end === CLOSE_OBJECT) break;
        if (end !== COMMA) return false;
      }
    }
    for (; place < members.length; place++) if (members[place]?.needed === true) return false;
    return true;
  }

  #member({ shape, path }: Member, depth: number): boolean {
    if (path === "index") {
      const value = this.#integer(shape);
      if (value === null) return false;
      this.index = value;
      return true;
    }
    const span = shape.kinds === TEXT ? this.#spans.get(path) : undefined;
    if (span === undefined) return this.#value(shape, depth);
    return this.#bytes[this.#at] === QUOTE && this.#text(span);
  }

  #list(shape: Shape, depth: number): boolean {
    this.#at += 1;
    if (this.#bytes[this.#at] === CLOSE_LIST) {
      this.#at += 1;
      return true;
    }
    for (;;) {
      if (!this.#value(shape, depth)) return false;
      const end = this.#bytes[this.#at];
      this.#at += 1;
      if (end === CLOSE_LIST) return true;
      if (end !== COMMA) return false;
    }
  }

  /** A name without escapes, and its colon. */
  #name(): boolean {
    const bytes = this.#bytes;
    if (bytes[this.#at] !== QUOTE) return false;
    let at = this.#at + 1;
    if (bytes[at] === 0x5f && bytes[at + 1] === 0x5f) return false; // `__proto__` is no name like others
    for (let byte = bytes[at] ?? 0; ITSELF[byte] === 1; byte = bytes[at] ?? 0) {
      if (byte >= FIRST_ODD) return false;
      at += 1;
    }
    if (bytes[at] !== QUOTE || bytes[at + 1] !== COLON) return false;
    this.#at = at + 2;
    return true;
  }

  #text(span: Span | null): boolean {
    const bytes = this.#bytes;
    const from = this.#at + 1;
    let at = from;
    let escaped = false;
    for (;;) {
      while (ITSELF[bytes[at] ?? 0] === 1) at += 1;
      const byte = bytes[at];
      if (byte === QUOTE) break;
      if (byte !== BACKSLASH) return false;
      escaped = true;
      if (SHORT_ESCAPE[bytes[at + 1] ?? 0] === 1) at += 2;
      else if (isLongEscape(bytes, at + 1)) at += 6;
      else return false;
    }
    if (span !== null) {
      span.from = from;
      span.to = at;
      span.escaped = escaped;
    }
    this.#at = at + 1;
    return true;
  }

  /** Null when none of the shape stands here. */
  #integer({ least, only }: Shape): number | null {
    const bytes = this.#bytes;
    const negative = bytes[this.#at] === MINUS;
    const from = negative ? this.#at + 1 : this.#at;
    let at = from;
    let value = 0;
    for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
      value = value * 10 + digit;
      at += 1;
      if (at - from > SAFE_DIGITS) return null;
    }
    const zero = bytes[from] === ZERO;
    if (at === from || (zero && (at - from > 1 || negative))) return null;
    if (negative) value = -value;
    if (value < least || (only !== null && value !== only)) return null;
    this.#at = at;
    return value;
  }

  #word(word: Uint8Array): boolean {
    for (let place = 0; place < word.length; place++) {
      if (this.#bytes[this.#at + place] !== word[place]) return false;
    }
    this.#at += word.length;
    return true;
  }
}

/** Of two names that end with a quote, which stands in no name. */
function compareNames(bytes: Uint8Array, one: number, other: number): number {
  for (let place = 0; ; place++) {
    const [a, b] = [bytes[one + place] ?? QUOTE, bytes[other + place] ?? QUOTE];
    if (a === b) {
      if (a === QUOTE) return 0;
      continue;
    }
    return a === QUOTE ? -1 : b === QUOTE ? 1 : a - b;
  }
}

function compareToName(name: Uint8Array, bytes: Uint8Array, from: number): number {
  for (let place = 0; place < name.length; place++) {
    const byte = bytes[from + place];
    const order = (name[place] ?? 0) - (byte ?? 0);
    if (order !== 0) return byte === QUOTE ? 1 : order;
  }
  return bytes[from + name.length] === QUOTE ? 0 : -1;
}

function isLongEscape(bytes: Uint8Array, at: number): boolean {
  const text = String.fromCharCode(...bytes.subarray(at, at + 5));
  return text.startsWith("u00") && LONG_ESCAPE.has(text.slice(3));
}

function absent(): Span {
  return { from: -1, to: -1, escaped: false };
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function flags(characters: string): Uint8Array {
  const all = new Uint8Array(256);
  for (const byte of bytesOf(characters)) all[byte] = 1;
  return all;
}
