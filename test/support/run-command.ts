// The built program, run as a command: what it printed and how it ended.

import { spawn } from "node:child_process";
import { builtProgram } from "./built-program.ts";

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [builtProgram(), ...args], {
      env: { PATH: process.env["PATH"], NO_COLOR: "1", TZ: "UTC", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // no terminal of whoever runs the tests: a question would wait for them
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString("utf8");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString("utf8");
    });
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
}
