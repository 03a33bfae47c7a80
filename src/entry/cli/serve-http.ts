// `gatehouse serve --http` and `serve --socket`: MCP over Streamable HTTP until a signal comes. Calls under way then end, and the ledger is
// closed.

import { resolve } from "node:path";
import { Failure } from "../../core/model/failure.ts";
import { HTTP_UNSAID } from "../../core/policy/schema/config-schema.ts";
import { serveHttp } from "../http/serve-http.ts";
import { failureOfProblems, readProject, readProjectPolicy } from "../wiring/project.ts";
import { beginServing, endServing } from "./begin-serving.ts";
import type { Io } from "./terminal/io.ts";

/** Resolves with the exit code: 0 when a signal came, 2 when nothing can be served. */
export async function serveOverHttp(
  { config, http, socket, socketGroup }: { config: string; http?: true; socket?: string | true; socketGroup?: true },
  { io, signalled }: { io: Io; signalled: Promise<"signalled"> },
): Promise<number> {
  const log = (line: string) => io.err(`gatehouse: ${line}`);
  try {
    const project = await readProject(config);
    if (project.kind === "problems") throw failureOfProblems(project.problems);
    const policy = await readProjectPolicy(project);
    if (policy.kind === "problems") throw failureOfProblems(policy.problems);
    const settings = project.config.transport.http ?? HTTP_UNSAID;
    const configured = settings.socket;
    if (socket === true && configured === undefined) {
      throw new Failure("usage", "No socket is named; write --socket with its path, or transport.http.socket.path.");
    }
    const path = typeof socket === "string" ? resolve(socket) : configured && resolve(project.folder, configured.path);
    const access = socketGroup === true ? "group" : (configured?.access ?? "owner");
    const places = { port: http === true, socket: path === undefined ? null : { path, access } } as const;
    const opened = await beginServing({ project, policy, log, as: { transport: "http" } });
    try {
      const served = await serveHttp(opened, { project, settings, places, log });
      if (served.url !== null) log(`serving MCP at ${served.url}`);
      if (places.socket !== null) log(`serving MCP at unix:${places.socket.path}`);
      if (served.health !== null) log(`telling health at http://${served.health}/healthz and /readyz`);
      await signalled;
      log("ending: calls under way are waited for");
      await served.drain();
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
