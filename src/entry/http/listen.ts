// The server's socket: Node's own HTTP, with bounds on headers, time and connections, over TLS where there are files for it.

import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { listenAt } from "../network/listen-at.ts";
import type { Tls } from "../network/tls-files.ts";

const BOUNDS = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
} as const;
/** Sockets, of whoever it is: idle ones go as headersTimeout says. */
const MOST_CONNECTIONS = 4_096;
const MOST_HEADERS = 100;

export interface Listening {
  readonly server: Server;
  /** Where it is listened, with the port that was taken: host:port. */
  readonly address: string;
}

export async function listen(
  listener: RequestListener,
  place: { readonly address: string; readonly tls: Tls | null; broken(source: string | undefined): void },
): Promise<Listening> {
  const server = boundedServer(listener, place);
  return { server, address: await listenAt(server, place.address) };
}

/** Not listening yet. `broken` is told of connections that bring no request. */
export function boundedServer(
  listener: RequestListener,
  { tls, broken }: { readonly tls: Tls | null; broken(source: string | undefined): void },
): Server {
  const server: Server =
    tls === null ? createServer(BOUNDS, listener) : createTlsServer({ ...BOUNDS, ...tlsOf(tls) }, listener);
  server.maxConnections = MOST_CONNECTIONS;
  server.maxHeadersCount = MOST_HEADERS;
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    broken("remoteAddress" in socket && typeof socket.remoteAddress === "string" ? socket.remoteAddress : undefined);
    if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
    const status = STATUSES[error.code ?? ""] ?? "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });
  return server;
}

const STATUSES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

function tlsOf({ certificate, key }: Tls) {
  return { cert: certificate, key, minVersion: "TLSv1.2" } as const;
}
