// The encoding of SSH's wire format (RFC 4251, 5), read strictly: what is short, long or not minimal is malformed.
// Everything read here is attacker-controlled.

/** Thrown by the reader and caught where a key or a signature is parsed; it never leaves this folder. */
export class MalformedWire extends Error {
  override readonly name = "MalformedWire";
}

export class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new MalformedWire("shorter than it says");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  uint32(): number {
    return this.take(4).reduce((value, byte) => value * 256 + byte, 0);
  }

  string(): Uint8Array {
    return this.take(this.uint32());
  }

  /** A string of printable ASCII. */
  word(): string {
    const bytes = this.string();
    if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) throw new MalformedWire("a name that is not ASCII");
    return String.fromCharCode(...bytes);
  }

  /** A positive integer in as few bytes as it takes, without the sign byte. */
  positive(): Uint8Array {
    const bytes = this.string();
    const [first, second] = bytes;
    if (first === undefined || first >= 0x80) throw new MalformedWire("an integer that is not positive");
    if (first !== 0) return bytes;
    if (second === undefined || second < 0x80) throw new MalformedWire("an integer with superfluous zeros");
    return bytes.subarray(1);
  }

  /** Nothing may follow. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new MalformedWire("longer than it says");
  }
}

export function wireString(bytes: Uint8Array): Uint8Array {
  return concatBytes(wireUint32(bytes.length), bytes);
}

export function wireUint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** Printable ASCII alone. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
