// The HTTP side of a witness: add-checkpoint, and the last checkpoint of each log for whoever wants to compare.
// Requests are handled one at a time from reading to answer, so that no two are judged against the same state.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

export interface WitnessReaction {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export interface WitnessHandlers {
  /** Synchronous: what it keeps is on disk when it returns. */
  addCheckpoint(body: string): WitnessReaction;
  /** `originHash`: SHA-256 of the origin, hexadecimal. */
  lastCheckpoint(originHash: string): WitnessReaction;
}

const LARGEST_REQUEST = 1_000_000;

/** Resolves once it listens. */
export function serveWitness(
  { host, port }: { host: string; port: number },
  handlers: WitnessHandlers,
): Promise<Server> {
  const server = createServer((request, response) => {
    react(request, handlers)
      .catch((): WitnessReaction => ({ status: 500, type: "text/plain", text: "The witness failed; try again.\n" }))
      .then((reaction) => send(response, reaction))
      .catch(() => response.destroy());
  });
  server.requestTimeout = 30_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}

async function react(request: IncomingMessage, handlers: WitnessHandlers): Promise<WitnessReaction> {
  const path = request.url ?? "";
  const [, hash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  if (request.method === "GET" && hash !== undefined) return handlers.lastCheckpoint(hash);
  if (request.method !== "POST" || path !== "/add-checkpoint") {
    return { status: 404, type: "text/plain", text: "There is nothing here.\n" };
  }
  request.setEncoding("utf8");
  let body = "";
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > LARGEST_REQUEST) return { status: 413, type: "text/plain", text: "The request is too large.\n" };
  }
  return handlers.addCheckpoint(body);
}

function send(response: ServerResponse, { status, type, text }: WitnessReaction): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(text);
}
