// `gatehouse serve --http`, `--socket` and `--postgres`: many callers, each known by a token, until a signal comes. What is under way then
// ends, and the ledger is closed.

import { resolve } from "node:path";
import { Failure } from "../../core/model/failure.ts";
import { HTTP_UNSAID } from "../../core/policy/schema/config-schema.ts";
import type { OpenGatehouse } from "../wiring/open-gatehouse.ts";
import { failureOfProblems, type Project, readProject, readProjectPolicy } from "../wiring/project.ts";
import { beginServing, endServing } from "./begin-serving.ts";
import type { Io } from "./terminal/io.ts";

interface NetworkOptions {
  readonly config: string;
  readonly http?: true;
  readonly postgres?: true;
  readonly socket?: string | true;
  readonly socketGroup?: true;
}

interface Serving {
  readonly project: Project;
  readonly log: (line: string) => void;
}

/** Something that listens; `drain` ends it once what is under way has ended. */
interface Listening {
  drain(): Promise<void>;
}

/** Resolves with the exit code: 0 when a signal came, 2 when nothing can be served. */
export async function serveNetwork(
  options: NetworkOptions,
  { io, signalled }: { io: Io; signalled: Promise<"signalled"> },
): Promise<number> {
  const log = (line: string) => io.err(`gatehouse: ${line}`);
  try {
    const project = await readProject(options.config);
    if (project.kind === "problems") throw failureOfProblems(project.problems);
    const policy = await readProjectPolicy(project);
    if (policy.kind === "problems") throw failureOfProblems(policy.problems);
    const places = placesOf(options, project);
    const transports = [
      ...(places.port || places.socket !== null ? ["http"] : []),
      ...(options.postgres === true ? ["postgres"] : []),
    ];
    const opened = await beginServing({ project, policy, log, as: { transport: transports.join("+") } });
    const listening: Listening[] = [];
    try {
      if (transports.includes("http")) listening.push(await serveMcpOverHttp(opened, places, { project, log }));
      if (transports.includes("postgres")) listening.push(await serveClients(opened, { project, log }));
      await signalled;
      log("ending: calls under way are waited for");
      await Promise.all(listening.map((each) => each.drain()));
    } finally {
      await endServing(opened);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    for (const line of [error.message, ...error.more]) log(line);
    return 2;
  }
}

type Places = ReturnType<typeof placesOf>;

function placesOf({ http, socket, socketGroup }: NetworkOptions, project: Project) {
  const configured = project.config.transport.http?.socket;
  if (socket === true && configured === undefined) {
    throw new Failure("usage", "No socket is named; write --socket with its path, or transport.http.socket.path.");
  }
  const isAsked = http === true || socket !== undefined;
  const path = typeof socket === "string" ? resolve(socket) : configured && resolve(project.folder, configured.path);
  const access = socketGroup === true ? "group" : (configured?.access ?? "owner");
  return { port: http === true, socket: isAsked && path !== undefined ? { path, access } : null } as const;
}

async function serveMcpOverHttp(opened: OpenGatehouse, places: Places, { project, log }: Serving): Promise<Listening> {
  const { serveHttp } = await import("../http/serve-http.ts");
  const settings = project.config.transport.http ?? HTTP_UNSAID;
  const served = await serveHttp(opened, { project, settings, places, log });
  if (served.url !== null) log(`serving MCP at ${served.url}`);
  if (places.socket !== null) log(`serving MCP at unix:${places.socket.path}`);
  if (served.health !== null) log(`telling health at http://${served.health}/healthz and /readyz`);
  return served;
}

async function serveClients(opened: OpenGatehouse, { project, log }: Serving): Promise<Listening> {
  const settings = project.config.transport.postgres;
  if (settings === undefined) {
    throw new Failure(
      "usage",
      "transport.postgres is not set in gatehouse.yaml; give it a certificate and a key, as in `postgres: { certificate: server.crt, key: server.key }`.",
    );
  }
  const { serveWire } = await import("../wire/serve-wire.ts");
  const served = await serveWire(opened, { project, settings, log });
  log(`serving PostgreSQL's clients at ${served.address}`);
  return served;
}
