// The built program, run once, in a home of its own.

import { spawnSync } from "node:child_process";
import { MAIN } from "./project.ts";

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export function runProgram(
  args: readonly string[],
  place: { readonly folder: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string },
): Ran {
  const { folder, env = {}, input = "" } = place;
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: "utf8",
    input,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, ...env },
  });
  return { status, out: stdout, err: stderr };
}
