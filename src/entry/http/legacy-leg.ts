// Messages of 2025-11-25 and before, one request each. A tool call goes to the gate as over stdio; the rest goes to a server of the SDK of this
// request's own. In place of the SDK's stateless leg, on which a client is nobody, `notifications/cancelled` stops nothing, and what is
// cut off is answered by nothing.

import {
  type JSONRPCErrorResponse,
  type JSONRPCMessage,
  type JSONRPCRequest,
  SUPPORTED_PROTOCOL_VERSIONS,
  type Transport,
} from "@modelcontextprotocol/server";
import { answerCall } from "../mcp/answer-call.ts";
import { createServer } from "../mcp/create-server.ts";
import { CallSignal } from "../mcp/messages/call-signal.ts";
import { errorOf } from "../mcp/messages/error-of.ts";
import { announcedIn, type Connection } from "../mcp/served.ts";
import { resultLine } from "../mcp/tools/tool-result.ts";
import type { Arriving } from "./arriving.ts";

const CALL = "tools/call";

export async function serveLegacy(message: JSONRPCMessage, arriving: Arriving): Promise<void> {
  const { exchange, underway, session, sessionId } = arriving;
  if (!("method" in message)) return exchange.end(202); // an answer to a question that is never asked
  const version = arriving.header("mcp-protocol-version");
  if (version !== undefined && !SUPPORTED_PROTOCOL_VERSIONS.includes(version)) {
    const versions = SUPPORTED_PROTOCOL_VERSIONS.join(", ");
    return refuse(message, arriving, {
      status: 400,
      code: -32_000,
      text: `Unsupported protocol version: use one of ${versions}`,
    });
  }
  if (sessionId !== undefined && session === null && message.method !== "initialize") {
    return refuse(message, arriving, { status: 404, code: -32_001, text: "Session not found: initialize again" });
  }
  if (!("id" in message)) {
    const about: unknown = Reflect.get(Object(message.params), "requestId");
    if (message.method === "notifications/cancelled" && session !== null && isId(about))
      underway.cancel(session.id, about);
    return exchange.end(202);
  }
  await (message.method === CALL ? answerToolCall(message, arriving) : answerBySdk(message, arriving));
}

async function answerToolCall(message: JSONRPCRequest, arriving: Arriving): Promise<void> {
  const { exchange, guard, ready } = arriving;
  const { id, params = {} } = message;
  const { _meta: meta, ...parameters } = params;
  const signal = new CallSignal();
  const connection = connectionOf(arriving);
  await whileUnderWay(message, arriving, { abort: () => signal.abort() }, async (isCancelled) => {
    const arrival = {
      signal,
      envelope: undefined,
      meta,
      notify: async (notification: { method: string; params: Record<string, unknown> }) =>
        exchange.notify({ jsonrpc: "2.0", ...notification }),
    };
    const line = await guard
      .during(id, (inexact) => answerCall(parameters, { connection: { ...connection, ready }, arrival, inexact }))
      .then(
        (called) => resultLine(id, called),
        (error: unknown) => [`${JSON.stringify(errorOf(id, error))}\n`],
      );
    if (isCancelled()) exchange.end(202);
    else exchange.finish(line);
  });
}

async function answerBySdk(message: JSONRPCRequest, arriving: Arriving): Promise<void> {
  const { exchange, guard, ready, audience, kept, announced } = arriving;
  const { client } = announced;
  const { server } = createServer({
    ready,
    audience,
    guard,
    era: "legacy",
    kept,
    ...(client !== null && { announcedBefore: client }),
  });
  await new Promise<void>((resolve) => {
    const transport = new OneRequest(message, {
      answered: (answer) => {
        if (message.method === "initialize" && "result" in answer) arriving.beginSession(message.params);
        void Promise.resolve(guard.leaving(answer)).then((leaving) => {
          exchange.finish([`${JSON.stringify(leaving)}\n`]);
          resolve();
        });
      },
      notified: (notification) => exchange.notify(notification),
    });
    arriving.whenClosed(resolve);
    void server.connect(transport).then(() => transport.deliver());
  });
  await server.close();
}

/** Runs a call that its client can cancel by its id in the session, and that ends when the client goes or the server does. */
async function whileUnderWay(
  message: JSONRPCRequest,
  arriving: Arriving,
  { abort }: { abort: () => void },
  run: (isCancelled: () => boolean) => Promise<void>,
): Promise<void> {
  const { underway, session } = arriving;
  let cancelled = false;
  const call = {
    cancel: () => {
      cancelled = true;
      abort();
    },
    finish: abort,
  };
  const named = session === null ? null : { session: session.id, id: message.id };
  if (named !== null && !underway.name(call, named)) {
    return refuse(message, arriving, { status: 400, code: -32_600, text: "A request of this id is under way" });
  }
  underway.begin(call);
  arriving.whenClosed(call.cancel);
  try {
    await run(() => cancelled);
  } finally {
    underway.end(call, named);
  }
}

function connectionOf({ ready, kept, announced }: Arriving): Connection {
  return { ready, era: "legacy", kept, announced: () => announcedIn(undefined, announced.client) };
}

/** A call among it is recorded. */
async function refuse(
  message: JSONRPCMessage,
  { exchange, guard }: Arriving,
  { status, code, text }: { status: number; code: number; text: string },
): Promise<void> {
  exchange.sayNothingRan();
  if (!("id" in message) || message.id === undefined) return exchange.end(status);
  const error: JSONRPCErrorResponse = { jsonrpc: "2.0", id: message.id, error: { code, message: text } };
  exchange.finish([`${JSON.stringify(await guard.leaving(error))}\n`], status);
}

function isId(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** A connection of one request: the SDK's server is given it, and what it says is handed on. */
class OneRequest implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #message: JSONRPCRequest;
  readonly #told: { answered(answer: JSONRPCMessage): void; notified(message: JSONRPCMessage): void };

  constructor(
    message: JSONRPCRequest,
    told: { answered(answer: JSONRPCMessage): void; notified(message: JSONRPCMessage): void },
  ) {
    this.#message = message;
    this.#told = told;
  }

  async start(): Promise<void> {
    // nothing to open
  }

  deliver(): void {
    this.onmessage?.(this.#message);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if ("method" in message) this.#told.notified(message);
    else this.#told.answered(message);
  }

  async close(): Promise<void> {
    this.onclose?.();
  }
}
