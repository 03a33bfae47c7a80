// A command of the built program that goes on until it is told to end, with what it has said so far.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { builtProgram } from "./built-program.ts";

export interface Following {
  /** All that it has written to its output. */
  text(): string;
  /** SIGTERM; resolves with its exit code once it has ended. */
  end(): Promise<number | null>;
}

/** Of the project in that folder. */
export function follow(folder: string, ...args: readonly string[]): Following {
  const command = [builtProgram(), ...args, "--config", join(folder, "gatehouse.yaml")];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    text: () => text,
    end: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
