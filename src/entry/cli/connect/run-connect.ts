// The command on this machine: which system, whose home, what program.

import { homedir } from "node:os";
import { join } from "node:path";
import type { Machine } from "../../../adapters/files/clients/client-place.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Io } from "../terminal/io.ts";
import { type ConnectOptions, connect } from "./connect.ts";
import { listClients } from "./list-clients.ts";
import { thisProgram } from "./server-launch.ts";

export async function runConnect(
  client: string | undefined,
  options: ConnectOptions & { json?: true },
  io: Io,
): Promise<number> {
  const machine = thisMachine();
  if (client !== undefined) return connect(client, options, { io, machine, program: thisProgram() });
  if (options.print === true) return connect("claude-desktop", options, { io, machine, program: thisProgram() });
  const unusable = (["dryRun", "undo", "project", "file", "replace"] as const).find(
    (key) => options[key] !== undefined,
  );
  if (unusable !== undefined)
    throw new Failure("usage", "Name the client; gatehouse connect lists those that there are.");
  return listClients(options, { io, machine });
}

function thisMachine(): Machine {
  const system = process.platform === "darwin" || process.platform === "win32" ? process.platform : "linux";
  return { system, home: homedir(), environment: process.env, join };
}
