// An MCP server of the SDK for one connection, or one request: translates what clients ask to the gate and its answers to MCP, and decides
// nothing. Whichever way messages come, this is what answers them.

import { ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import type { Role } from "../../core/policy/policy.ts";
import { isShown } from "../../gate/calls.ts";
import type { KeptOutcomes } from "../../gate/tasks.ts";
import { VERSION } from "../wiring/version.ts";
import { answerCall } from "./answer-call.ts";
import type { CallGuard } from "./messages/call-guard.ts";
import { type Arrival, announcedIn, arrivalOf, type Connection, type Ready, TASKS } from "./served.ts";
import { serveTasks } from "./task-requests.ts";
import { describeTool, TOOLS } from "./tools/tool-list.ts";
import { toResult } from "./tools/tool-result.ts";

const INSTRUCTIONS = `A governed database. Personal data is masked before your statement sees it, so write ordinary SQL and take tokens and masks for what they are, never for real values. Start with describe-schema. Where you may change data, what is risky waits for a person: give a reason, and go on with request-approval. Every call is recorded.`;

const TASK_CAPABILITIES = {
  legacy: { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } },
  modern: { extensions: { [TASKS]: {} } },
};

export interface ConnectedServer {
  readonly server: Server;
  readonly connection: Connection;
}

interface Serving {
  readonly ready: Ready;
  /** The role of who calls. */
  readonly audience: Promise<Role>;
  readonly guard: Pick<CallGuard, "during">;
  /** Told once the tools have been listed. */
  readonly hasListed?: () => void;
  readonly era: Connection["era"];
  readonly kept: KeptOutcomes;
  /** What a client said of itself before, where no message of this connection says it. */
  readonly announcedBefore?: { readonly name: string; readonly version: string };
  /** Aborted when the server itself ends what is under way. */
  readonly ending?: AbortSignal;
}

export function createServer(serving: Serving): ConnectedServer {
  const { ready, audience, guard, hasListed, era, kept } = serving;
  const server = new Server(
    { name: "gatehouse", title: "Gatehouse", version: VERSION },
    { capabilities: { tools: {}, ...TASK_CAPABILITIES[era] }, instructions: INSTRUCTIONS },
  );
  const atInitialize = readOnce((said: unknown) => announcedIn(undefined, said));
  const connection: Connection = {
    ready,
    era,
    kept,
    announced: ({ envelope }) => {
      const said = server.getClientVersion() ?? serving.announcedBefore;
      return envelope === undefined ? atInitialize(said) : announcedIn(envelope, said);
    },
  };
  server.setRequestHandler("tools/list", async () => {
    const shown = await audience;
    hasListed?.();
    return { tools: TOOLS.filter(({ name }) => isShown(name, shown)).map((tool) => describeTool(tool, shown)) };
  });
  // Not registered with the SDK, which would check a call and answer what does not fit by itself, unrecorded.
  server.fallbackRequestHandler = async ({ id, method, params }, context) => {
    if (method !== "tools/call") throw new ProtocolError(ProtocolErrorCode.MethodNotFound, "Method not found");
    const arrival = endingBy(arrivalOf(context), context.mcpReq.signal, serving.ending);
    const called = await guard.during(id, (inexact) => answerCall(params ?? {}, { connection, arrival, inexact }));
    return called.kind === "task" ? called.result : toResult(called.answer);
  };
  serveTasks(server, { connection, guard });
  return { server, connection };
}

/** Of the same object, read when it first comes. */
function readOnce<Key, Value>(read: (key: Key) => Value): (key: Key) => Value {
  let last: { readonly key: Key; readonly value: Value } | null = null;
  return (key) => {
    if (last?.key !== key) last = { key, value: read(key) };
    return last.value;
  };
}

function endingBy(arrival: Arrival, signal: AbortSignal, ending: AbortSignal | undefined): Arrival {
  return ending === undefined ? arrival : { ...arrival, signal: AbortSignal.any([signal, ending]) };
}
