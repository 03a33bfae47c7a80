// How a client is told to start Gatehouse: by absolute paths, since applications that are opened from a dock or a menu have another PATH than
// a terminal. From npx's cache, which comes and goes, the package is named instead.

import { realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ServerLaunch } from "../../../adapters/files/clients/entry-shapes.ts";
import { REFERENCE } from "../../../core/connection/expand-connection.ts";
import { Failure } from "../../../core/model/failure.ts";
import { VERSION } from "../../wiring/version.ts";

interface Started {
  readonly name: string;
  readonly config: string;
  readonly caller?: string;
  readonly role?: string;
}

/** The program that runs now; injected, so that a test can be another one. */
export interface Program {
  readonly node: string;
  readonly script: string;
  readonly system: string;
}

export function thisProgram(): Program {
  const [, script = "gatehouse"] = process.argv;
  return { node: process.execPath, script: realpathSync(script), system: process.platform };
}

/** Rejects with a Failure `config-invalid` where there is no such gatehouse.yaml. */
export async function launchOf({ name, config, caller, role }: Started, program: Program): Promise<ServerLaunch> {
  const path = resolve(config);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Failure("config-invalid", `There is no ${config}; run gatehouse init, or name the file with --config.`, {
      cause,
    });
  });
  const serve = [
    "serve",
    "--config",
    path,
    ...(caller === undefined ? [] : ["--caller", caller]),
    ...(role === undefined ? [] : ["--role", role]),
  ];
  return { name, ...commandOf(program, serve), variables: variablesIn(text) };
}

function commandOf(
  { node, script, system }: Program,
  serve: readonly string[],
): Pick<ServerLaunch, "command" | "args"> {
  if (!/[\\/]_npx[\\/]/.test(script)) return { command: node, args: [script, ...serve] };
  const npx = ["-y", `gatehouse-db@${VERSION}`, ...serve];
  // on Windows npx is a batch file, which only its shell starts
  return system === "win32" ? { command: "cmd", args: ["/c", "npx", ...npx] } : { command: "npx", args: npx };
}

/** Names alone, comments left out. */
function variablesIn(text: string): readonly string[] {
  const lines = text.split("\n").map((line) => line.replace(/(^|\s)#.*$/, ""));
  return [...new Set([...lines.join("\n").matchAll(REFERENCE)].map(([, name = ""]) => name))];
}
