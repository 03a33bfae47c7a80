// The built program as a bridge, and lines to it and from it.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { builtProgram } from "./built-program.ts";

export type Line = Readonly<Record<string, unknown>>;

export interface BridgeProcess {
  readonly process: ChildProcess;
  /** Every line that it has written so far, parsed. */
  readonly lines: readonly Line[];
  readonly ended: Promise<number | null>;
  log(): string;
  write(...messages: readonly object[]): void;
  /** The answer to the request of this id. */
  answer(id: number | string): Promise<Line>;
  /** Asks, and resolves with the answer. */
  ask(message: object): Promise<Line>;
  /** Ends its input. */
  end(): Promise<number | null>;
}

export function startBridge(args: readonly string[], env: Readonly<Record<string, string>>): BridgeProcess {
  const child = spawn(process.execPath, [builtProgram(), "bridge", ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines: Line[] = [];
  const told = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const value: Line = JSON.parse(line);
    lines.push(value);
    for (const each of told) each();
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString("utf8");
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const find = (id: number | string) => lines.find((line) => line["id"] === id && !("method" in line));
  const bridge: BridgeProcess = {
    process: child,
    lines,
    ended,
    log: () => log,
    write: (...messages) => void child.stdin.write(messages.map((each) => `${JSON.stringify(each)}\n`).join("")),
    answer: async (id) => {
      const arrived = new Promise<void>((resolve) => {
        const look = (): void => {
          if (find(id) === undefined) return;
          told.delete(look);
          resolve();
        };
        told.add(look);
        look();
      });
      await Promise.race([arrived, ended]);
      const found = find(id);
      if (found === undefined) throw new Error(`the bridge ended without an answer to ${id}: ${log}`);
      return found;
    },
    ask: (message) => {
      bridge.write(message);
      return bridge.answer(idOf(message));
    },
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
  return bridge;
}

function idOf(message: object): string | number {
  const id: unknown = Reflect.get(message, "id");
  if (typeof id !== "string" && typeof id !== "number") throw new RangeError("a message without an id");
  return id;
}
