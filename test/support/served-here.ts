// A project served over HTTP in this process, with a clock that a test sets forward, and everything that it said.

import { join } from "node:path";
import Database from "better-sqlite3";
import { serveHttp } from "../../src/entry/http/serve-http.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { configureHttp } from "./http-server.ts";
import { makeProject } from "./project.ts";

export const QUERY = { sql: "SELECT email, country FROM people ORDER BY id" };
/** What an analyst does not see. */
export const CLEAR = "ann@example.com";
const DATA =
  "database: shop\nrelations:\n  main.people:\n    owners: [alice]\n    columns: { id: internal, email: email, country: internal }\n";

/** A table of people, over HTTP with `settings` as flow YAML. */
export async function makeShop(
  settings: string,
  identities: string,
  roles: Readonly<Record<string, string>> = {},
): ReturnType<typeof makeProject> {
  const databases = "  shop: { engine: sqlite, file: shop.db }";
  const made = await makeProject({ databases, data: { shop: DATA }, identities, roles });
  const shop = new Database(join(made.folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, country TEXT)");
  shop.exec(`INSERT INTO people VALUES (1, '${CLEAR}', 'DE')`);
  shop.close();
  configureHttp(made.folder, `listen: '127.0.0.1:0', ${settings}`);
  return made;
}

export interface ServedHere {
  readonly url: string;
  readonly port: number;
  /** Seconds since the Unix epoch, as the server has them. */
  now(): number;
  /** Sets its clock forward. */
  pass(seconds: number): void;
  log(): string;
  stop(): Promise<void>;
}

export async function serveHere(folder: string): Promise<ServedHere> {
  const project = await readProject(join(folder, "gatehouse.yaml"));
  if (project.kind === "problems") throw new Error(JSON.stringify(project.problems));
  const settings = project.config.transport.http;
  if (settings === undefined) throw new Error("nothing is served over HTTP");
  let [said, passed] = ["", 0];
  const log = (line: string) => {
    said += `${line}\n`;
  };
  const opened = await openGatehouse(project, log);
  const { clock: real } = opened.gatehouse;
  const clock = { now: () => real.now() + passed * 1_000_000, monotonic: () => real.monotonic() };
  const gatehouse = { ...opened.gatehouse, clock };
  const served = await serveHttp(
    { ...opened, gatehouse },
    {
      project,
      settings,
      places: { port: true, socket: null },
      log,
    },
  );
  const { url } = served;
  if (url === null) throw new Error("no port is served");
  return {
    url,
    port: Number(new URL(url).port),
    now: () => clock.now() / 1_000_000,
    pass: (seconds) => {
      passed += seconds;
    },
    log: () => said,
    stop: async () => {
      await served.drain();
      await opened.close();
    },
  };
}
