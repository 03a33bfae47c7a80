// `gatehouse connect` without a client: what there is on this machine, and whether the server is in it. Reads, and writes nothing.

import type { Client } from "../../../adapters/files/clients/client.ts";
import { isInstalled, type Machine, userFile } from "../../../adapters/files/clients/client-place.ts";
import { CLIENTS } from "../../../adapters/files/clients/clients.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { lookAt } from "./look-at.ts";

interface Listed {
  readonly client: string;
  readonly name: string;
  /** Null where the vendor has none for this system. */
  readonly file: string | null;
  readonly state: "connected" | "found" | "not-found" | "unreadable";
  /** Why it cannot be read. */
  readonly problem?: string;
}

export async function listClients(
  options: { name: string; config: string; json?: true },
  { io, machine }: { io: Io; machine: Machine },
): Promise<number> {
  const listed = await Promise.all(CLIENTS.map((client) => stateOf(client, options, machine)));
  if (options.json === true) {
    io.json(listed, 2);
    return 0;
  }
  const there = listed.filter(({ state }) => state !== "not-found");
  const width = Math.max(0, ...there.map(({ client }) => client.length)) + 2;
  io.out(
    ...there.map(
      ({ client, file, state, problem }) =>
        `${client.padEnd(width)}${paint(io, STYLES[state], state.padEnd(12))}${problem ?? file ?? ""}`,
    ),
    ...(there.length === 0 ? ["No client that Gatehouse knows was found here."] : []),
    `Not found: ${listed
      .filter(({ state }) => state === "not-found")
      .map(({ client }) => client)
      .join(", ")}`,
    "",
    `gatehouse connect ${there.find(({ state }) => state === "found")?.client ?? "CLIENT"} --dry-run shows what would be written.`,
  );
  return 0;
}

const STYLES = { connected: "green", found: "yellow", "not-found": "dim", unreadable: "red" } as const;

async function stateOf(client: Client, options: { name: string; config: string }, machine: Machine): Promise<Listed> {
  const file = userFile(client, machine);
  const listed = { client: client.id, name: client.name, file };
  if (file === null || !isInstalled(file, machine)) return { ...listed, state: "not-found" };
  try {
    const { entry } = await lookAt(client, { name: options.name, config: options.config, followLinks: true }, machine);
    return { ...listed, state: entry === undefined ? "found" : "connected" };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...listed, state: "unreadable", problem: error.message };
  }
}
