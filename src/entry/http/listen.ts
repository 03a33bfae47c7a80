// The server's socket: Node's own HTTP, with bounds on headers, time and connections, over TLS where there are files for it.

import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Failure } from "../../core/model/failure.ts";

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

interface Tls {
  readonly certificate: string;
  readonly key: string;
}

export async function listen(
  listener: RequestListener,
  place: { readonly address: string; readonly tls: Tls | null; broken(source: string | undefined): void },
): Promise<Listening> {
  const server = boundedServer(listener, place);
  const { host, port } = partsOf(place.address);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "another process has it" : "it cannot be listened at";
      reject(
        new Failure(
          "config-invalid",
          `The address ${place.address} is not free because ${why}; change it in gatehouse.yaml.`,
          {
            cause,
          },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  return { server, address: addressOf(server.address(), place.address) };
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

/** The files' contents. Rejects with a Failure for files that cannot be used, or not for `host`, where there is one to be for. */
export async function readTls(files: Tls, host: string | null, where = "transport.http.tls"): Promise<Tls> {
  const read = (path: string) =>
    readFile(path, "utf8").catch((cause: unknown) => {
      throw new Failure("config-invalid", `The file ${path} of ${where} cannot be read; correct it.`, {
        cause,
      });
    });
  const tls = { certificate: await read(files.certificate), key: await read(files.key) };
  const wrong = await wrongWith(tls, { host, where });
  if (wrong === null) return tls;
  throw new Failure("config-invalid", `The certificate ${files.certificate} cannot be used because ${wrong}.`);
}

async function wrongWith(
  { certificate, key }: Tls,
  { host, where }: { host: string | null; where: string },
): Promise<string | null> {
  try {
    const read = new X509Certificate(certificate);
    if (!read.checkPrivateKey(createPrivateKey(key)))
      return "the key is another one's; name the key that belongs to it";
    if (Date.parse(read.validTo) < Date.now()) return `it was valid until ${read.validTo}; renew it`;
    if (host !== null && read.checkHost(host) === undefined && read.checkIP(host) === undefined) {
      return `it is not for ${host}; correct transport.http.public-url, or use one that is`;
    }
    return null;
  } catch {
    return `it or its key is no PEM file; correct ${where}`;
  }
}

/** Whether nobody beyond this machine reaches it. */
export function isLoopback(address: string): boolean {
  const { host } = partsOf(address);
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

export function partsOf(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(":");
  return { host: address.slice(0, colon).replaceAll(/[[\]]/g, ""), port: Number(address.slice(colon + 1)) };
}

function addressOf(bound: AddressInfo | string | null, written: string): string {
  if (bound === null || typeof bound === "string") return written;
  return `${written.slice(0, written.lastIndexOf(":"))}:${bound.port}`;
}
