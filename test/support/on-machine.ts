// A machine of any system in a temporary folder: its home, its environment, and `gatehouse connect` run there.

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Client, SystemName } from "../../src/adapters/files/clients/client.ts";
import { type Machine, userFile } from "../../src/adapters/files/clients/client-place.ts";
import { type ConnectOptions, connect } from "../../src/entry/cli/connect/connect.ts";
import { listClients } from "../../src/entry/cli/connect/list-clients.ts";
import type { Program } from "../../src/entry/cli/connect/server-launch.ts";
import type { Io } from "../../src/entry/cli/terminal/io.ts";

export interface OnMachine {
  readonly machine: Machine;
  readonly home: string;
  readonly config: string;
  place(client: Client): string;
  /** Makes it, with its folders. */
  write(path: string, text: string | Buffer, mode?: number): void;
  run(client: string, options?: Partial<ConnectOptions>): Promise<{ status: number; said: string }>;
  list(): Promise<{ client: string; state: string; file: string | null; problem?: string }[]>;
  remove(): void;
}

const PROGRAM: Program = { node: "/opt/node/bin/node", script: "/opt/gatehouse/bin/gatehouse.js", system: "linux" };

export function onMachine(system: SystemName, environment: Record<string, string> = {}): OnMachine {
  const top = mkdtempSync(join(tmpdir(), "gatehouse-connect-"));
  const home = join(top, "home");
  const project = join(top, "project");
  mkdirSync(home);
  mkdirSync(project);
  const config = join(project, "gatehouse.yaml");
  writeFileSync(
    config,
    "databases:\n  # url: ${NOT_THIS_ONE}\n  shop: { engine: postgres, url: 'postgres://reader:${SHOP_PASSWORD}@db/shop' }\n",
  );
  const machine: Machine = {
    system,
    home,
    environment: { ...(system === "win32" && { APPDATA: join(home, "AppData", "Roaming") }), ...environment },
    join,
  };
  const heard = (): { io: Io; text: () => string } => {
    const lines: string[] = [];
    const out = (...more: readonly string[]) => void lines.push(...more);
    const io: Io = {
      out,
      err: out,
      json: (value) => out(JSON.stringify(value)),
      jsonText: out,
      outLines: async (more) => {
        for await (const line of more) out(line);
      },
      exact: async (more) => {
        for await (const line of more) out(line);
      },
      progress: () => undefined,
      color: false,
    };
    return { io, text: () => lines.join("\n") };
  };
  return {
    machine,
    home,
    config,
    place: (client) => userFile(client, machine) ?? join(home, "nowhere", client.id),
    write: (path, text, mode = 0o644) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      chmodSync(path, mode);
    },
    run: async (client, options = {}) => {
      const { io, text } = heard();
      const status = await connect(
        client,
        { config, name: "gatehouse", ...options },
        { io, machine, program: PROGRAM },
      );
      return { status, said: text() };
    },
    list: async () => {
      const { io, text } = heard();
      await listClients({ name: "gatehouse", config, json: true }, { io, machine });
      const listed: Awaited<ReturnType<OnMachine["list"]>> = JSON.parse(text());
      return listed;
    },
    remove: () => rmSync(top, { recursive: true, force: true }),
  };
}

export function read(path: string): string {
  return readFileSync(path, "utf8");
}

export function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}
