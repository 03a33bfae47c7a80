// Notices a message of the backend that is too large while it is still arriving, so that a huge value is never collected.
// Frame: one byte of type, then the length as a big-endian 32-bit integer that counts itself (PostgreSQL manual, 54.7).

const HEADER = 5;

/** Feed every chunk of the stream; `tooLarge` is called once, as soon as a header announces more than `limit` bytes. */
export class MessageSizeWatch {
  readonly #limit: number;
  readonly #tooLarge: () => void;
  #header = Buffer.alloc(HEADER);
  #headerBytes = 0;
  /** Bytes of the current message's body still to come. */
  #body = 0;

  constructor(limit: number, tooLarge: () => void) {
    this.#limit = limit;
    this.#tooLarge = tooLarge;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body > 0) {
        const step = Math.min(this.#body, chunk.length - at);
        this.#body -= step;
        at += step;
        continue;
      }
      const step = Math.min(HEADER - this.#headerBytes, chunk.length - at);
      chunk.copy(this.#header, this.#headerBytes, at, at + step);
      this.#headerBytes += step;
      at += step;
      if (this.#headerBytes < HEADER) return;
      this.#headerBytes = 0;
      this.#body = this.#header.readUInt32BE(1) - 4;
      if (this.#body > this.#limit) this.#tooLarge();
    }
  }
}
