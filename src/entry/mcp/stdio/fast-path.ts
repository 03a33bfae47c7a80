// Tool calls of a connection of 2025-11-25 or before, past the SDK: what it does for such a call is to find the handler, to keep a signal that
// cancels it, and to write the answer. Here the answer is written of the JSON that exists, and answers of one moment leave in one write.
// INVARIANT: only what the SDK would hand on unchanged goes this way; whatever else comes (a call that carries more than a token of progress,
// a connection that has not said who it is) goes by the SDK.

import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/server";
import { answerCall } from "../answer-call.ts";
import type { CallGuard } from "../messages/call-guard.ts";
import { CallSignal } from "../messages/call-signal.ts";
import { errorOf } from "../messages/error-of.ts";
import type { Connection } from "../served.ts";
import { resultLine } from "../tools/tool-result.ts";
import { isPlainCall, type PlainCall } from "./plain-call.ts";

export interface FastPathOut {
  /** A line, in pieces. */
  write(line: readonly (string | Uint8Array)[]): void;
  send(message: JSONRPCMessage): Promise<void>;
}

const CANCELLED = "notifications/cancelled";

export class FastPath {
  readonly #connection: () => Connection | null;
  readonly #guard: Pick<CallGuard, "during">;
  readonly #underWay = new Map<RequestId, CallSignal>();
  #out: FastPathOut | null = null;

  /** `connection` is null while there is none whose calls go this way. */
  constructor(connection: () => Connection | null, guard: Pick<CallGuard, "during">) {
    this.#connection = connection;
    this.#guard = guard;
  }

  connect(out: FastPathOut): void {
    this.#out = out;
  }

  /** True when the message went this way. */
  takes(message: JSONRPCMessage): boolean {
    if (!("method" in message)) return false;
    if (message.method === CANCELLED) return this.#cancels(message.params);
    const connection = isPlainCall(message) ? this.#connection() : null;
    const out = this.#out;
    if (!isPlainCall(message) || connection === null || out === null) return false;
    void this.#answer(message, { connection, out });
    return true;
  }

  /** The client has gone. */
  close(): void {
    for (const signal of this.#underWay.values()) signal.abort();
    this.#underWay.clear();
  }

  #cancels(params: unknown): boolean {
    const id: unknown = Reflect.get(Object(params), "requestId");
    const signal = typeof id === "string" || typeof id === "number" ? this.#underWay.get(id) : undefined;
    signal?.abort();
    return signal !== undefined;
  }

  /** A call that was cancelled gets no answer. */
  async #answer(
    { id, params }: PlainCall,
    { connection, out }: { connection: Connection; out: FastPathOut },
  ): Promise<void> {
    const signal = new CallSignal();
    this.#underWay.set(id, signal);
    const { _meta, ...parameters } = params;
    const arrival = {
      signal,
      envelope: undefined,
      meta: _meta,
      notify: (message: { method: string; params: Record<string, unknown> }) =>
        out.send({ jsonrpc: "2.0", ...message }),
    };
    const line = await this.#guard
      .during(id, (inexact) => answerCall(parameters, { connection, arrival, inexact }))
      .then(
        (called) => resultLine(id, called),
        (error: unknown) => [`${JSON.stringify(errorOf(id, error))}\n`],
      );
    if (this.#underWay.get(id) === signal) this.#underWay.delete(id);
    if (!signal.aborted) out.write(line);
  }
}
