// MCP's messages over stdin and stdout, one a line. In place of the SDK's own transport, which drops what is no message without a word
// (a tool call among it would be answered by nothing and recorded nowhere) and copies a long line again for every piece that arrives.
// Every byte that comes is attacker-controlled. stdout carries the protocol alone.

import type { Readable, Writable } from "node:stream";
import {
  type JSONRPCMessage,
  parseJSONRPCMessage,
  serializeMessage,
  type Transport,
} from "@modelcontextprotocol/server";
import { type JsonOutline, outlineJson } from "./outline-json.ts";

export interface LineGuard {
  /** A line came that holds more than is parsed. Resolves with what to answer, null for nothing. */
  excessive(outline: JsonOutline): Promise<JSONRPCMessage | null>;
  /** Something that is JSON and no message of the protocol came. Resolves with what to answer, null for nothing. */
  unreadable(value: unknown): Promise<JSONRPCMessage | null>;
  /** A message came, with this text, and is about to be dealt with. */
  arriving(message: JSONRPCMessage, text: string): void;
  /** A message is about to leave: resolves with what leaves in its place. */
  leaving(message: JSONRPCMessage): Promise<JSONRPCMessage> | JSONRPCMessage;
}

export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #guard: LineGuard;
  readonly #largest: number;
  #pieces: Buffer[] = [];
  #size = 0;
  #closed = false;

  /** `largest` is how many bytes a line may have; a longer one ends the connection. */
  constructor(
    streams: { input: Readable; output: Writable },
    { guard, largest }: { guard: LineGuard; largest: number },
  ) {
    this.#input = streams.input;
    this.#output = streams.output;
    this.#guard = guard;
    this.#largest = largest;
  }

  async start(): Promise<void> {
    this.#input.on("data", this.#take);
    this.#input.on("error", (error) => this.onerror?.(error));
    this.#input.once("end", this.#end);
    this.#input.once("close", this.#end);
    // stays for good: a write that fails after the end must not end the process
    this.#output.on("error", (error) => {
      if (!this.#closed) this.onerror?.(error);
      this.#end();
    });
    if (this.#input.readableEnded || this.#input.destroyed) setImmediate(this.#end);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const leaving = await this.#guard.leaving(message);
    if (this.#closed) throw new Error("the connection is closed");
    const line = serializeMessage(leaving);
    await new Promise<void>((resolve, reject) =>
      this.#output.write(line, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(error);
      }),
    );
  }

  async close(): Promise<void> {
    this.#end();
  }

  readonly #take = (chunk: Buffer): void => {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#pieces.push(chunk.subarray(from, end));
      const line = Buffer.concat(this.#pieces);
      this.#pieces = [];
      this.#size = 0;
      from = end + 1;
      this.#read(line);
      if (this.#closed) return;
    }
    if (from < chunk.length) this.#pieces.push(chunk.subarray(from));
    this.#size += chunk.length - from;
    if (this.#size <= this.#largest) return;
    this.onerror?.(new Error(`a message is longer than ${this.#largest} bytes`));
    this.#end();
  };

  #read(line: Buffer): void {
    const outline = line.length > SMALL ? outlineJson(line) : null;
    if (outline !== null && (outline.values > MOST_VALUES || outline.deepest > DEEPEST)) {
      return this.#answer(this.#guard.excessive(outline));
    }
    const text = line.toString("utf8");
    if (text.trim() === "") return;
    const value = parsedOrUndefined(text);
    if (value === undefined) return this.onerror?.(new Error("a line is no JSON"));
    const message = messageOrNull(value);
    if (message === null) return this.#answer(this.#guard.unreadable(value));
    this.#guard.arriving(message, text);
    this.onmessage?.(message);
  }

  #answer(answered: Promise<JSONRPCMessage | null>): void {
    answered
      .then((answer) => (answer === null ? undefined : this.send(answer)))
      .catch((error: unknown) => this.onerror?.(error instanceof Error ? error : new Error(String(error))));
  }

  readonly #end = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.off("data", this.#take);
    this.#input.pause();
    this.#pieces = [];
    this.onclose?.();
  };
}

const NEWLINE = 0x0a;
/** Bytes that can hold neither. */
const SMALL = 1_000;
/** A megabyte of short numbers in a list, twice over; the arguments of a call have limits of their own. */
const MOST_VALUES = 1_000_000;
/** Far from what a recursive walk can bear. */
const DEEPEST = 500;

function parsedOrUndefined(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function messageOrNull(value: unknown): JSONRPCMessage | null {
  try {
    return parseJSONRPCMessage(value);
  } catch {
    return null;
  }
}
