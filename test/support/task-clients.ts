// Clients of both generations that follow tasks, over stdio to the built program.

import { join } from "node:path";
import { Client, type JSONRPCMessage } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { z } from "zod";
import { builtProgram } from "./built-program.ts";

const TASKS = "io.modelcontextprotocol/tasks";

interface Where {
  readonly folder: string;
  readonly env?: Record<string, string>;
  readonly args?: readonly string[];
}

function command({ folder, env, args = [] }: Where) {
  return {
    command: process.execPath,
    args: [builtProgram(), "serve", "--config", join(folder, "gatehouse.yaml"), ...args],
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stderr: "inherit" as const,
  };
}

/** 2025-11-25: tasks are part of the protocol, and of this client. */
export async function connectOld(where: Where): Promise<OldClient> {
  const client = new OldClient({ name: "old", version: "1" });
  await client.connect(new OldTransport(command(where)));
  return client;
}

const looseSchema = z.looseObject({ _meta: z.looseObject({}).optional() });
type Loose = z.infer<typeof looseSchema>;

export interface NewClient {
  readonly client: Client;
  call(name: string, input: Record<string, unknown>): Promise<Loose>;
  task(method: string, taskId: unknown, more?: Record<string, unknown>): Promise<Loose>;
}

/**
 * 2026-07-28: tasks are an extension, which hosts add to the client. It takes no result of another type than its own for a call, so that a
 * handle is handed over inside one of those.
 */
export async function connectNew(where: Where, { tasks = true } = {}): Promise<NewClient> {
  const transport = new StdioClientTransport(command(where));
  const client = new Client(
    { name: "new", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } }, capabilities: tasks ? { extensions: { [TASKS]: {} } } : {} },
  );
  await client.connect(transport);
  const deliver = transport.onmessage;
  const onmessage = (message: JSONRPCMessage) => {
    const result: unknown = "result" in message ? message.result : undefined;
    const handle = Reflect.get(Object(result), "resultType") === "task";
    deliver?.(
      handle ? { ...message, result: { resultType: "complete", content: [], structuredContent: result } } : message,
    );
  };
  Object.assign(transport, { onmessage });
  return {
    client,
    call: async (name, input) => {
      const answer = await client.request({ method: "tools/call", params: { name, arguments: input } }, looseSchema);
      const inner: unknown = answer["structuredContent"];
      return Reflect.get(Object(inner), "resultType") === "task" ? looseSchema.parse(inner) : answer;
    },
    task: (method, taskId, more = {}) => client.request({ method, params: { taskId, ...more } }, looseSchema),
  };
}
