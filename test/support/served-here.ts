// A project served over HTTP in this process, with a clock that a test sets forward, and everything that it said.

import { join } from "node:path";
import { serveHttp } from "../../src/entry/http/serve-http.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";

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
