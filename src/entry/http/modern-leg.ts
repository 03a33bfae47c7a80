// Requests of 2026-07-28, each of which says for itself who sends it: the SDK's own HTTP entry, on Node's requests. A client cancels by going;
// what is called streams from its first byte, so that a proxy does not take a wait for an end.

import type { ServerResponse } from "node:http";
import {
  createMcpHandler,
  type JSONRPCMessage,
  type McpHttpHandler,
  parseJSONRPCMessage,
} from "@modelcontextprotocol/server";
import { createServer } from "../mcp/create-server.ts";
import type { Arriving } from "./arriving.ts";
import { endInTime, UNKEPT } from "./exchange.ts";

interface Modern {
  readonly arriving: Arriving;
  readonly request: { readonly headers: Headers; readonly value: unknown; readonly url: string };
}

export class ModernLeg {
  /** By the request that the SDK is given, and gives back. */
  readonly #arriving = new WeakMap<Request, Arriving & { readonly ending: AbortSignal }>();
  /** Tool calls stream; what is answered at once is one JSON body. */
  readonly #streaming: McpHttpHandler;
  readonly #plain: McpHttpHandler;

  constructor(log: (line: string) => void) {
    const onerror = (error: Error) => log(`protocol: ${error.message.split("\n")[0]?.slice(0, 200) ?? ""}`);
    const make = ({ requestInfo }: { requestInfo?: Request }) => {
      const arriving = requestInfo === undefined ? undefined : this.#arriving.get(requestInfo);
      if (arriving === undefined) throw new RangeError("a request that nobody admitted");
      return createServer({ ...arriving, era: "modern" }).server;
    };
    const options = { legacy: "reject", maxSubscriptions: 64, onerror } as const;
    this.#streaming = createMcpHandler(make, { ...options, responseMode: "sse" });
    this.#plain = createMcpHandler(make, options);
  }

  async serve(message: JSONRPCMessage, { arriving, request }: Modern): Promise<void> {
    const { underway, guard, exchange } = arriving;
    const response = exchange.handOver();
    const [gone, ending] = [new AbortController(), new AbortController()];
    arriving.whenClosed(() => gone.abort());
    const asked = new Request(request.url, { method: "POST", headers: request.headers, signal: gone.signal });
    this.#arriving.set(asked, { ...arriving, ending: ending.signal });
    const call = { cancel: () => gone.abort(), finish: () => ending.abort() };
    underway.begin(call);
    try {
      const isCall = "method" in message && message.method === "tools/call" && "id" in message;
      const handler = isCall ? this.#streaming : this.#plain;
      const answered = await handler.fetch(asked, { parsedBody: request.value });
      if (response.destroyed || response.writableEnded) return;
      if (!answered.ok && isJson(answered)) return await sendError(answered, { response, guard });
      await pipe(answered, response);
    } finally {
      underway.end(call, null);
    }
  }

  /** Ends the streams that clients listen to. */
  async close(): Promise<void> {
    await Promise.all([this.#streaming.close(), this.#plain.close()]);
  }
}

function isJson(answered: Response): boolean {
  return answered.headers.get("content-type")?.startsWith("application/json") === true;
}

/** What the SDK refused by itself: a call among it is recorded. */
async function sendError(
  answered: Response,
  { response, guard }: { response: ServerResponse; guard: Arriving["guard"] },
): Promise<void> {
  const message = parseJSONRPCMessage(await answered.json());
  const leaving = await guard.leaving(message);
  response.writeHead(answered.status, { ...UNKEPT, "content-type": "application/json" });
  response.write(JSON.stringify(leaving));
  endInTime(response);
}

async function pipe(answered: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answered.status, { ...Object.fromEntries(answered.headers), ...UNKEPT });
  response.flushHeaders();
  if (answered.body !== null) {
    const reader: ReadableStreamDefaultReader<Uint8Array> = answered.body.getReader();
    for (;;) {
      const read = await reader.read();
      if (read.done || response.destroyed) break;
      if (!response.write(read.value)) await readOn(response);
    }
    if (response.destroyed) await reader.cancel().catch(() => undefined);
  }
  endInTime(response);
}

const UNREAD_MILLISECONDS = 30_000;

/** Until the client has read what was written; one that does not is let go. */
async function readOn(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  await new Promise<void>((resolve) => {
    const unread = setTimeout(() => response.destroy(), UNREAD_MILLISECONDS);
    const done = (): void => {
      clearTimeout(unread);
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.once("drain", done).once("close", done);
  });
}
