// Sees to it that no tool call, and no request about one that waits, is answered, or left unanswered, by anything but the gate: what is not
// even a message of the protocol, and what the SDK refuses or drops by itself (an envelope that does not fit, a revision that it does not
// speak), is recorded before it is answered.

import type { JSONRPCErrorResponse, JSONRPCMessage, JSONRPCRequest, RequestId } from "@modelcontextprotocol/server";
import { z } from "zod";
import { type Refusal, refuse } from "../../../core/model/refusal.ts";
import { type Refused, refuseMalformedCall, TASK_METHODS, type TaskMethod } from "../../../gate/calls.ts";
import { errorData, sentenceOf } from "../tools/tool-result.ts";
import { CallQueue } from "./call-queue.ts";
import { findInexactNumber } from "./inexact-number.ts";
import type { JsonOutline } from "./outline-json.ts";

const CALL = "tools/call";
const CANCELLED = "notifications/cancelled";
const INVALID_REQUEST = -32600;
/** After which a call that no handler has taken was dropped. */
const DROPPED_MILLISECONDS = 10_000;
/** Calls of one message that are recorded together. */
const TOGETHER = 256;

/** Records a call that reached no tool; `parameters` is what it came with, `method` null for a tool call. */
type Record = (refusal: Refusal, call: { parameters: unknown; method: TaskMethod | null }) => Promise<Refused>;

/** Where messages go on from here. */
export interface GuardedWay {
  /** False while answers wait for the client to read them. */
  isOpen(): boolean;
  /** To the handlers. */
  deliver(message: JSONRPCMessage): void;
  /** To the client. */
  answer(answered: Promise<JSONRPCMessage | null>): void;
}

interface Untaken {
  readonly call: JSONRPCRequest;
  /** Undefined while the call is being delivered: most are taken in that moment. */
  timer: NodeJS.Timeout | undefined;
}

export class CallGuard {
  readonly #record: Record;
  readonly #log: (line: string) => void;
  /** Calls that were delivered and that no handler has taken yet. */
  readonly #untaken = new Map<RequestId, Untaken>();
  /** The argument of a call that holds a number which was rounded when it was parsed. */
  readonly #inexact = new WeakMap<JSONRPCRequest, string>();
  #way: GuardedWay | null = null;
  readonly #queue = new CallQueue(
    (message) => this.#deliver(message),
    () => this.#way?.isOpen() ?? false,
  );

  constructor(record: Record, log: (line: string) => void) {
    this.#record = record;
    this.#log = log;
  }

  /** True while no more should be read. */
  get isFull(): boolean {
    return this.#queue.isFull;
  }

  connect(way: GuardedWay): void {
    this.#way = way;
  }

  /** Answers have been read: calls that waited may begin. */
  proceed(): void {
    this.#queue.advance();
  }

  /** From here on a handler sees to this call, until it has ended. It is told the argument in which a number was rounded, if any. */
  async during<T>(id: RequestId, handle: (inexact: string | null) => Promise<T>): Promise<T> {
    const call = this.#take(id);
    try {
      return await handle((call === null ? undefined : this.#inexact.get(call)) ?? null);
    } finally {
      this.#queue.ended(id);
    }
  }

  /** A message came, in this line. */
  arriving(message: JSONRPCMessage, { text, bytes }: { text: string; bytes: number }): void {
    if (!("method" in message)) return this.#deliver(message);
    if (!isGuarded(message.method)) {
      const about: unknown =
        message.method === CANCELLED ? Reflect.get(Object(message.params), "requestId") : undefined;
      if (about === undefined || !this.#queue.holds(message, about)) this.#deliver(message);
      return;
    }
    if ("id" in message) {
      const inexact = message.method === CALL ? findInexactNumber(text) : null;
      if (inexact !== null) this.#inexact.set(message, inexact);
      return this.#queue.take(message, bytes);
    }
    // a notification: it asks for no answer, and nobody gives one
    const recorded = this.#record(refuseMalformedCall("A call without an id"), callOf(message));
    this.#way?.answer(recorded.then(() => null));
  }

  /** What leaves in place of this message. */
  leaving(message: JSONRPCMessage): Promise<JSONRPCMessage> | JSONRPCMessage {
    if (!("error" in message) || message.id === undefined) return message;
    const untaken = this.#take(message.id);
    return untaken === null ? message : this.#refused(message, untaken);
  }

  /** A line came that holds more than is parsed. */
  excessive(outline: JsonOutline): Promise<JSONRPCMessage | null> {
    const calls = outline.methods.map(parsedOrNull).filter(isGuarded);
    if (calls.length === 0) this.#log("protocol: a message holds too many values, or too deep ones");
    return this.#refuseLine(TOO_MUCH, {
      id: parsedOrNull(outline.id),
      calls: calls.map((method) => callOf({ method })),
    });
  }

  /** A line came that is longer than what is kept of one: `outline` is of its beginning, and what it does not tell may be a call. */
  tooLong({ id, methods }: JsonOutline, largest: number): Promise<JSONRPCMessage | null> {
    this.#log(`protocol: a message is longer than ${largest} bytes, and the connection ends`);
    const calls = methods.map(parsedOrNull).filter((method) => method === null || isGuarded(method));
    return this.#refuseLine(tooLong(largest), {
      id: parsedOrNull(id),
      calls: calls.map((method) => callOf({ method: method ?? CALL })),
    });
  }

  /** Something came that is JSON and no message of the protocol. */
  async unreadable(value: unknown): Promise<JSONRPCMessage | null> {
    const calls = callsIn(value);
    if (calls.length === 0) {
      this.#log("protocol: a line is no message of the protocol");
      return null;
    }
    const id: unknown = Array.isArray(value) ? null : Reflect.get(Object(value), "id");
    return this.#refuseLine(refuseMalformedCall("The message that holds the call"), { id, calls });
  }

  /** The connection is gone: what was not begun is recorded as that. */
  async close(): Promise<void> {
    const left = [...this.#queue.close(), ...[...this.#untaken.keys()].flatMap((id) => this.#take(id) ?? [])];
    await this.#recordAll(GONE, left.map(callOf)).catch((error: unknown) => this.#log(wordsOf(error)));
  }

  #deliver(message: JSONRPCMessage): void {
    const call = "method" in message && "id" in message && isGuarded(message.method) ? message : null;
    const untaken = call === null ? null : { call, timer: undefined };
    if (untaken !== null) this.#untaken.set(untaken.call.id, untaken);
    this.#way?.deliver(message);
    if (untaken !== null && this.#untaken.get(untaken.call.id) === untaken) this.#expect(untaken);
  }

  #expect(untaken: Untaken): void {
    const { call } = untaken;
    untaken.timer = setTimeout(() => {
      if (this.#take(call.id) === null) return;
      const error = { code: INVALID_REQUEST, message: "Invalid request" };
      this.#way?.answer(this.#refused({ jsonrpc: "2.0", id: call.id, error }, call));
    }, DROPPED_MILLISECONDS);
    untaken.timer.unref();
  }

  /** Null where somebody else has taken it. */
  #take(id: RequestId): JSONRPCRequest | null {
    const untaken = this.#untaken.get(id);
    if (untaken === undefined) return null;
    clearTimeout(untaken.timer);
    this.#untaken.delete(id);
    return untaken.call;
  }

  async #refused(message: JSONRPCErrorResponse, call: JSONRPCRequest): Promise<JSONRPCMessage> {
    const refused = await this.#record(refuseMalformedCall("What the call says of itself"), callOf(call));
    this.#queue.ended(call.id);
    const { error } = message;
    const data = typeof error.data === "object" ? error.data : {};
    return { ...message, error: { ...error, data: { ...data, ...errorData(refused) } } };
  }

  async #refuseLine(
    refusal: Refusal,
    { id, calls }: { id: unknown; calls: readonly Call[] },
  ): Promise<JSONRPCMessage | null> {
    const refused = (await this.#recordAll(refusal, calls)) ?? { kind: "refused" as const, refusal, receipt: null };
    const known = idSchema.safeParse(id);
    return {
      jsonrpc: "2.0",
      ...(known.success && { id: known.data }),
      error: { code: INVALID_REQUEST, message: sentenceOf(refused.refusal), data: errorData(refused) },
    };
  }

  /** An entry for each; the last of them. */
  async #recordAll(refusal: Refusal, calls: readonly Call[]): Promise<Refused | null> {
    let last: Refused | null = null;
    for (let from = 0; from < calls.length; from += TOGETHER) {
      const recorded = await Promise.all(calls.slice(from, from + TOGETHER).map((call) => this.#record(refusal, call)));
      last = recorded.at(-1) ?? last;
    }
    return last;
  }
}

type Call = Parameters<Record>[1];

const idSchema = z.union([z.string(), z.number()]);
const METHODS: ReadonlySet<unknown> = new Set([CALL, ...TASK_METHODS]);

const TOO_MUCH = refuse("parameter-too-large", "The message holds too many values, or too deep ones.", {
  rule: "input",
  remedy: "Send at most a million values, nested at most 500 deep.",
});

const GONE = refuse("cancelled", "The client went before the call was begun.", {
  rule: "connection",
  remedy: "Send the call again if it is still wanted.",
});

function tooLong(largest: number): Refusal {
  return refuse("parameter-too-large", `The message is longer than ${largest} bytes.`, {
    rule: "input",
    remedy: "Connect again, and send less in one message.",
  });
}

function isGuarded(method: unknown): method is string {
  return METHODS.has(method);
}

function callOf({ method, params }: { readonly method: string; readonly params?: unknown }): Call {
  return { method: TASK_METHODS.find((task) => task === method) ?? null, parameters: params };
}

/** The calls that something holds which is no message: itself, or in a list, in whatever lists. */
function callsIn(value: unknown): readonly Call[] {
  if (Array.isArray(value)) return value.flatMap(callsIn);
  const method: unknown = Reflect.get(Object(value), "method");
  return isGuarded(method) ? [callOf({ method, params: Reflect.get(Object(value), "params") })] : [];
}

function parsedOrNull(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    return null;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
