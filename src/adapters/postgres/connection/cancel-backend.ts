// Asks the server to stop what a connection runs: a CancelRequest on a connection of its own (PostgreSQL manual, 54.2.8).
// Where the connection is encrypted, so is the request: it carries the key that can stop it.

import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { ClientBase } from "pg";

const CANCEL_REQUEST = 80_877_102;
const SSL_REQUEST = 80_877_103;
const WAIT_MILLISECONDS = 5_000;
/** The server's one-byte answer to an SSLRequest that it grants. */
const GRANTED = "S".charCodeAt(0);

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** Best effort: the query may have ended already, and the server answers nothing. Never rejects. */
export function cancelBackend(client: ClientBase, { host, port }: ServerAddress): Promise<void> {
  const processId: unknown = Reflect.get(client, "processID");
  const secretKey: unknown = Reflect.get(client, "secretKey");
  if (typeof processId !== "number" || typeof secretKey !== "number") return Promise.resolve();
  const tls: unknown = Reflect.get(client, "ssl");
  return new Promise((resolve) => {
    const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.setTimeout(WAIT_MILLISECONDS, () => socket.destroy());
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
    const request = packet(CANCEL_REQUEST, processId, secretKey);
    socket.on("connect", () => {
      if (tls === false || tls === undefined) socket.end(request);
      else sendEncrypted(socket, { request, host, options: typeof tls === "object" && tls !== null ? tls : {} });
    });
  });
}

function sendEncrypted(socket: Socket, call: { request: Buffer; host: string; options: ConnectionOptions }): void {
  socket.once("data", (answer) => {
    if (answer[0] !== GRANTED) {
      socket.destroy();
      return;
    }
    const secure = connectTls({ host: call.host, ...call.options, socket });
    secure.on("error", () => socket.destroy());
    secure.on("secureConnect", () => secure.end(call.request));
  });
  socket.write(packet(SSL_REQUEST));
}

/** The length, which counts itself, and 32-bit integers. */
function packet(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + numbers.length * 4);
  [bytes.length, ...numbers].forEach((value, place) => {
    bytes.writeInt32BE(value, place * 4);
  });
  return bytes;
}
