// How requests and replies pass between the server and a reader: a value as V8 writes it (node:v8, structured clone), behind four bytes that
// say how long it is, the lowest first.

import { DefaultSerializer, deserialize } from "node:v8";

const HEAD = 4;

export function frameOf(value: unknown): Buffer {
  const serializer = new DefaultSerializer();
  serializer.writeRawBytes(Buffer.alloc(HEAD));
  serializer.writeHeader();
  serializer.writeValue(value);
  const frame = serializer.releaseBuffer();
  frame.writeUInt32LE(frame.length - HEAD, 0);
  return frame;
}

/** What arrives in pieces. */
export class Frames<T> {
  readonly #read: (bytes: Buffer) => T = deserialize;
  #pieces: Buffer[] = [];
  #length = 0;

  /** The values whose last byte has arrived with this piece, which is not to be written to any more. */
  take(piece: Buffer): readonly T[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const values: T[] = [];
    while (this.#length >= HEAD) {
      const end = HEAD + this.#upTo(HEAD).readUInt32LE(0);
      if (this.#length < end) break;
      const bytes = this.#upTo(end);
      values.push(this.#read(bytes.subarray(HEAD, end)));
      this.#pieces = bytes.length === end ? [] : [bytes.subarray(end)];
      this.#length -= end;
    }
    return values;
  }

  /** What has arrived, with at least so many bytes in one piece; a long frame is put together once. */
  #upTo(bytes: number): Buffer {
    const [first] = this.#pieces;
    if (first !== undefined && first.length >= bytes) return first;
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [whole];
    return whole;
  }
}
