// PostgreSQL's protocol for clients that speak it: psql, drivers, ORMs. Listens, and encrypts: by SSLRequest, or from the first byte.

import { createServer as createTcpServer, type Socket } from "node:net";
import { resolve } from "node:path";
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from "node:tls";
import { Failure } from "../../core/model/failure.ts";
import type { ConfigFile } from "../../core/policy/schema/config-schema.ts";
import { listenAt } from "../network/listen-at.ts";
import { RefusalCounts } from "../network/refusal-counts.ts";
import { readTls } from "../network/tls-files.ts";
import type { OpenGatehouse } from "../wiring/open-gatehouse.ts";
import type { Project } from "../wiring/project.ts";
import { stateKey } from "../wiring/state-key.ts";
import { endPointOf } from "./end-point.ts";
import { type ConnectionPorts, serveConnection } from "./wire-connection.ts";
import { WireSessions } from "./wire-sessions.ts";

type Settings = NonNullable<ConfigFile["transport"]["postgres"]>;

export interface WireHandle {
  /** host:port. */
  readonly address: string;
  /** Takes nothing new; statements under way end, and then the sessions. */
  drain(): Promise<void>;
}

/** The name by which direct TLS is asked for (PostgreSQL manual, 54.2.9). */
const PROTOCOL = "postgresql";
/** Sockets, of whoever it is. */
const MOST_CONNECTIONS = 2_048;
/** The first byte of a TLS handshake. */
const HANDSHAKE = 0x16;
const FIRST_BYTE_MILLISECONDS = 10_000;

/** Rejects with a Failure for settings that cannot be served. */
export async function serveWire(
  opened: OpenGatehouse,
  { project, settings, log }: { project: Project; settings: Settings; log: (line: string) => void },
): Promise<WireHandle> {
  const { gatehouse, tokens } = opened;
  const offered = offeredDatabases(settings, opened);
  const [certificate, keyFile] = [settings.certificate, settings.key].map((file) => resolve(project.folder, file));
  const tls = await readTls({ certificate: certificate ?? "", key: keyFile ?? "" }, null, "transport.postgres");
  const key = await stateKey(resolve(project.stateFolder, "keys", "sessions.key"), { used: () => false, without: "" });
  const counts = new RefusalCounts((detail) => opened.record("session.refused", detail));
  const sessions = new WireSessions({
    gatehouse,
    tokens,
    offered,
    key,
    binding: endPointOf(tls.certificate),
    turnedAway: (source) => counts.count("not-accepted", source),
    log,
  });
  const portsOf = ({ remoteAddress }: Socket): Omit<ConnectionPorts, "encrypt"> => ({
    cancel: (request) => sessions.cancel(request),
    admit: (startup, minor, channel) => sessions.admit({ startup, minor, channel, source: remoteAddress ?? "unknown" }),
    refused: (reason) => counts.count(reason, remoteAddress),
  });
  const encrypting = (accepts: (socket: TLSSocket) => boolean): TlsServer => {
    const secure = createTlsServer({
      cert: tls.certificate,
      key: tls.key,
      minVersion: "TLSv1.2",
      ALPNProtocols: [PROTOCOL],
      handshakeTimeout: FIRST_BYTE_MILLISECONDS,
    });
    secure.on("secureConnection", (socket: TLSSocket) => {
      if (!accepts(socket)) return void socket.destroy();
      serveConnection(socket, { ...portsOf(socket), encrypt: null });
    });
    secure.on("tlsClientError", (_error, socket) => {
      counts.count("connection", socket.remoteAddress);
      socket.destroy();
    });
    return secure;
  };
  const upgraded = encrypting(() => true);
  // without a request before it nothing else says that this protocol is meant, and not one that a page of a browser speaks
  const direct = encrypting(({ alpnProtocol }) => alpnProtocol === PROTOCOL);
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    const late = setTimeout(() => {
      counts.count("connection", socket.remoteAddress);
      socket.destroy();
    }, FIRST_BYTE_MILLISECONDS);
    socket.on("error", () => undefined);
    socket.once("close", () => {
      sockets.delete(socket);
      clearTimeout(late);
    });
    socket.once("readable", () => {
      clearTimeout(late);
      const head: unknown = socket.read(1);
      if (!(head instanceof Buffer)) return void socket.destroy();
      socket.unshift(head);
      if (head[0] === HANDSHAKE) return void direct.emit("connection", socket);
      serveConnection(socket, { ...portsOf(socket), encrypt: (plain) => void upgraded.emit("connection", plain) });
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  const address = await listenAt(server, settings.listen);
  return {
    address,
    drain: async () => {
      server.close();
      await sessions.drain();
      for (const socket of sockets) socket.destroy();
      await counts.tell();
    },
  };
}

function offeredDatabases({ databases }: Settings, { gatehouse }: OpenGatehouse): ReadonlySet<string> {
  const unknown = databases?.find((name) => gatehouse.databases.get(name)?.engine !== "postgres");
  if (unknown !== undefined) {
    throw new Failure(
      "config-invalid",
      `transport.postgres.databases names \`${unknown}\`, which is no PostgreSQL database of this file.`,
    );
  }
  return new Set(databases ?? [...gatehouse.databases.keys()]);
}
