// The caller's text with the positions that the parser gives: byte offsets of UTF-8, and the tokens of PostgreSQL's own scanner.
// Everything that reads or cuts the text goes through here, so that offsets are converted in one place.

import type { ScanToken } from "libpg-query";

export interface Token {
  /** Indices into the JavaScript string. */
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly text: string;
}

export class SourceText {
  readonly text: string;
  /** Without comments. */
  readonly tokens: readonly Token[];
  readonly #offsets: Uint32Array | null;
  #byStart: Map<number, number> | null = null;

  constructor(text: string, scanned: readonly ScanToken[]) {
    this.text = text;
    this.#offsets = offsetsOf(text);
    this.tokens = scanned
      .filter(({ tokenName }) => tokenName !== "SQL_COMMENT" && tokenName !== "C_COMMENT")
      .map((token) => {
        const start = this.index(token.start);
        const end = this.index(token.end);
        return { start, end, name: token.tokenName, text: text.slice(start, end) };
      });
  }

  /** Index into the string of a byte offset. */
  index(byte: number): number {
    return this.#offsets === null ? byte : (this.#offsets[byte] ?? this.text.length);
  }

  /** Position for people: in characters from 1; null for what stands nowhere. */
  position(byte: unknown): number | null {
    if (typeof byte !== "number" || byte < 0) return null;
    const index = this.index(byte);
    return this.#offsets === null ? index + 1 : [...this.text.slice(0, index)].length + 1;
  }

  /** The number of the token that starts at this byte; -1 when none does. */
  tokenAt(byte: number): number {
    this.#byStart ??= new Map(this.tokens.map((token, number) => [token.start, number]));
    return this.#byStart.get(this.index(byte)) ?? -1;
  }

  /** True when token `number` is this keyword or sign, whatever its case. */
  is(number: number, text: string): boolean {
    const token = this.tokens[number];
    return token !== undefined && token.text.toLowerCase() === text;
  }

  /** The number of the bracket that closes the one at `open`; -1 when there is none. */
  closing(open: number): number {
    let depth = 0;
    for (let number = open; number < this.tokens.length; number++) {
      if (this.is(number, "(")) depth++;
      else if (this.is(number, ")") && --depth === 0) return number;
    }
    return -1;
  }

  /** The texts between the commas of the bracket at `open`; null when there is none. */
  items(open: number): readonly string[] | null {
    const close = this.closing(open);
    if (close < 0 || !this.is(open, "(")) return null;
    const items: string[] = [];
    let depth = 0;
    let from = open + 1;
    const push = (to: number): void => {
      items.push(this.slice(from, to));
      from = to + 1;
    };
    for (let number = open + 1; number < close; number++) {
      const text = this.tokens[number]?.text;
      if (text === "(" || text === "[") depth += 1;
      else if (text === ")" || text === "]") depth -= 1;
      else if (text === "," && depth === 0) push(number);
    }
    push(close);
    return items;
  }

  /** The text from token `from` to the one before `to`. */
  slice(from: number, to: number): string {
    const [first, last] = [this.tokens[from], this.tokens[to - 1]];
    return from >= to || first === undefined || last === undefined ? "" : this.text.slice(first.start, last.end);
  }

  /** The number of the last token of a dotted name that begins at token `first`. */
  nameEnd(first: number): number {
    let last = this.#identifierEnd(first);
    while (this.is(last + 1, ".")) last = this.#identifierEnd(last + 2);
    return last;
  }

  /** `U&"x" UESCAPE '!'` is one name of three tokens. */
  #identifierEnd(number: number): number {
    return this.is(number + 1, "uescape") ? number + 2 : number;
  }
}

/** Byte offset to string index; null when the text is ASCII and the two are the same. */
function offsetsOf(text: string): Uint32Array | null {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) bytes += widthAt(text, index);
  if (bytes === text.length) return null;
  const offsets = new Uint32Array(bytes + 1);
  let byte = 0;
  for (let index = 0; index < text.length; index++) {
    const width = widthAt(text, index);
    for (let i = 0; i < width; i++) offsets[byte + i] = index;
    byte += width;
  }
  offsets[byte] = text.length;
  return offsets;
}

/** Bytes that the code unit adds: a surrogate pair is four bytes, counted two and two. */
function widthAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
}
