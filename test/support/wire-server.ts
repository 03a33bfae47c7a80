// The built program, serving PostgreSQL's own clients, and clients of it.

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import pg from "pg";
import { runCommand } from "./run-command.ts";
import { type ServedProcess, startServed } from "./served-process.ts";

const CERTIFICATE = resolve("cases/fixtures/tls/server.crt");
const KEY = resolve("cases/fixtures/tls/server.key");

export interface WireServer extends ServedProcess {
  readonly port: number;
}

/** Writes transport.postgres into the project's configuration. */
export function configureWire(folder: string, settings = ""): void {
  const file = join(folder, "gatehouse.yaml");
  const text = readFileSync(file, "utf8").replace(/^transport:.*\n/m, "");
  writeFileSync(file, text);
  const postgres = `{ listen: '127.0.0.1:0', certificate: '${CERTIFICATE}', key: '${KEY}'${settings} }`;
  appendFileSync(file, `transport: { stdio: { caller: claude }, postgres: ${postgres} }\n`);
}

export async function startWire(folder: string, env: Readonly<Record<string, string>> = {}): Promise<WireServer> {
  const served = await startServed(folder, {
    env,
    places: ["--postgres"],
    serves: (log) => /serving PostgreSQL's clients at \S+:(\d+)/.exec(log)?.[1],
  });
  return { ...served, port: Number(served.said) };
}

export async function grant(
  folder: string,
  identity: string,
  { env, more = [] }: { env: Readonly<Record<string, string>>; more?: readonly string[] },
): Promise<string> {
  const ran = await runCommand(
    ["access", "grant", identity, "--json", ...more, "--config", join(folder, "gatehouse.yaml")],
    env,
  );
  if (ran.status !== 0) throw new Error(ran.stderr);
  const made: { token: string } = JSON.parse(ran.stdout);
  return made.token;
}

/** Connected; `more` goes before what is said of the server. */
export async function connectPg(
  server: WireServer,
  login: { user: string; password: string; database?: string },
  more: pg.ClientConfig = {},
): Promise<pg.Client> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port: server.port,
    database: "shop",
    ssl: { ca: readFileSync(CERTIFICATE), checkServerIdentity: () => undefined },
    ...login,
    ...more,
  });
  client.on("error", () => undefined); // it is the server that goes first, at times
  await client.connect();
  return client;
}
