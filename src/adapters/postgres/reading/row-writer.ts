// Rows from the server's messages to the answer's JSON, from bytes to bytes: no value that goes as it is becomes one of JavaScript's.
// What comes of it is what JSON.stringify makes of the decoded and scanned rows, byte by byte (row-writer.test.ts compares them).
// Every text is attacker-controlled.

import { isUtf8 } from "node:buffer";
import { mayHoldIn } from "../../../core/masking/may-hold.ts";
import { type ColumnScan, scanValue } from "../../../core/masking/scan-rows.ts";
import type { JsonBytes } from "../../../core/model/json-text.ts";
import type { JsonValue } from "../../../core/model/json-value.ts";
import type { ValueForm } from "./value-forms.ts";

const SMALL = 16_384;
/** What is longer is never made a text of JavaScript. */
const LONG = 65_536;
/** What is kept for the next results, so that a small one takes no memory of its own. */
const SPARE: Buffer[] = [];
const MOST_SPARE = 8;
/** Up to which size a loop is faster than a call. */
const SHORT = 32;
/** Digits of an integer that a double holds, whatever they are. */
const EXACT_DIGITS = 15;

const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const TRUE = 0x74;
const MINUS = 0x2d;
const ASCII_END = 0x80;

/** By byte: what JSON's strings have in its place, where it is not itself. */
const ESCAPES: readonly (string | null)[] = Array.from({ length: 256 }, (_, byte) => {
  const escaped = JSON.stringify(String.fromCharCode(byte)).slice(1, -1);
  return byte < ASCII_END && escaped.length > 1 ? escaped : null;
});
/** By byte: how many bytes more that is. */
const LONGER = Uint8Array.from(ESCAPES, (escaped) => (escaped === null ? 0 : escaped.length - 1));

class LongJson implements JsonBytes {
  readonly bytes: Buffer;
  readonly #encoding: "latin1" | "utf8";

  constructor(bytes: Buffer, encoding: "latin1" | "utf8") {
    this.bytes = bytes;
    this.#encoding = encoding;
  }

  get text(): string {
    return this.bytes.toString(this.#encoding);
  }
}

export class RowWriter {
  readonly #forms: readonly ValueForm[];
  readonly #largest: number;
  readonly redactions: number[];
  #out = SPARE.pop() ?? Buffer.allocUnsafeSlow(SMALL);
  #at = 0;
  /** Quotes and backslashes so far. */
  #escapes = 0;
  #ascii = true;
  #count = 0;
  #full = false;

  /** `largest`: bytes that the rows may take as JSON, and as the same inside a string of JSON, together. */
  constructor(forms: readonly ValueForm[], largest: number) {
    this.#forms = forms;
    this.#largest = largest;
    this.redactions = forms.map(() => 0);
    this.#byte(OPEN);
  }

  get count(): number {
    return this.#count;
  }

  /** A row had no room: it and what came after it is not there. */
  get isFull(): boolean {
    return this.#full;
  }

  /** The body of a DataRow: `source` from `from` on. */
  row(source: Buffer, from: number): void {
    if (this.#full) return;
    const forms = this.#forms;
    if (source.readUInt16BE(from) !== forms.length) throw new RangeError("a row of another width than was described");
    const [start, escapes] = [this.#at, this.#escapes];
    if (this.#count > 0) this.#byte(COMMA);
    this.#byte(OPEN);
    let place = from + 2;
    for (let column = 0; column < forms.length; column++) {
      const size = source.readInt32BE(place);
      place += 4;
      if (column > 0) this.#byte(COMMA);
      if (size < 0) {
        this.#ascii7("null");
        continue;
      }
      this.#value(column, source, place, place + size);
      place += size;
    }
    this.#byte(CLOSE);
    if (this.#at * 2 + this.#escapes > this.#largest) {
      this.#full = true;
      this.#at = start;
      this.#escapes = escapes;
      return;
    }
    this.#count += 1;
  }

  /** The rows as a list of JSON; as bytes where it is long. Nothing can be written any more. */
  finish(): string | JsonBytes {
    this.#byte(CLOSE);
    const bytes = this.#out.subarray(0, this.#at);
    const encoding = this.#ascii ? "latin1" : "utf8";
    if (this.#at > LONG) {
      this.#out = NOTHING;
      return new LongJson(bytes, encoding);
    }
    const json = bytes.toString(encoding);
    this.discard();
    return json;
  }

  /** Nothing can be written any more. */
  discard(): void {
    this.#full = true;
    if (this.#out.length === SMALL && SPARE.length < MOST_SPARE) SPARE.push(this.#out);
    this.#out = NOTHING;
  }

  #value(column: number, source: Buffer, from: number, to: number): void {
    const form = this.#forms[column] ?? PLAIN;
    switch (form.kind) {
      case "number":
        return this.#copy(source, from, to);
      case "bigint":
        return to - from <= EXACT_DIGITS || Number.isSafeInteger(Number(source.toString("latin1", from, to)))
          ? this.#copy(source, from, to)
          : this.#text(source, from, to);
      case "float":
        return this.#float(source, from, to);
      case "boolean":
        return this.#ascii7(source[from] === TRUE ? "true" : "false");
      case "text":
        return this.#text(source, from, to);
      case "scanned-text":
        return mayHoldIn(source, from, to)
          ? this.#scanned(column, source.toString("utf8", from, to), form.scan)
          : this.#text(source, from, to);
      case "decoded": {
        const value = form.decode(source.toString("utf8", from, to));
        return form.scan === null ? this.#json(value) : this.#scanned(column, value, form.scan);
      }
    }
  }

  #scanned(column: number, value: JsonValue, scan: ColumnScan): void {
    let found = 0;
    this.#json(scanValue(value, scan, () => found++));
    this.redactions[column] = (this.redactions[column] ?? 0) + found;
  }

  /** Integers go as they are; of other numbers JavaScript has a notation of its own. */
  #float(source: Buffer, from: number, to: number): void {
    let digits = to - from <= EXACT_DIGITS && !(source[from] === MINUS && source[from + 1] === 0x30);
    for (let at = source[from] === MINUS ? from + 1 : from; digits && at < to; at++) {
      const byte = source[at] ?? 0;
      digits = byte >= 0x30 && byte <= 0x39;
    }
    if (digits) return this.#copy(source, from, to);
    const text = source.toString("latin1", from, to);
    if (Number.isFinite(Number(text)) && text !== "-0") return this.#ascii7(String(Number(text)));
    this.#text(source, from, to);
  }

  #text(source: Buffer, from: number, to: number): void {
    let longer = 0;
    let all = 0;
    for (let at = from; at < to; at++) {
      const byte = source[at] ?? 0;
      all |= byte;
      longer += LONGER[byte] ?? 0;
    }
    if (all >= ASCII_END) {
      this.#ascii = false;
      // of a database whose encoding is none, which converts nothing
      if (!isUtf8(source.subarray(from, to))) return this.#json(source.toString("utf8", from, to));
    }
    this.#room(to - from + longer + 2);
    this.#escapes += 2;
    this.#out[this.#at++] = QUOTE;
    if (longer === 0) this.#copy(source, from, to);
    else this.#escape(source, from, to);
    this.#out[this.#at++] = QUOTE;
  }

  /** There is room. */
  #escape(source: Buffer, from: number, to: number): void {
    const out = this.#out;
    let at = this.#at;
    for (let next = from; next < to; next++) {
      const byte = source[next] ?? 0;
      const escaped = ESCAPES[byte] ?? null;
      if (escaped === null) {
        out[at++] = byte;
        continue;
      }
      this.#escapes += byte === QUOTE || byte === BACKSLASH ? 2 : 1;
      for (let index = 0; index < escaped.length; index++) out[at++] = escaped.charCodeAt(index);
    }
    this.#at = at;
  }

  /** As it is. */
  #copy(source: Buffer, from: number, to: number): void {
    this.#room(to - from);
    const out = this.#out;
    let at = this.#at;
    if (to - from > SHORT) at += source.copy(out, at, from, to);
    else for (let next = from; next < to; next++) out[at++] = source[next] ?? 0;
    this.#at = at;
  }

  /** By way of a text of JavaScript. */
  #json(value: JsonValue): void {
    const json = JSON.stringify(value);
    for (let index = 0; index < json.length; index++) {
      const unit = json.charCodeAt(index);
      if (unit === QUOTE || unit === BACKSLASH) this.#escapes += 1;
    }
    this.#room(json.length * 3);
    const size = this.#out.write(json, this.#at, "utf8");
    if (size !== json.length) this.#ascii = false;
    this.#at += size;
  }

  #ascii7(text: string): void {
    this.#room(text.length);
    for (let index = 0; index < text.length; index++) this.#out[this.#at++] = text.charCodeAt(index);
  }

  #byte(byte: number): void {
    this.#room(1);
    this.#out[this.#at++] = byte;
  }

  #room(size: number): void {
    if (this.#out.length - this.#at >= size) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#out.length * 2, this.#at + size));
    this.#out.copy(larger, 0, 0, this.#at);
    this.#out = larger;
  }
}

const NOTHING = Buffer.alloc(0);
const PLAIN: ValueForm = { kind: "text" };
