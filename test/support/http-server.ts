// The built program, serving a project over HTTP, and requests to it as bytes: what no client library would send, too.

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";
import { type ServedProcess, startServed } from "./served-process.ts";

export interface HttpServer extends ServedProcess {
  /** With /mcp. */
  readonly url: string;
  readonly port: number;
  readonly health: string | null;
}

/** Writes transport.http into the project's configuration; `settings` is flow YAML. */
export function configureHttp(folder: string, settings = "listen: '127.0.0.1:0'"): void {
  const file = join(folder, "gatehouse.yaml");
  const text = readFileSync(file, "utf8").replace(/^transport:.*\n/m, "");
  writeFileSync(file, text);
  appendFileSync(file, `transport: { stdio: { caller: claude }, http: { ${settings} } }\n`);
}

/** `places` are the options that say where. */
export async function startHttp(
  folder: string,
  env: Readonly<Record<string, string>> = {},
  places: readonly string[] = ["--http"],
): Promise<HttpServer> {
  const served = await startServed(folder, {
    env,
    places,
    serves: (log) =>
      !log.includes("health:") || log.includes("/healthz") ? /serving MCP at (\S+)/.exec(log)?.[1] : undefined,
  });
  await new Promise((resolve) => setTimeout(resolve, 20)); // the line after it
  const { said: url } = served;
  return {
    ...served,
    url,
    port: Number(new URL(url).port),
    get health() {
      return /telling health at (http:\S+)\/healthz/.exec(served.log())?.[1] ?? null;
    },
  };
}

export async function makeToken(
  folder: string,
  identity: string,
  more: readonly string[] = [],
): Promise<{ token: string; id: string }> {
  const ran = await runCommand([
    "token",
    "create",
    "--as",
    identity,
    "--json",
    ...more,
    "--config",
    join(folder, "gatehouse.yaml"),
  ]);
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout);
}

export interface Said {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The JSON of the body, or of the last event of a stream. */
  readonly body: Record<string, unknown>;
}

export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | object;
  readonly signal?: AbortSignal;
  /** Told when the first byte of the answer is there. */
  readonly begun?: () => void;
}

const CLIENT = { "content-type": "application/json", accept: "application/json, text/event-stream" };

/** One request. Headers that are undefined are left out. */
export function send(
  server: Pick<HttpServer, "port">,
  { method = "POST", path = "/mcp", headers = {}, body, signal, begun }: Sent,
): Promise<Said> {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const all: [string, string][] = [["host", `127.0.0.1:${server.port}`]];
  for (const [name, value] of Object.entries({ ...CLIENT, ...headers })) {
    if (name === "host") all.splice(0, 1);
    for (const each of typeof value === "string" ? [value] : value) all.push([name, each]);
  }
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port: server.port,
        method,
        path,
        setHost: false,
        headers: [...all, ["content-length", String(Buffer.byteLength(text))]].flat(),
        agent: false,
        ...(signal !== undefined && { signal }),
      },
      (answer) => {
        begun?.();
        let said = "";
        answer.on("data", (chunk: Buffer) => {
          said += chunk.toString("utf8");
        });
        answer.on("error", reject);
        answer.on("end", () => {
          const events = [...said.matchAll(/^data: (.*)$/gm)].map(([, data]) => data ?? "");
          const json = events.at(-1) ?? said;
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: said,
            body: json.startsWith("{") ? JSON.parse(json) : {},
          });
        });
      },
    );
    asked.once("error", reject);
    asked.end(text);
  });
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** A tool call of 2025-11-25. */
export function toolCall(name: string, input: object, id: number | string = 1): object {
  return { jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: input } };
}

export const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "7" } },
};

/** One request that takes long: once its answer has begun. */
export async function sendSlow(server: Pick<HttpServer, "port">, sent: Sent): Promise<{ said: Promise<Said> }> {
  const begun: { said: Promise<Said> | null } = { said: null };
  await new Promise<void>((resolve, reject) => {
    begun.said = send(server, { ...sent, begun: resolve });
    begun.said.catch(reject);
  });
  if (begun.said === null) throw new RangeError("an answer to nothing");
  return { said: begun.said };
}
