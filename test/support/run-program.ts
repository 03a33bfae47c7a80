// The built program, run once, in a home of its own.

import { spawnSync } from "node:child_process";
import { builtProgram } from "./built-program.ts";

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Of whoever runs the tests: a question would wait for them. */
const WITHOUT_TERMINAL = { detached: true };

export function runProgram(
  args: readonly string[],
  place: { readonly folder: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string },
): Ran {
  const { folder, env = {}, input = "" } = place;
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram(), ...args], {
    cwd: folder,
    encoding: "utf8",
    input,
    ...WITHOUT_TERMINAL,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, ...env },
  });
  return { status, out: stdout, err: stderr };
}
