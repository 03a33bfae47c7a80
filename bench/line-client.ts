// A client of MCP over stdio that does as little as one can: what is timed is the server. Speaks revision 2025-11-25.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface LineClient {
  /** Runs a statement by the tool `query`; rejects unless the answer's line holds `expected`. */
  query(sql: string, expected: string): Promise<void>;
  readonly pid: number;
  close(): Promise<void>;
}

/** Starts `node` with these arguments. */
export async function openLineClient(
  args: readonly string[],
  { cwd, database }: { cwd: string; database: string },
): Promise<LineClient> {
  const child = spawn(process.execPath, [...args], { cwd, stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<number, { answered: (line: string) => void; ended: (error: Error) => void }>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [, id] = /"id":(\d+)/.exec(line.slice(-60)) ?? /"id":(\d+)/.exec(line) ?? [];
    waiting.get(Number(id))?.answered(line);
    waiting.delete(Number(id));
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => {
      for (const { ended } of waiting.values()) ended(new Error("the server has ended"));
      resolve();
    });
  });
  let count = 0;
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const call = (method: string, params: object): Promise<string> =>
    new Promise((answered, ended) => {
      const id = ++count;
      waiting.set(id, { answered, ended });
      send({ id, method, params });
    });
  const clientInfo = { name: "gatehouse-benchmark", version: "1.0.0" };
  await call("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo });
  send({ method: "notifications/initialized" });
  await call("tools/list", {});
  return {
    pid: child.pid ?? 0,
    async query(sql, expected) {
      const line = await call("tools/call", { name: "query", arguments: { database, sql } });
      if (line.includes('"isError":true') || !line.includes(expected)) throw new Error(`${sql}: ${line.slice(-700)}`);
    },
    close: () => {
      child.stdin.end();
      setTimeout(() => child.kill("SIGKILL"), 5_000).unref();
      return exited;
    },
  };
}
