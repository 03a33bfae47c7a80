// One HTTP request from its first byte to its answer: admitted, asked who sends it, read, measured, parsed once, and handed to the leg of its
// revision. INVARIANT: no body is read of somebody who is not known, and whatever a known caller sends that calls a tool is recorded.

import type { IncomingMessage, ServerResponse } from "node:http";
import {
  classifyInboundRequest,
  isJsonContentType,
  type JSONRPCMessage,
  parseJSONRPCMessage,
} from "@modelcontextprotocol/server";
import type { TokensOffered } from "../../core/identity/challenge.ts";
import { refuse } from "../../core/model/refusal.ts";
import { type Gatehouse, type Refused, refuseCall } from "../../gate/calls.ts";
import { CallGuard } from "../mcp/messages/call-guard.ts";
import { type Announced, announcedIn, type Ready } from "../mcp/served.ts";
import { resultLine } from "../mcp/tools/tool-result.ts";
import type { RefusalCounts } from "../network/refusal-counts.ts";
import { type Admission, turnAway } from "./admit.ts";
import type { Arriving } from "./arriving.ts";
import { authenticateRequest, type Identities, type IssuedTokens, type Known } from "./authenticate-request.ts";
import { Exchange, type Taken } from "./exchange.ts";
import type { KeptBySession } from "./kept-by-session.ts";
import { serveLegacy } from "./legacy-leg.ts";
import type { ModernLeg } from "./modern-leg.ts";
import { rpcError, say, sayError, sayMetadata, sayRejected } from "./plain-answers.ts";
import { type Body, type BodyRoom, LARGEST_BODY, readBody } from "./read-body.ts";
import type { SessionSeal } from "./session-seal.ts";
import type { CallsUnderWay } from "./underway.ts";

export interface HttpParts {
  readonly admission: Admission;
  readonly gatehouse: Gatehouse;
  readonly tokens: Identities["tokens"];
  readonly issued: IssuedTokens | null;
  readonly offered: TokensOffered | null;
  /** RFC 9728, at the paths of `admission.open`; null where no issuer is trusted. */
  readonly metadata: object | null;
  readonly counts: RefusalCounts;
  readonly seal: SessionSeal;
  readonly kept: KeptBySession;
  readonly underway: CallsUnderWay;
  readonly modern: ModernLeg;
  readonly room: BodyRoom;
  readonly publicUrl: string;
  readonly log: (line: string) => void;
  /** True once the server is ending: nothing new is begun. */
  isEnding(): boolean;
}

export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  parts: HttpParts,
): Promise<void> {
  const { counts, underway } = parts;
  const source = request.socket.remoteAddress;
  const turned = turnAway(request, parts.admission);
  if (turned !== null) {
    counts.count(turned.reason, source);
    return say(response, turned.status, { error: "invalid_request", error_description: turned.message });
  }
  if (parts.metadata !== null && parts.admission.open.has(request.url ?? "")) {
    return sayMetadata(request, response, parts.metadata);
  }
  const known = await authenticateRequest(request.rawHeaders, parts, request.method);
  const nonce = request.headers["dpop"] === undefined ? null : parts.issued?.proofs.nonce();
  if (nonce !== null && nonce !== undefined) response.setHeader("dpop-nonce", nonce);
  if (known.kind === "rejected") {
    counts.count(known.reason, source);
    return sayRejected(response, known, parts.offered);
  }
  if (request.method !== "POST") {
    response.setHeader("allow", "POST");
    return sayError(response, 405, "Only POST is served: there are no streams without a request.");
  }
  if (
    !isJsonContentType(request.headers["content-type"] ?? null) ||
    request.headers["content-encoding"] !== undefined
  ) {
    return sayError(response, 415, "The body has to be application/json, and not compressed.");
  }
  const taken = takenBy(request.headers.accept);
  if (!taken.json && !taken.stream) {
    return sayError(response, 406, "Accept application/json, text/event-stream, or both.");
  }
  if (parts.isEnding() || underway.isFull) {
    response.setHeader("retry-after", "1");
    return sayError(response, 503, parts.isEnding() ? "The server is ending." : "Too many calls are under way.");
  }
  const hasRoom = underway.enter(known.principal);
  response.once("close", () => underway.leave(known.principal));
  await readAndAnswer({ request, response, taken }, { ...parts, known, hasRoom });
}

interface Around extends HttpParts {
  readonly known: Known;
  /** Whether the caller may have another call under way. */
  readonly hasRoom: boolean;
}

async function readAndAnswer(
  { request, response, taken }: { request: IncomingMessage; response: ServerResponse; taken: Taken },
  around: Around,
): Promise<void> {
  const body = await readBody(request, around.room);
  if (body.kind === "gone") return void response.destroy();
  if (body.kind === "no-room") {
    response.setHeader("retry-after", "1");
    return sayError(response, 503, "Too much is being sent at once.");
  }
  const exchange = new Exchange(response, taken);
  const { arriving, guard } = arrive({ request, response, exchange, body }, around);
  const answer = async (answered: Promise<JSONRPCMessage | null>, status: number) => {
    const message = (await answered) ?? rpcError(-32_600, "Invalid request");
    exchange.finish([`${JSON.stringify(message)}\n`], status);
  };
  if (body.kind === "too-long") {
    response.setHeader("connection", "close"); // the rest of it is not read
    return answer(guard.tooLong(body.outline, LARGEST_BODY), 413);
  }
  if (body.kind === "excessive") return answer(guard.excessive(body.outline), 400);
  if (body.kind === "unreadable") return answer(Promise.resolve(rpcError(-32_700, "Parse error")), 400);
  const { value, text, bytes } = body;
  const message = messageOrNull(value);
  if (message === null) return answer(guard.unreadable(value), 400);
  guard.connect({
    isOpen: () => true,
    deliver: (delivered) => {
      const begun = around.hasRoom
        ? serve(delivered, { arriving, value, modern: around.modern, url: around.publicUrl })
        : refuseFull(delivered, { arriving, around });
      begun.catch((error: unknown) => {
        around.log(`protocol: ${error instanceof Error ? error.message : String(error)}`);
        exchange.finish([`${JSON.stringify(rpcError(-32_603, "Internal error"))}\n`], 500);
      });
    },
    answer: (answered) => {
      void answered.then((leaving) => {
        if (leaving === null) exchange.end(202);
        else exchange.finish([`${JSON.stringify(leaving)}\n`]);
      });
    },
  });
  response.once("close", () => void guard.close()); // what no handler has taken is recorded as that
  guard.arriving(message, { text, bytes });
}

function serve(
  message: JSONRPCMessage,
  { arriving, value, modern, url }: { arriving: Arriving; value: unknown; modern: ModernLeg; url: string },
): Promise<void> {
  const header = (name: string) => {
    const said = arriving.header(name);
    return said === undefined ? {} : { said };
  };
  const [version, method, name] = ["mcp-protocol-version", "mcp-method", "mcp-name"].map(header);
  const { kind } = classifyInboundRequest({
    httpMethod: "POST",
    body: value,
    ...(version?.said !== undefined && { protocolVersionHeader: version.said }),
    ...(method?.said !== undefined && { mcpMethodHeader: method.said }),
    ...(name?.said !== undefined && { mcpNameHeader: name.said }),
  });
  if (kind === "legacy") return serveLegacy(message, arriving);
  const headers = new Headers({ "content-type": "application/json", accept: arriving.header("accept") ?? "*/*" });
  for (const each of ["mcp-protocol-version", "mcp-method", "mcp-name"]) {
    const said = arriving.header(each);
    if (said !== undefined) headers.set(each, said);
  }
  return modern.serve(message, { arriving, request: { headers, value, url } });
}

const TOO_MANY = refuse("too-many-calls", "Too many calls of yours are under way.", {
  rule: "calls under way",
  remedy: "Wait for some of them to end, and call again.",
});

async function refuseFull(
  message: JSONRPCMessage,
  { arriving, around }: { arriving: Arriving; around: Around },
): Promise<void> {
  const { exchange, guard } = arriving;
  if (!("method" in message) || !("id" in message) || message.method !== "tools/call") return exchange.end(429);
  const { params = {}, id } = message;
  const answer = await guard.during(id, () =>
    record(TOO_MANY, { parameters: params, method: null }, { around, arriving }),
  );
  exchange.finish(resultLine(id, { kind: "answered", answer }));
}

function arrive(
  {
    request,
    response,
    exchange,
    body,
  }: { request: IncomingMessage; response: ServerResponse; exchange: Exchange; body: Body },
  around: Around,
): { arriving: Arriving; guard: CallGuard } {
  const { known, seal, kept, underway, gatehouse, log } = around;
  const { holder } = known;
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const sessionId = header("mcp-session-id");
  const session = sessionId === undefined ? null : seal.open(sessionId, holder);
  const announced = { client: session?.client ?? null };
  const about: { arriving: Arriving | null } = { arriving: null };
  const guard = new CallGuard(async (refusal, call) => {
    if (about.arriving === null) throw new RangeError("a call before its request");
    return record(refusal, call, { around, arriving: about.arriving });
  }, log);
  const current = session ?? seal.unsealed(saidIn(body).client, holder);
  const ready: Ready = async () => ({
    kind: "served",
    caller: known.callerIn(current.id),
    gatehouse,
    admission: known.admission,
    answered: exchange.answered,
  });
  const audience = async () => {
    const { role } = known.callerIn(current.id);
    const found = gatehouse.policy().roles.get(role);
    if (found === undefined) throw new RangeError("a caller in a role that the policy has not");
    return found;
  };
  const arriving: Arriving = {
    exchange,
    guard,
    ready,
    audience: audience(),
    kept: kept.of(holder, current.id),
    underway,
    announced,
    sessionId,
    session,
    header,
    beginSession: (params) => {
      const { client } = announcedIn(undefined, Reflect.get(Object(params), "clientInfo"));
      if (!response.headersSent) response.setHeader("mcp-session-id", seal.seal(client, holder));
    },
    whenClosed: (told) => void response.once("close", told),
  };
  arriving.audience.catch(() => undefined); // told where it is asked for
  about.arriving = arriving;
  return { arriving, guard };
}

/** Who sends it, as a request of 2026-07-28 says for itself. */
function saidIn(body: Body): Pick<Announced, "client"> {
  const value: unknown = body.kind === "json" ? body.value : null;
  return announcedIn(Reflect.get(Object(Reflect.get(Object(value), "params")), "_meta"), undefined);
}

/** Records a call that reached no tool. */
async function record(
  refusal: Refused["refusal"],
  { parameters, method }: { parameters: unknown; method: Parameters<typeof refuseCall>[1]["tool"] },
  { around, arriving }: { around: Around; arriving: Arriving },
): Promise<Refused> {
  const { caller } = await arriving.ready().then((served) => served);
  const { client } = announcedIn(Reflect.get(Object(parameters), "_meta"), arriving.announced.client);
  return refuseCall(refusal, {
    context: {
      caller: caller.announcedAs(client),
      gatehouse: around.gatehouse,
      cancellation: new AbortController().signal,
      admission: around.known.admission,
    },
    tool: method,
    said: Reflect.get(Object(parameters), "name"),
  });
}

function messageOrNull(value: unknown): JSONRPCMessage | null {
  try {
    return parseJSONRPCMessage(value);
  } catch {
    return null;
  }
}

function takenBy(accept: string | undefined): Taken {
  if (accept === undefined) return { json: true, stream: false };
  const types = accept.split(",").map((each) => each.split(";")[0]?.trim().toLowerCase() ?? "");
  return {
    json: types.some((type) => type === "application/json" || type === "application/*" || type === "*/*"),
    stream: types.includes("text/event-stream"),
  };
}
