// PostgreSQL's protocol for clients that speak it: psql, drivers, ORMs. Over TLS alone; each session is an identity's, and each of its
// statements a call of the gate.

import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { resolve } from "node:path";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { administrativeEntry } from "../../core/ledger/entry/administrative-entry.ts";
import { Failure } from "../../core/model/failure.ts";
import type { ConfigFile } from "../../core/policy/schema/config-schema.ts";
import { describeCaller } from "../../gate/calls.ts";
import { within } from "../cli/within.ts";
import { partsOf, readTls } from "../http/listen.ts";
import { RefusalCounts } from "../http/refusal-counts.ts";
import type { OpenGatehouse } from "../wiring/open-gatehouse.ts";
import type { Project } from "../wiring/project.ts";
import { stateKey } from "../wiring/state-key.ts";
import { authenticateSession } from "./authenticate-session.ts";
import type { StartupPacket } from "./client-messages.ts";
import { endPointOf } from "./end-point.ts";
import { readStartup } from "./read-startup.ts";
import { backendKeyData, parameterStatus } from "./server-messages.ts";
import { REPORTED, SessionSettings } from "./session-settings.ts";
import { reportOf } from "./sqlstate-of.ts";
import { type Channel, serveConnection, type Taker, Turned } from "./wire-connection.ts";
import { WireSession } from "./wire-session.ts";

type Settings = NonNullable<ConfigFile["transport"]["postgres"]>;
type Startup = Extract<StartupPacket, { kind: "startup" }>;

export interface WireHandle {
  /** host:port. */
  readonly address: string;
  /** Takes nothing new; statements under way end, and then the sessions. */
  drain(): Promise<void>;
}

/** The name by which direct TLS is asked for (PostgreSQL manual, 54.2.9). */
const PROTOCOL = "postgresql";
/** Sockets, of whoever it is; sessions of one identity. */
const MOST_CONNECTIONS = 2_048;
const MOST_OF_ONE = 64;
const DRAIN_MILLISECONDS = 3_000;
const HANDSHAKE = 0x16;
const FIRST_BYTE_MILLISECONDS = 10_000;

interface Live {
  readonly session: WireSession;
  readonly secret: Buffer;
  /** It is over: recorded once. */
  end(): void;
}

/** Rejects with a Failure for settings that cannot be served. */
export async function serveWire(
  opened: OpenGatehouse,
  { project, settings, log }: { project: Project; settings: Settings; log: (line: string) => void },
): Promise<WireHandle> {
  const { gatehouse, tokens } = opened;
  const offered = offeredDatabases(settings, opened);
  const files = {
    certificate: resolve(project.folder, settings.certificate),
    key: resolve(project.folder, settings.key),
  };
  const tls = await readTls(files, null, "transport.postgres");
  const binding = endPointOf(tls.certificate);
  const key = await stateKey(resolve(project.stateFolder, "keys", "sessions.key"), { used: () => false, without: "" });
  const counts = new RefusalCounts((detail) => opened.record("session.refused", detail));
  const live = new Map<number, Live>();
  const sockets = new Set<Socket>();
  const byIdentity = new Map<string, number>();
  const waits = new Set<Promise<unknown>>();
  let isEnding = false;

  const recordSession = (
    kind: "session.opened" | "session.closed",
    of: Parameters<typeof describeCaller>[0],
    detail: Record<string, string | number>,
  ) =>
    gatehouse.ledger.append({
      ...administrativeEntry(kind, { correlation: randomUUID(), policyDigest: gatehouse.policy().digest, detail }),
      ...describeCaller(of),
    });

  const admit = async (socket: Socket, startup: Startup, minor: number, channel: Channel): Promise<Taker> => {
    const asked = readStartup(startup.parameters);
    if ("severity" in asked) throw new Turned(asked);
    const authenticated = await authenticateSession(asked, channel, { tokens, gatehouse, binding, key }).catch(
      (error: unknown) => {
        if (error instanceof Turned) counts.count("not-accepted", socket.remoteAddress);
        throw error instanceof Failure
          ? new Turned({ severity: "FATAL", sqlstate: "58000", message: error.message })
          : error;
      },
    );
    const { caller, admission } = authenticated;
    const database = gatehouse.databases.get(asked.database);
    if (database === undefined || !offered.has(asked.database))
      throw new Turned(unknownDatabase(asked.database, offered));
    if (database.engine !== "postgres") throw new Turned(OTHER_ENGINE);
    const mine = byIdentity.get(caller.principal) ?? 0;
    if (isEnding || mine >= MOST_OF_ONE) throw new Turned(isEnding ? ENDING : TOO_MANY);
    byIdentity.set(caller.principal, mine + 1);
    const leave = () => byIdentity.set(caller.principal, (byIdentity.get(caller.principal) ?? 1) - 1);
    let statements = 0;
    try {
      const catalogue = await database.catalogue();
      const settingsOf = new SessionSettings({
        user: asked.user,
        role: caller.role,
        catalogue,
        writable: database.writable,
      });
      for (const [name, value] of asked.settings) {
        const refusal = settingsOf.set(name, value);
        if (refusal !== null && !asked.lenient.has(name)) throw new Turned({ ...reportOf(refusal), severity: "FATAL" });
      }
      await recordSession("session.opened", caller, {
        database: asked.database,
        role: caller.role,
        source: socket.remoteAddress ?? "unknown",
      });
      const session = new WireSession({
        context: { caller, gatehouse, admission },
        database: asked.database,
        settings: settingsOf,
        write: (bytes) => channel.write(bytes),
        drained: () => channel.drained(),
        bug: (error) => {
          const id = gatehouse.ids.next();
          gatehouse.reportBug(id, error);
          return { severity: "ERROR", sqlstate: "XX000", message: `Internal error ${id}.` };
        },
      });
      const secret = randomBytes(minor >= 2 ? 32 : 4);
      const process = numberFor(live);
      const end = () => {
        if (!live.delete(process)) return;
        session.cancel();
        leave();
        const closed = recordSession("session.closed", caller, { database: asked.database, statements });
        waits.add(closed);
        closed.catch((error: unknown) => log(`postgres: ${wordsOf(error)}`)).finally(() => waits.delete(closed));
      };
      live.set(process, { session, secret, end });
      for (const name of REPORTED) channel.write(parameterStatus(name, settingsOf.show(name) ?? ""));
      channel.write(backendKeyData(process, secret));
      session.begin();
      return {
        take: async (message, next) => {
          if (message.kind === "query" || message.kind === "execute") statements += 1;
          const taken = session.take(message, next);
          waits.add(taken);
          await taken.finally(() => waits.delete(taken));
        },
        end,
      };
    } catch (error) {
      leave();
      throw error instanceof Failure
        ? new Turned({ severity: "FATAL", sqlstate: "08006", message: error.message })
        : error;
    }
  };

  const cancel = ({ process, secret }: { process: number; secret: Buffer }): void => {
    const found = live.get(process);
    if (found === undefined || found.secret.length !== secret.length) return;
    if (timingSafeEqual(found.secret, secret)) found.session.cancel();
  };

  const portsOf = (socket: Socket) => ({
    cancel,
    admit: (startup: Startup, minor: number, channel: Channel) => admit(socket, startup, minor, channel),
    refused: (reason: "malformed" | "connection") => counts.count(reason, socket.remoteAddress),
  });
  const encrypting = createTlsServer({
    cert: tls.certificate,
    key: tls.key,
    minVersion: "TLSv1.2",
    ALPNProtocols: [PROTOCOL],
    handshakeTimeout: FIRST_BYTE_MILLISECONDS,
  });
  encrypting.on("secureConnection", (socket: TLSSocket) =>
    serveConnection(socket, { ...portsOf(socket), encrypt: null }),
  );
  encrypting.on("tlsClientError", (_error, socket) => {
    counts.count("connection", socket.remoteAddress);
    socket.destroy();
  });
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    const late = setTimeout(() => {
      counts.count("connection", socket.remoteAddress);
      socket.destroy();
    }, FIRST_BYTE_MILLISECONDS);
    socket.once("close", () => clearTimeout(late));
    socket.once("readable", () => {
      clearTimeout(late);
      const head: unknown = socket.read(1);
      if (!(head instanceof Buffer)) return void socket.destroy();
      socket.unshift(head);
      if (head[0] === HANDSHAKE) return void encrypting.emit("connection", socket);
      serveConnection(socket, { ...portsOf(socket), encrypt: (plain) => void encrypting.emit("connection", plain) });
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  const address = await listenAt(server, settings.listen);
  return {
    address,
    drain: async () => {
      isEnding = true;
      server.close();
      await within(DRAIN_MILLISECONDS, Promise.allSettled(waits));
      for (const { session } of live.values()) session.cancel();
      await within(DRAIN_MILLISECONDS, Promise.allSettled(waits));
      for (const { end } of [...live.values()]) end();
      for (const socket of sockets) socket.destroy();
      await within(DRAIN_MILLISECONDS, Promise.allSettled(waits));
      await counts.tell();
    },
  };
}

/** By which a CancelRequest names it. */
function numberFor(live: ReadonlyMap<number, unknown>): number {
  for (;;) {
    const number = randomBytes(4).readUInt32BE() >>> 1;
    if (number !== 0 && !live.has(number)) return number;
  }
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

function listenAt(server: ReturnType<typeof createTcpServer>, written: string): Promise<string> {
  const { host, port } = partsOf(written);
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "another process has it" : "it cannot be listened at";
      reject(
        new Failure(
          "config-invalid",
          `The address ${written} is not free because ${why}; change it in gatehouse.yaml.`,
          { cause },
        ),
      );
    });
    server.listen(port, host, () => {
      const bound: AddressInfo | string | null = server.address();
      resolve(bound === null || typeof bound === "string" ? written : `${host}:${bound.port}`);
    });
  });
}

function unknownDatabase(name: string, offered: ReadonlySet<string>) {
  return {
    severity: "FATAL",
    sqlstate: "3D000",
    message: `The database "${name.slice(0, 64)}" does not exist here.`,
    hint: `There ${offered.size === 1 ? "is" : "are"} ${[...offered].join(", ")}.`,
  } as const;
}

const OTHER_ENGINE = {
  severity: "FATAL",
  sqlstate: "0A000",
  message: "The database is a SQLite file, which this protocol does not serve.",
  hint: "Read it over MCP.",
} as const;

const ENDING = { severity: "FATAL", sqlstate: "57P03", message: "The server is ending." } as const;

const TOO_MANY = {
  severity: "FATAL",
  sqlstate: "53300",
  message: `The identity has ${MOST_OF_ONE} sessions already.`,
  hint: "Close some, or use a smaller pool.",
} as const;

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
