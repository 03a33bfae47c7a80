// Asks the server to stop what a connection runs: a CancelRequest on a connection of its own (PostgreSQL manual, 54.2.8).

import { connect } from "node:net";
import type { ClientBase } from "pg";

const CANCEL_REQUEST = 80_877_102;

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** Best effort: the query may have ended already, and the server answers nothing. Never rejects. */
export function cancelBackend(client: ClientBase, { host, port }: ServerAddress): Promise<void> {
  const processId: unknown = Reflect.get(client, "processID");
  const secretKey: unknown = Reflect.get(client, "secretKey");
  if (typeof processId !== "number" || typeof secretKey !== "number") return Promise.resolve();
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(CANCEL_REQUEST, 4);
  request.writeInt32BE(processId, 8);
  request.writeInt32BE(secretKey, 12);
  return new Promise((resolve) => {
    const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on("connect", () => socket.end(request));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
  });
}
