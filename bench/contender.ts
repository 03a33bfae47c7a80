// One contender of the benchmark: a way to start it, and then to ask it. Every server is asked over stdio by the same client.
// An answer that is an error, or that lacks what the statement asks for, ends the benchmark: a fast refusal must not win.

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import pg from "pg";

export interface Session {
  /** Runs a statement; rejects unless the answer's text holds `expected`. */
  ask(sql: string, expected: string): Promise<void>;
  /** The server's process; null where the contender is no process of its own. */
  readonly pid: number | null;
  close(): Promise<void>;
}

export interface Contender {
  readonly name: string;
  /** Resolves once `tools/list` has answered (for a driver: once it is connected). */
  start(): Promise<Session>;
}

const LARGEST_MESSAGE = 64 * 1024 * 1024;

export function overStdio(
  name: string,
  server: {
    readonly command: string;
    readonly args: readonly string[];
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly tool: string;
    readonly fixed?: Readonly<Record<string, string>>;
  },
): Contender {
  return {
    name,
    async start() {
      const transport = new StdioClientTransport({
        command: server.command,
        args: [...server.args],
        cwd: server.cwd,
        env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...server.env },
        stderr: "ignore",
        maxBufferSize: LARGEST_MESSAGE,
      });
      const client = new Client({ name: "gatehouse-benchmark", version: "1.0.0" });
      await client.connect(transport);
      await client.listTools();
      return {
        pid: transport.pid,
        async ask(sql, expected) {
          const answer = await client.callTool({ name: server.tool, arguments: { ...server.fixed, sql } });
          const text = answer.content.map((part) => (part.type === "text" ? part.text : "")).join("");
          if (answer.isError === true || !text.includes(expected)) {
            throw new Error(`${name} did not answer ${sql}: ${text.slice(0, 300)}`);
          }
        },
        close: () => client.close(),
      };
    },
  };
}

/** The driver alone, in this process. */
export function directly(name: string, url: string): Contender {
  return {
    name,
    async start() {
      const pool = new pg.Pool({ connectionString: url, max: 8 });
      await pool.query("SELECT 1");
      return {
        pid: null,
        async ask(sql, expected) {
          const result = await pool.query({ text: sql, rowMode: "array" });
          if (!JSON.stringify(result.rows).includes(expected)) throw new Error(`${name} did not answer ${sql}`);
        },
        close: () => pool.end(),
      };
    },
  };
}
