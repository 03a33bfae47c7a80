// Cuts what a server sends into its messages (PostgreSQL manual, 54.7): one byte of type, then the length as a big-endian 32-bit integer that
// counts itself, then the body. Whole messages are read where they arrived; only one that is cut in two is copied, once.
// A message that announces more than is taken is noticed by its header, so that a huge value is never collected.

export interface MessageTaker {
  /** How many bytes a message may have. */
  readonly largest: number;
  /** A whole message, with its header: `bytes` between `from` and `to`. They stay as they are. */
  take(bytes: Buffer, from: number, to: number): void;
  /** A message is coming that is larger than that. Nothing more is taken. */
  refuse(): void;
}

export const HEADER = 5;

export class BackendMessages {
  readonly #taker: MessageTaker;
  #header = Buffer.allocUnsafeSlow(HEADER);
  /** The message that is cut in two, where its size is known; and how many of its bytes are there, of the header's otherwise. */
  #cut: Buffer | null = null;
  #held = 0;
  #refused = false;

  constructor(taker: MessageTaker) {
    this.#taker = taker;
  }

  push(chunk: Buffer): void {
    if (this.#refused) return;
    let at = this.#held > 0 ? this.#complete(chunk) : 0;
    while (chunk.length - at >= HEADER && !this.#refused) {
      const size = sizeAt(chunk, at);
      const end = at + size;
      if (end > chunk.length) break;
      if (this.#isTooLarge(size)) return;
      this.#taker.take(chunk, at, end);
      at = end;
    }
    if (at < chunk.length && !this.#refused) this.#hold(chunk, at);
  }

  /** How much of the chunk belongs to the message that was cut in two. */
  #complete(chunk: Buffer): number {
    let used = 0;
    if (this.#cut === null) {
      used = chunk.copy(this.#header, this.#held);
      this.#held += used;
      if (this.#held < HEADER) return used;
      if (!this.#make(sizeAt(this.#header, 0))) return used;
      this.#header.copy(this.#cut ?? this.#header);
    }
    const cut = this.#cut;
    if (cut === null) return used;
    const more = chunk.copy(cut, this.#held, used);
    this.#held += more;
    if (this.#held === cut.length) {
      this.#cut = null;
      this.#held = 0;
      this.#taker.take(cut, 0, cut.length);
    }
    return used + more;
  }

  #hold(chunk: Buffer, at: number): void {
    if (chunk.length - at < HEADER) {
      this.#held = chunk.copy(this.#header, 0, at);
      return;
    }
    if (this.#make(sizeAt(chunk, at)) && this.#cut !== null) this.#held = chunk.copy(this.#cut, 0, at);
  }

  #make(size: number): boolean {
    if (this.#isTooLarge(size)) return false;
    this.#cut = Buffer.allocUnsafeSlow(size);
    return true;
  }

  #isTooLarge(size: number): boolean {
    if (size <= this.#taker.largest) return false;
    this.#refused = true;
    this.#taker.refuse();
    return true;
  }
}

function sizeAt(bytes: Buffer, at: number): number {
  return 1 + Math.max(4, bytes.readUInt32BE(at + 1));
}
