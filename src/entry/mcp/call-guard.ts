// Sees to it that no tool call is answered, or left unanswered, by anything but the gate: what is not even a message of the protocol, and
// what the SDK refuses by itself (an envelope that does not fit, a revision that it does not speak), is recorded before it is answered.

import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/server";
import { z } from "zod";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { Refused } from "../../gate/answer.ts";
import { refuseMalformedCall } from "../../gate/refuse-call.ts";
import { findInexactNumber } from "./inexact-number.ts";
import type { LineGuard } from "./line-transport.ts";
import type { JsonOutline } from "./outline-json.ts";
import { errorData, sentenceOf } from "./tool-result.ts";

const CALL = "tools/call";
const INVALID_REQUEST = -32600;

interface Untaken {
  readonly parameters: unknown;
  /** The argument that holds a number which was rounded when it was parsed; null where none does. */
  readonly inexact: string | null;
}

/** Records a call that reached no tool; `parameters` is what it came with. */
type Record = (refusal: Refusal, parameters: unknown) => Promise<Refused>;

export class CallGuard implements LineGuard {
  readonly #record: Record;
  readonly #log: (line: string) => void;
  /** Calls that have arrived and that no handler has taken yet, with what they came with. */
  readonly #untaken = new Map<RequestId, Untaken>();

  constructor(record: Record, log: (line: string) => void) {
    this.#record = record;
    this.#log = log;
  }

  /** From now on the handler sees to this call. Gives the argument in which a number was rounded; null where none was. */
  take(id: RequestId): string | null {
    const inexact = this.#untaken.get(id)?.inexact ?? null;
    this.#untaken.delete(id);
    return inexact;
  }

  arriving(message: JSONRPCMessage, text: string): void {
    if (!("method" in message) || message.method !== CALL) return;
    if ("id" in message) {
      this.#untaken.set(message.id, { parameters: message.params, inexact: findInexactNumber(text) });
      return;
    }
    // a notification: it asks for no answer, and nobody gives one
    this.#record(refuseMalformedCall("A call without an id"), message.params).catch((error: unknown) =>
      this.#log(error instanceof Error ? error.message : String(error)),
    );
  }

  leaving(message: JSONRPCMessage): Promise<JSONRPCMessage> | JSONRPCMessage {
    if (!("error" in message) || message.id === undefined || !this.#untaken.has(message.id)) return message;
    const parameters = this.#untaken.get(message.id)?.parameters;
    this.#untaken.delete(message.id);
    return this.#refused(message, parameters);
  }

  async #refused(message: Extract<JSONRPCMessage, { error: unknown }>, parameters: unknown): Promise<JSONRPCMessage> {
    const refused = await this.#record(refuseMalformedCall("What the call says of itself"), parameters);
    const { error } = message;
    const data = typeof error.data === "object" ? error.data : {};
    return { ...message, error: { ...error, data: { ...data, ...errorData(refused) } } };
  }

  async excessive({ id, method }: JsonOutline): Promise<JSONRPCMessage | null> {
    const known = idSchema.safeParse(parsedOrNull(id));
    const call = parsedOrNull(method) === CALL;
    if (!call) this.#log("protocol: a message holds too many values, or too deep ones");
    const refused = call
      ? await this.#record(TOO_MUCH, null)
      : ({ kind: "refused", refusal: TOO_MUCH, receipt: null } as const);
    return {
      jsonrpc: "2.0",
      ...(known.success && { id: known.data }),
      error: { code: INVALID_REQUEST, message: sentenceOf(refused.refusal), data: errorData(refused) },
    };
  }

  async unreadable(value: unknown): Promise<JSONRPCMessage | null> {
    const calls = (Array.isArray(value) ? value : [value]).filter(isCall);
    if (calls.length === 0) {
      this.#log("protocol: a line is no message of the protocol");
      return null;
    }
    const refused = await this.#record(refuseMalformedCall("The message that holds the call"), calls[0]?.params);
    const id = idSchema.safeParse(Array.isArray(value) ? null : Reflect.get(Object(value), "id"));
    return {
      jsonrpc: "2.0",
      ...(id.success && { id: id.data }),
      error: { code: INVALID_REQUEST, message: sentenceOf(refused.refusal), data: errorData(refused) },
    };
  }
}

const idSchema = z.union([z.string(), z.number()]);

const TOO_MUCH = refuse("parameter-too-large", "The message holds too many values, or too deep ones.", {
  rule: "input",
  remedy: "Send at most a million values, nested at most 500 deep.",
});

function parsedOrNull(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    return null;
  }
}

function isCall(value: unknown): value is { readonly params?: unknown } {
  return typeof value === "object" && value !== null && Reflect.get(value, "method") === CALL;
}
