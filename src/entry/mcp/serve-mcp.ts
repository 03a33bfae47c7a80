// The MCP server over stdio: translates tool calls to the gate and its answers to MCP, and decides nothing.
// tools/list is answered once the policies are read, before databases are ready; calls wait for them.

import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Role } from "../../core/policy/policy.ts";
import { isShown, type Refused, refuseCall } from "../../gate/calls.ts";
import { KeptOutcomes } from "../../gate/tasks.ts";
import { VERSION } from "../wiring/version.ts";
import { answerCall } from "./answer-call.ts";
import { announcedIn, arrivalOf, type Connection, type Ready, servedOrRefused, TASKS } from "./served.ts";
import { CallGuard } from "./stdio/call-guard.ts";
import { FastPath } from "./stdio/fast-path.ts";
import { LineTransport } from "./stdio/line-transport.ts";
import { serveTasks } from "./task-requests.ts";
import { describeTool, TOOLS } from "./tools/tool-list.ts";
import { toResult } from "./tools/tool-result.ts";

const INSTRUCTIONS = `A governed database. Personal data is masked before your statement sees it, so write ordinary SQL and take tokens and masks for what they are, never for real values. Start with describe-schema. Where you may change data, what is risky waits for a person: give a reason, and go on with request-approval. Every call is recorded.`;

/** Bytes of a message, after which the connection ends; requests of this size are refused by their own rules long before. */
const LARGEST_REQUEST = 64 * 1_048_576;

export interface McpHandle {
  /** Ends the connection; calls in flight are cancelled, and what was not begun is recorded. */
  close(): Promise<void>;
  /** Resolves when the connection is over: the client has gone, or broke the bounds of the protocol. */
  readonly ended: Promise<void>;
  /** Resolves once the client has been told the tools. */
  readonly listed: Promise<void>;
}

/** `audience` is the role of who calls: known before databases are, so that tools are listed at once. */
export function serveMcp(
  { ready, audience }: { ready: Ready; audience: Promise<Role> },
  log: (line: string) => void,
): McpHandle {
  let current: Served | null = null;
  let hasListed = (): void => undefined;
  const listed = new Promise<void>((resolve) => {
    hasListed = () => setImmediate(resolve); // after the answer has left
  });
  const guard = new CallGuard(async (refusal, { parameters, method }): Promise<Refused> => {
    const envelope: unknown = Reflect.get(Object(parameters), "_meta");
    const { client } = announcedIn(envelope, current?.server.getClientVersion());
    const served = await servedOrRefused(ready);
    if (served.kind === "refused") return served;
    const { caller, gatehouse } = served;
    return refuseCall(refusal, {
      context: { caller: caller.announcedAs(client), gatehouse, cancellation: new AbortController().signal },
      tool: method,
      said: Reflect.get(Object(parameters), "name"),
    });
  }, log);
  const fastPath = new FastPath(() => {
    const hasSaidWho = current?.server.getClientVersion() !== undefined;
    return hasSaidWho && current?.connection.era === "legacy" ? current.connection : null;
  }, guard);
  const transport = new LineTransport(
    { input: process.stdin, output: process.stdout },
    { guard, fastPath, largest: LARGEST_REQUEST },
  );
  const handle = serveStdio(({ era }) => (current = createServer({ ready, audience, guard, hasListed, era })).server, {
    transport,
    onerror: (error) => log(`protocol: ${error.message.split("\n")[0] ?? ""}`),
  });
  return {
    ended: transport.ended,
    listed,
    close: async () => {
      await handle.close();
      await guard.close();
    },
  };
}

const TASK_CAPABILITIES = {
  legacy: { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } },
  modern: { extensions: { [TASKS]: {} } },
};

interface Served {
  readonly server: Server;
  readonly connection: Connection;
}

interface Serving {
  readonly ready: Ready;
  readonly audience: Promise<Role>;
  readonly guard: CallGuard;
  readonly hasListed: () => void;
  readonly era: Connection["era"];
}

function createServer({ ready, audience, guard, hasListed, era }: Serving): Served {
  const server = new Server(
    { name: "gatehouse", title: "Gatehouse", version: VERSION },
    { capabilities: { tools: {}, ...TASK_CAPABILITIES[era] }, instructions: INSTRUCTIONS },
  );
  const connection: Connection = {
    ready,
    era,
    kept: new KeptOutcomes(),
    announced: ({ envelope }) => announcedIn(envelope, server.getClientVersion()),
  };
  server.setRequestHandler("tools/list", async () => {
    const shown = await audience;
    hasListed();
    return { tools: TOOLS.filter(({ name }) => isShown(name, shown)).map((tool) => describeTool(tool, shown)) };
  });
  // Not registered with the SDK, which would check a call and answer what does not fit by itself, unrecorded.
  server.fallbackRequestHandler = async ({ id, method, params }, context) => {
    if (method !== "tools/call") throw new ProtocolError(ProtocolErrorCode.MethodNotFound, "Method not found");
    const arrival = arrivalOf(context);
    const called = await guard.during(id, (inexact) => answerCall(params ?? {}, { connection, arrival, inexact }));
    return called.kind === "task" ? called.result : toResult(called.answer);
  };
  serveTasks(server, { connection, guard });
  return { server, connection };
}
