// The MCP server over stdio: translates tool calls to the gate and its answers to MCP, and decides nothing.
// tools/list is answered once the policies are read, before databases are ready; calls wait for them.

import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Role } from "../../core/policy/policy.ts";
import { type Refused, refuseCall } from "../../gate/calls.ts";
import { KeptOutcomes } from "../../gate/tasks.ts";
import { type ConnectedServer, createServer } from "./create-server.ts";
import { CallGuard } from "./messages/call-guard.ts";
import { announcedIn, type Ready, servedOrRefused } from "./served.ts";
import { FastPath } from "./stdio/fast-path.ts";
import { LineTransport } from "./stdio/line-transport.ts";

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
  let current: ConnectedServer | null = null;
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
  const handle = serveStdio(
    ({ era }) => (current = createServer({ ready, audience, guard, hasListed, era, kept: new KeptOutcomes() })).server,
    {
      transport,
      onerror: (error) => log(`protocol: ${error.message.split("\n")[0] ?? ""}`),
    },
  );
  return {
    ended: transport.ended,
    listed,
    close: async () => {
      await handle.close();
      await guard.close();
    },
  };
}
