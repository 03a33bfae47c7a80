// Whether the process lives, and whether it may be sent calls, at an address of its own: for supervisors and balancers, without a token, and
// telling nothing else.

import type { IncomingMessage, ServerResponse } from "node:http";
import { type Listening, listen } from "./listen.ts";

export async function serveHealth(address: string, isReady: () => Promise<boolean>): Promise<Listening> {
  return listen((request, response) => void answer(request, response, isReady), {
    address,
    tls: null,
    broken: () => undefined,
  });
}

async function answer(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  isReady: () => Promise<boolean>,
): Promise<void> {
  const asked = method === "GET" || method === "HEAD" ? url : undefined;
  const known = asked === "/healthz" || asked === "/readyz";
  const well = known && (asked === "/healthz" || (await isReady()));
  response.writeHead(known ? (well ? 200 : 503) : 404, { "content-type": "text/plain", "cache-control": "no-store" });
  response.end(known ? (well ? "ok\n" : "not ready\n") : "");
}
