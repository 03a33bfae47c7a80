// The built program as a server that many callers reach: started, read until it says that it serves, and told to end.

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { builtProgram } from "./built-program.ts";

export interface ServedProcess {
  readonly process: ChildProcess;
  /** What it wrote to stderr so far. */
  log(): string;
  /** Told to end; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** `places` are the options that say where; `serves` finds in its log what there is to find once it serves. */
export async function startServed(
  folder: string,
  {
    env = {},
    places,
    serves,
  }: {
    env?: Readonly<Record<string, string>>;
    places: readonly string[];
    serves: (log: string) => string | undefined;
  },
): Promise<ServedProcess & { readonly said: string }> {
  const child = spawn(
    process.execPath,
    [builtProgram(), "serve", ...places, "--config", join(folder, "gatehouse.yaml")],
    { env: { PATH: process.env["PATH"], TZ: "UTC", ...env }, stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const said = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString("utf8");
      const found = serves(log);
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(`the server ended: ${log}`)));
  });
  return {
    said,
    process: child,
    log: () => log,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
