// The MCP server over stdio: translates tool calls to the gate and its answers to MCP, and decides nothing.
// stdout carries the protocol alone. tools/list is answered once the policies are read, before databases are ready; calls wait for them.

import { type CallToolResult, McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import type { Role } from "../../core/policy/policy.ts";
import type { Answer } from "../../gate/answer.ts";
import type { Gatehouse } from "../../gate/gatehouse.ts";
import { isShown } from "../../gate/is-shown.ts";
import { refusalOfFailure } from "../../gate/refusal-of-failure.ts";
import { VERSION } from "../version.ts";
import { describeSchemaTool } from "./describe-schema-tool.ts";
import { ledgerSearchTool } from "./ledger-search-tool.ts";
import { ledgerVerifyTool } from "./ledger-verify-tool.ts";
import { queryTool } from "./query-tool.ts";
import { requestApprovalTool } from "./request-approval-tool.ts";
import type { Tool } from "./tool.ts";

const TOOLS: readonly Tool[] = [queryTool, describeSchemaTool, requestApprovalTool, ledgerSearchTool, ledgerVerifyTool];

const INSTRUCTIONS = `A governed database. Personal data is masked before your statement sees it, so write ordinary SQL and take tokens and masks for what they are, never for real values. Start with describe-schema. Where you may change data, what is risky waits for a person: give a reason, and go on with request-approval. Every call is recorded.`;

/** The SDK ends a connection whose message is larger; requests of this size are refused by their own rules long before. */
const LARGEST_REQUEST = 64 * 1_048_576;

export interface Served {
  readonly kind: "served";
  readonly caller: Caller;
  readonly gatehouse: Gatehouse;
}

export interface McpHandle {
  /** Ends the connection; calls in flight are cancelled. */
  close(): Promise<void>;
  /** Resolves when the client has gone. */
  readonly ended: Promise<void>;
}

/** What calls are answered with, once that is open. Rejects with a Failure while it cannot be opened. */
type Ready = () => Promise<Served>;

/** `audience` is the role of who calls: known before databases are, so that tools are listed at once. */
export function serveMcp(
  { ready, audience }: { ready: Ready; audience: Promise<Role> },
  log: (line: string) => void,
): McpHandle {
  const transport = new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: LARGEST_REQUEST });
  const handle = serveStdio(() => createServer({ ready, audience }), {
    transport,
    onerror: (error) => log(`protocol: ${error.message.split("\n")[0] ?? ""}`),
  });
  const ended = new Promise<void>((resolve) => {
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
    process.stdout.once("error", () => resolve());
  });
  return {
    ended,
    close: () => handle.close(),
  };
}

function createServer({ ready, audience }: { ready: Ready; audience: Promise<Role> }): McpServer {
  const server = new McpServer(
    { name: "gatehouse", title: "Gatehouse", version: VERSION },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  for (const tool of TOOLS) {
    const { name, title, description, annotations } = tool;
    server.registerTool(
      name,
      {
        title,
        description,
        annotations: { title, ...annotations },
        inputSchema: advertised(tool.input, "input"),
        outputSchema: advertised(tool.output, "output"),
      },
      async (input: unknown, context: ServerContext): Promise<CallToolResult> => {
        const served = await ready().catch(refusedAtStart);
        if (served.kind === "refused") return toResult(served);
        const { caller, gatehouse } = served;
        const announced = caller.announcedAs(clientOf(server, context));
        const progress = progressOf(context);
        // the signal of the request is aborted with the connection, too
        const cancellation = context.mcpReq.signal;
        const call = { caller: announced, gatehouse, cancellation, ...(progress !== null && { progress }) };
        return toResult(await tool.call(input, call));
      },
    );
  }
  // In place of the SDK's own: which tools there are depends on who asks.
  server.server.setRequestHandler("tools/list", async () => {
    const shown = await audience;
    return { tools: TOOLS.filter(({ name }) => isShown(name, shown)).map(describeTool) };
  });
  return server;
}

/** Nothing is open that could record it: the call is refused without an entry, as when the ledger cannot be written. */
function refusedAtStart(error: unknown): Extract<Answer<object>, { kind: "refused" }> {
  if (!(error instanceof Failure)) throw error;
  return { kind: "refused", refusal: refusalOfFailure(error), receipt: null };
}

function describeTool({ name, title, description, annotations, input, output }: Tool) {
  return {
    name,
    title,
    description,
    annotations: { title, ...annotations },
    inputSchema: objectSchema(input, "input"),
    outputSchema: objectSchema(output, "output"),
  };
}

const jsonMapping = z.record(z.string(), z.json());
const listedSchema = z.looseObject({ type: z.literal("object"), properties: jsonMapping.optional() });

function objectSchema(schema: z.ZodType, io: "input" | "output") {
  const { properties, ...rest } = listedSchema.parse(z.toJSONSchema(schema, { io }));
  return { ...rest, ...(properties !== undefined && { properties }) };
}

/**
 * The schema that clients see. Nothing is checked by it here: input that does not fit is refused by the tool itself, so that it is
 * recorded, and output is what the gate's types say it is; clients check it, and the tests are such clients.
 */
function advertised(schema: z.ZodType, io: "input" | "output") {
  const standard = schema["~standard"];
  const json = () => z.toJSONSchema(schema, { io });
  return {
    "~standard": {
      version: standard.version,
      vendor: standard.vendor,
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: json, output: json },
    },
  };
}

const clientSchema = z.object({ name: z.string(), version: z.string() });
const envelopeSchema = z.looseObject({ "io.modelcontextprotocol/clientInfo": clientSchema });

/** The client's own word, from the request's envelope (2026-07-28) or from initialize (before). */
function clientOf(server: McpServer, { mcpReq }: ServerContext): { name: string; version: string } | null {
  const envelope = mcpReq.envelope === undefined ? null : envelopeSchema.safeParse(mcpReq.envelope);
  const announced =
    envelope?.success === true ? envelope.data["io.modelcontextprotocol/clientInfo"] : server.server.getClientVersion();
  const client = clientSchema.safeParse(announced);
  if (!client.success) return null;
  return { name: printable(client.data.name), version: printable(client.data.version) };
}

const progressSchema = z.looseObject({ progressToken: z.union([z.string(), z.number()]) });

/** Tells the client how a call gets on, where it asked for that with a token; null where it did not. */
function progressOf({ mcpReq }: ServerContext): ((message: string) => void) | null {
  const meta = progressSchema.safeParse(Reflect.get(mcpReq, "_meta"));
  if (!meta.success) return null;
  const { progressToken } = meta.data;
  let progress = 0;
  return (message) => {
    progress += 1;
    mcpReq
      .notify({ method: "notifications/progress", params: { progressToken, progress, message } })
      .catch(() => undefined); // the client is gone, and the call ends by its signal
  };
}

/** Attacker-controlled, and bound for the ledger and terminals. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}

function toResult(answer: Answer<object>): CallToolResult {
  if (answer.kind === "refused") {
    const { code, rule, message, remedy, position, sqlstate } = answer.refusal;
    const refusal = {
      refused: code,
      message,
      remedy,
      rule,
      ...(position !== null && { position }),
      ...(sqlstate !== null && { sqlstate }),
    };
    return {
      isError: true,
      content: [{ type: "text", text: JSON.stringify(refusal) }],
      ...(answer.receipt !== null && { _meta: { "gatehouse/ledger": receiptOf(answer.receipt) } }),
    };
  }
  const ledger = receiptOf(answer.receipt);
  return {
    content: [{ type: "text", text: `${answer.json.slice(0, -1)},"ledger":${JSON.stringify(ledger)}}` }],
    structuredContent: { ...answer.result, ledger },
    _meta: { "gatehouse/ledger": ledger },
  };
}

function receiptOf({ index, size, root }: { index: number; size: number; root: string }) {
  return { index, size, root };
}
