// What clients of PostgreSQL send (PostgreSQL manual, 54.7), from bytes to values. Pure. Every byte is attacker-controlled: what does not hold
// to the protocol is a ProtocolViolation, and nothing is read beyond a message's end.

import { isUtf8 } from "node:buffer";

export class ProtocolViolation extends Error {}

export type StartupPacket =
  | { readonly kind: "ssl" | "gss" }
  /** `secret` is 4 bytes, or as many as the server gave (3.2). */
  | { readonly kind: "cancel"; readonly process: number; readonly secret: Buffer }
  | {
      readonly kind: "startup";
      readonly major: number;
      readonly minor: number;
      /** Names and values as they came, in order. */
      readonly parameters: ReadonlyMap<string, string>;
    };

const CANCEL = 80_877_102;
const SSL = 80_877_103;
const GSS = 80_877_104;
/** As PostgreSQL has it. */
export const LARGEST_STARTUP = 10_000;
const LONGEST_SECRET = 256;

/** `packet` is whole, with its length. */
export function readStartupPacket(packet: Buffer): StartupPacket {
  const reader = new MessageReader(packet, 4, packet.length);
  const code = reader.uint32();
  if (code === SSL || code === GSS) return { kind: code === SSL ? "ssl" : "gss" };
  if (code === CANCEL) {
    const process = reader.uint32();
    const secret = reader.rest();
    if (secret.length < 4 || secret.length > LONGEST_SECRET) throw new ProtocolViolation("a cancel key of no length");
    return { kind: "cancel", process, secret };
  }
  const parameters = new Map<string, string>();
  for (let name = reader.text(); name !== ""; name = reader.text()) parameters.set(name, reader.text());
  reader.end();
  return { kind: "startup", major: code >>> 16, minor: code & 0xffff, parameters };
}

export type ClientMessage =
  | { readonly kind: "query"; readonly text: string }
  | { readonly kind: "parse"; readonly name: string; readonly text: string; readonly types: readonly number[] }
  | {
      readonly kind: "bind";
      readonly portal: string;
      readonly statement: string;
      readonly formats: readonly number[];
      readonly values: readonly (Buffer | null)[];
      readonly codes: readonly number[];
    }
  | { readonly kind: "describe" | "close"; readonly of: "statement" | "portal"; readonly name: string }
  | { readonly kind: "execute"; readonly portal: string; readonly rows: number }
  | { readonly kind: "sync" | "flush" | "terminate" }
  /** Of a COPY FROM STDIN, which nothing here asks for: dropped, as PostgreSQL does outside of one. */
  | { readonly kind: "copy" }
  /** SASLInitialResponse, SASLResponse or a password, by what was asked. */
  | { readonly kind: "password"; readonly body: Buffer };

const OF: Readonly<Record<string, "statement" | "portal">> = { S: "statement", P: "portal" };

/** The message between `from` and `to`, with its header. */
export function readClientMessage(bytes: Buffer, from: number, to: number): ClientMessage {
  const type = String.fromCharCode(bytes[from] ?? 0);
  const reader = new MessageReader(bytes, from + 5, to);
  const message = read(type, reader);
  reader.end();
  return message;
}

function read(type: string, reader: MessageReader): ClientMessage {
  switch (type) {
    case "Q":
      return { kind: "query", text: reader.text() };
    case "P":
      return {
        kind: "parse",
        name: reader.text(),
        text: reader.text(),
        types: reader.list(() => reader.uint32()),
      };
    case "B":
      return {
        kind: "bind",
        portal: reader.text(),
        statement: reader.text(),
        formats: reader.list(() => reader.format()),
        values: reader.list(() => reader.value()),
        codes: reader.list(() => reader.format()),
      };
    case "D":
    case "C": {
      const of = OF[String.fromCharCode(reader.byte())];
      if (of === undefined) throw new ProtocolViolation("neither a statement nor a portal");
      return { kind: type === "D" ? "describe" : "close", of, name: reader.text() };
    }
    case "E":
      return { kind: "execute", portal: reader.text(), rows: reader.uint32() };
    case "S":
      return { kind: "sync" };
    case "H":
      return { kind: "flush" };
    case "X":
      return { kind: "terminate" };
    case "p":
      return { kind: "password", body: reader.rest() };
    case "d":
    case "c":
    case "f":
      reader.rest();
      return { kind: "copy" };
    default:
      throw new ProtocolViolation(`a message of the type ${type === "F" ? "FunctionCall" : "that nobody knows"}`);
  }
}

/** SASLInitialResponse: a mechanism, and its first data. */
export function readSaslFirst(body: Buffer): { mechanism: string; data: string } {
  const reader = new MessageReader(body, 0, body.length);
  const mechanism = reader.text();
  const data = reader.value()?.toString("utf8") ?? "";
  reader.end();
  return { mechanism, data };
}

class MessageReader {
  readonly #bytes: Buffer;
  readonly #to: number;
  #at: number;

  constructor(bytes: Buffer, from: number, to: number) {
    this.#bytes = bytes;
    this.#at = from;
    this.#to = to;
  }

  byte(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  uint32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  format(): number {
    const code = this.#bytes.readUInt16BE(this.#take(2));
    if (code > 1) throw new ProtocolViolation("a format that is neither text nor binary");
    return code;
  }

  text(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0 || end >= this.#to) throw new ProtocolViolation("a text without its end");
    const bytes = this.#bytes.subarray(this.#at, end);
    if (!isUtf8(bytes)) throw new ProtocolViolation("a text that is not UTF-8");
    this.#at = end + 1;
    return bytes.toString("utf8");
  }

  value(): Buffer | null {
    const size = this.#bytes.readInt32BE(this.#take(4));
    if (size < -1) throw new ProtocolViolation("a value of a negative length");
    if (size === -1) return null;
    const from = this.#take(size);
    return this.#bytes.subarray(from, from + size);
  }

  list<T>(read: () => T): T[] {
    const count = this.#bytes.readUInt16BE(this.#take(2));
    return Array.from({ length: count }, read);
  }

  rest(): Buffer {
    const rest = this.#bytes.subarray(this.#at, this.#to);
    this.#at = this.#to;
    return rest;
  }

  end(): void {
    if (this.#at !== this.#to) throw new ProtocolViolation("more than the message holds");
  }

  #take(size: number): number {
    const at = this.#at;
    if (at + size > this.#to) throw new ProtocolViolation("less than the message holds");
    this.#at += size;
    return at;
  }
}
