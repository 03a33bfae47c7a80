// MCP's messages over stdin and stdout, one a line. In place of the SDK's own transport, which drops what is no message without a word
// (a tool call among it would be answered by nothing and recorded nowhere) and copies a long line again for every piece that arrives.
// Every byte that comes is attacker-controlled. stdout carries the protocol alone.
// INVARIANT: no more is read while answers wait for the client to read them, or calls for their turn, so that what is kept is bounded.

import type { Readable, Writable } from "node:stream";
import {
  type JSONRPCMessage,
  parseJSONRPCMessage,
  serializeMessage,
  type Transport,
} from "@modelcontextprotocol/server";
import type { CallGuard } from "../messages/call-guard.ts";
import { outlineJson } from "../messages/outline-json.ts";
import type { FastPath } from "./fast-path.ts";
import { isPlainCall } from "./plain-call.ts";

export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** Resolves when the connection is over: the client went, or it was ended. */
  readonly ended: Promise<void>;
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #guard: CallGuard;
  readonly #fastPath: FastPath;
  readonly #largest: number;
  #hasEnded: () => void = () => undefined;
  #pieces: Buffer[] = [];
  #size = 0;
  /** Answers of the guard that are being made. */
  #answering = 0;
  #closed = false;
  /** A line was too long: nothing is read any more, and the connection ends once that is answered. */
  #ending = false;

  /** `largest` is how many bytes a line may have; a longer one ends the connection. */
  constructor(
    streams: { input: Readable; output: Writable },
    { guard, fastPath, largest }: { guard: CallGuard; fastPath: FastPath; largest: number },
  ) {
    this.#input = streams.input;
    this.#output = streams.output;
    this.#guard = guard;
    this.#fastPath = fastPath;
    this.#largest = largest;
    this.ended = new Promise((resolve) => (this.#hasEnded = resolve));
    guard.connect({
      isOpen: () => !this.#closed && !this.#output.writableNeedDrain,
      deliver: (message) => {
        if (!fastPath.takes(message)) this.onmessage?.(message);
      },
      answer: (answered) => void this.#answer(answered),
    });
    fastPath.connect({ write: (line) => this.#write(line), send: (message) => this.send(message) });
  }

  async start(): Promise<void> {
    this.#input.on("data", this.#take);
    this.#input.on("error", (error) => this.onerror?.(error));
    this.#input.once("end", this.#end);
    this.#input.once("close", this.#end);
    this.#output.on("drain", () => {
      this.#guard.proceed();
      this.#flow();
    });
    // stays for good: a write that fails after the end must not end the process
    this.#output.on("error", (error) => {
      if (!this.#closed) this.onerror?.(error);
      this.#end();
    });
    if (this.#input.readableEnded || this.#input.destroyed) setImmediate(this.#end);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const leaving = await this.#guard.leaving(message);
    this.#flow(); // a call has ended, and another may begin
    if (this.#closed) throw new Error("the connection is closed");
    const line = serializeMessage(leaving);
    await new Promise<void>((resolve, reject) => {
      this.#output.write(line, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(error);
      });
      this.#flow();
    });
  }

  async close(): Promise<void> {
    this.#end();
  }

  /** With whatever else is written in this moment. */
  #write(line: readonly (string | Uint8Array)[]): void {
    if (this.#closed) return;
    if (this.#output.writableCorked === 0) {
      this.#output.cork();
      process.nextTick(() => {
        this.#output.uncork();
        this.#flow(); // calls have ended, and others may begin
      });
    }
    let text = "";
    for (const piece of line) {
      if (typeof piece === "string") {
        text += piece;
        continue;
      }
      this.#output.write(text);
      this.#output.write(piece);
      text = "";
    }
    this.#output.write(text);
  }

  readonly #take = (chunk: Buffer): void => {
    if (this.#ending) return;
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#pieces.push(chunk.subarray(from, end));
      if (this.#size + end - from > this.#largest) return this.#endTooLong();
      const line = Buffer.concat(this.#pieces);
      this.#pieces = [];
      this.#size = 0;
      from = end + 1;
      this.#read(line);
      if (this.#closed) return;
    }
    if (from < chunk.length) this.#pieces.push(chunk.subarray(from));
    this.#size += chunk.length - from;
    if (this.#size > this.#largest) this.#endTooLong();
    this.#flow();
  };

  /** Reads on, or waits until there is room again. */
  readonly #flow = (): void => {
    if (this.#closed || this.#ending) return;
    if (this.#output.writableNeedDrain || this.#guard.isFull || this.#answering > MOST_ANSWERING) this.#input.pause();
    else if (this.#input.isPaused()) this.#input.resume();
  };

  #endTooLong(): void {
    this.#ending = true;
    this.#input.pause();
    const outline = outlineJson(Buffer.concat(this.#pieces));
    this.#pieces = [];
    const over = setTimeout(this.#end, ANSWER_MILLISECONDS); // whoever does not read is not waited for
    void this.#answer(this.#guard.tooLong(outline, this.#largest)).then(() => {
      clearTimeout(over);
      this.#end();
    });
  }

  #read(line: Buffer): void {
    const outline = line.length > SMALL ? outlineJson(line) : null;
    if (outline !== null && (outline.values > MOST_VALUES || outline.deepest > DEEPEST)) {
      return void this.#answer(this.#guard.excessive(outline));
    }
    const text = line.toString("utf8");
    if (text.trim() === "") return;
    const value = parsedOrUndefined(text);
    if (value === undefined) return this.onerror?.(new Error("a line is no JSON"));
    const message = messageOrNull(value);
    if (message === null) return void this.#answer(this.#guard.unreadable(value));
    this.#guard.arriving(message, { text, bytes: line.length });
  }

  async #answer(answered: Promise<JSONRPCMessage | null>): Promise<void> {
    this.#answering += 1;
    try {
      const answer = await answered;
      if (answer !== null) await this.send(answer);
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#answering -= 1;
      this.#flow();
    }
  }

  readonly #end = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.off("data", this.#take);
    this.#input.pause();
    this.#pieces = [];
    this.#fastPath.close();
    this.onclose?.();
    this.#hasEnded();
  };
}

const NEWLINE = 0x0a;
/** Bytes that can hold neither. */
const SMALL = 1_000;
/** A megabyte of short numbers in a list, twice over; the arguments of a call have limits of their own. */
const MOST_VALUES = 1_000_000;
/** Far from what a recursive walk can bear. */
const DEEPEST = 500;
const MOST_ANSWERING = 64;
const ANSWER_MILLISECONDS = 3_000;

function parsedOrUndefined(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function messageOrNull(value: unknown): JSONRPCMessage | null {
  if (isPlainCall(value)) return value;
  try {
    return parseJSONRPCMessage(value);
  } catch {
    return null;
  }
}
