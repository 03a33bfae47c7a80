// The built server as a child process that is sent lines, whatever they are, and the messages that it sends back. For what no SDK would say.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { builtProgram } from "./built-program.ts";

export interface RawSession {
  /** Text goes as it is, anything else as JSON; one line. */
  send(message: unknown): void;
  /** Messages so far, each a line of stdout. */
  messages(): readonly Record<string, unknown>[];
  /** The answer to this id, once it is there. */
  answer(id: string | number): Promise<Record<string, unknown>>;
  /** Everything that left, as it left. */
  written(): string;
  close(): Promise<number | null>;
  /** Its exit code, once it has ended of itself. */
  ended(): Promise<number | null>;
}

export const INITIALIZE = {
  jsonrpc: "2.0",
  id: "initialize",
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "0" } },
};

export function openRaw(folder: string, args: readonly string[] = []): RawSession {
  const child = spawn(
    process.execPath,
    [builtProgram(), "serve", "--config", join(folder, "gatehouse.yaml"), ...args],
    {
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  child.stdin.on("error", () => undefined); // it may end before everything was sent
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString("utf8");
  });
  const messages = (): Record<string, unknown>[] =>
    out
      .slice(0, out.lastIndexOf("\n") + 1)
      .split("\n")
      .filter((line) => line !== "")
      .map((line): Record<string, unknown> => JSON.parse(line));
  return {
    send: (message) => {
      child.stdin.write(`${typeof message === "string" ? message : JSON.stringify(message)}\n`);
    },
    messages,
    answer: async (id) => {
      let found: Record<string, unknown> | undefined;
      await expect.poll(() => (found = messages().find((message) => message["id"] === id)), POLL).toBeDefined();
      return found ?? {};
    },
    written: () => out + err,
    ended: () => ended,
    close: () => {
      child.stdin.end();
      return ended;
    },
  };
}

const POLL = { timeout: 20_000, interval: 20 };
