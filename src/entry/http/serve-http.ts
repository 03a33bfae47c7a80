// MCP over Streamable HTTP, for many callers on one port. The path of a call is the one of stdio; its first step differs alone.

import type { RequestListener, Server } from "node:http";
import { join, resolve } from "node:path";
import { Failure } from "../../core/model/failure.ts";
import type { ConfigFile } from "../../core/policy/schema/config-schema.ts";
import { NOTHING_RAN } from "../bridge/nothing-ran.ts";
import { isLoopback } from "../network/listen-at.ts";
import { RefusalCounts } from "../network/refusal-counts.ts";
import { readTls } from "../network/tls-files.ts";
import type { OpenGatehouse } from "../wiring/open-gatehouse.ts";
import type { Project } from "../wiring/project.ts";
import { stateKey } from "../wiring/state-key.ts";
import type { Admission } from "./admit.ts";
import { answerRequest, type HttpParts } from "./answer-request.ts";
import { serveHealth } from "./health.ts";
import { KeptBySession } from "./kept-by-session.ts";
import { type Listening, listen } from "./listen.ts";
import { listenAtSocket, type SocketAccess } from "./listen-at-socket.ts";
import { ModernLeg } from "./modern-leg.ts";
import { BodyRoom } from "./read-body.ts";
import { SessionSeal } from "./session-seal.ts";
import { issuedTokens, offerTokens } from "./trusted-issuers.ts";
import { CallsUnderWay } from "./underway.ts";

type Settings = NonNullable<ConfigFile["transport"]["http"]>;

/** Where it is served. */
export interface Places {
  /** At the address that the settings name. */
  readonly port: boolean;
  /** An absolute path; null for none. */
  readonly socket: { readonly path: string; readonly access: SocketAccess } | null;
}

export interface HttpHandle {
  /** What clients use; null where no port is served. */
  readonly url: string | null;
  /** Where health is told; null where it is not. */
  readonly health: string | null;
  /** Takes nothing new; calls under way end, or are ended and answered; then the connections are closed. */
  drain(): Promise<void>;
}

/** How long what the server has ended may take to be answered. */
const LAST_MILLISECONDS = 3_000;

/** Rejects with a Failure for settings that cannot be served. */
export async function serveHttp(
  opened: OpenGatehouse,
  {
    project,
    settings,
    places,
    log,
  }: { project: Project; settings: Settings; places: Places; log: (line: string) => void },
): Promise<HttpHandle> {
  if (places.port) refuseOpenTokens(settings);
  const key = await stateKey(join(project.stateFolder, "keys", "sessions.key"), { used: () => false, without: "" });
  const { gatehouse } = opened;
  const underway = new CallsUnderWay();
  const counts = new RefusalCounts((detail) => opened.record("http.refused", detail));
  const modern = new ModernLeg(log);
  let isEnding = false;
  const shared = {
    gatehouse,
    tokens: opened.tokens,
    counts,
    seal: new SessionSeal(key, () => Math.floor(gatehouse.clock.now() / 1_000_000)),
    kept: new KeptBySession(),
    underway,
    modern,
    room: new BodyRoom(),
    log,
    isEnding: () => isEnding,
  };
  let parts: HttpParts | null = null;
  const answer =
    (parts: () => HttpParts | null): RequestListener =>
    (request, response) => {
      const ready = parts();
      if (ready === null) return void response.writeHead(503, NOTHING_RAN).end();
      answerRequest(request, response, ready).catch((error: unknown) => {
        log(`http: ${error instanceof Error ? error.message : String(error)}`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    };
  const broken = (source: string | undefined) => counts.count("connection", source);
  const servers: Server[] = [];
  const tls = places.port ? await tlsOf(settings, project) : null;
  const main = places.port
    ? await listen(
        answer(() => parts),
        { address: settings.listen, tls, broken },
      )
    : null;
  if (main !== null) servers.push(main.server);
  const url = main === null ? null : (settings["public-url"] ?? `http${tls === null ? "" : "s"}://${main.address}/mcp`);
  const publicUrl = url ?? settings["public-url"] ?? LOCAL_URL;
  const { offered, metadata, open } = offerTokens(settings.issuers, publicUrl);
  const issued = await issuedTokens(settings, { url: publicUrl, clock: gatehouse.clock, log });
  const known = { ...shared, publicUrl, issued, offered, metadata };
  parts = { ...known, admission: { ...admissionOf(settings, publicUrl), open } };
  if (places.socket !== null) {
    const local = { ...known, admission: LOCAL };
    servers.push(
      await listenAtSocket(
        answer(() => local),
        { ...places.socket, broken },
      ),
    );
  }
  const health =
    settings.health === undefined ? null : await healthOf(settings.health, { opened, isEnding: () => isEnding });
  return {
    url,
    health: health?.address ?? null,
    drain: async () => {
      isEnding = true;
      for (const server of servers) {
        server.close();
        server.closeIdleConnections();
      }
      await within(settings["drain-seconds"] * 1_000, underway.none());
      underway.finishAll();
      await within(LAST_MILLISECONDS, underway.none());
      await modern.close();
      for (const server of servers) server.closeAllConnections();
      health?.server.close();
      health?.server.closeAllConnections();
      await counts.tell();
    },
  };
}

const LOCAL_URL = "http://localhost/mcp";
/** At the socket: no page reaches it, and its callers name no host. */
const LOCAL: Admission = { hosts: new Set(["localhost"]), origins: new Set(), path: "/mcp", open: new Set() };

async function tlsOf({ tls, listen: address, "public-url": url }: Settings, { folder }: Project) {
  if (tls === undefined) return null;
  const files = { certificate: resolve(folder, tls.certificate), key: resolve(folder, tls.key) };
  return readTls(files, new URL(url ?? `https://${address}`).hostname.replaceAll(/[[\]]/g, ""));
}

/** Tokens in the clear beyond this machine are anybody's. */
function refuseOpenTokens({ listen: address, tls, "public-url": url }: Settings): void {
  if (isLoopback(address) || tls !== undefined || url?.startsWith("https://") === true) return;
  throw new Failure(
    "config-invalid",
    `At ${address} tokens would travel unencrypted; set transport.http.tls, or public-url to the https URL of a proxy in front.`,
  );
}

function admissionOf(settings: Settings, publicUrl: string): Omit<Admission, "open"> {
  const { hostname, origin, pathname } = new URL(publicUrl);
  const own = isLoopback(settings.listen) ? ["127.0.0.1", "localhost", "[::1]"] : [];
  return {
    hosts: new Set([hostname, ...own, ...settings["allowed-hosts"]].map((name) => name.toLowerCase())),
    origins: new Set([origin, ...settings["allowed-origins"].map((each) => new URL(each).origin)]),
    path: pathname === "/" ? "/mcp" : pathname,
  };
}

function healthOf(
  address: string,
  { opened, isEnding }: { opened: OpenGatehouse; isEnding: () => boolean },
): Promise<Listening> {
  return serveHealth(address, async () => {
    if (isEnding()) return false;
    try {
      await opened.gatehouse.ledger.locks();
      return true;
    } catch {
      return false;
    }
  });
}

/** Over when the work is, or the time. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((over) => (timer = setTimeout(over, milliseconds)))]);
  clearTimeout(timer);
}
