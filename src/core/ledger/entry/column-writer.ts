// The derived columns of entries, written as the entries' bytes say them, to be compared with those that are stored.

import type { Span } from "../verify/plain-reader.ts";

const LINE_END = 0x0a;
const NOBODY = 0x01;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export class ColumnWriter {
  readonly #bytes: Uint8Array;
  #length = 0;

  /** `most`: how many bytes are expected. */
  constructor(most: number) {
    this.#bytes = new Uint8Array(most);
  }

  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** 0x01 for what is absent, and a line end. False when that is more than expected, or it has an escape of something rare. */
  write(source: Uint8Array, { from, to, escaped }: Span): boolean {
    const bytes = this.#bytes;
    let length = this.#length;
    if (from < 0) bytes[length++] = NOBODY;
    for (let at = from; at < to; at++) {
      if (escaped && source[at] === BACKSLASH) {
        at += 1;
        if (source[at] !== BACKSLASH && source[at] !== QUOTE) return false;
      }
      bytes[length++] = source[at] ?? 0;
    }
    bytes[length++] = LINE_END;
    this.#length = length;
    return length <= bytes.length; // writing beyond the end does nothing
  }
}
