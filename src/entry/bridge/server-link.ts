// The bridge's way to the server: one POST a message, to a Unix socket or a URL, over connections that are kept. It says what became of a
// message, and whether it left at all; what to make of that is the relay's.

import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  request as plainRequest,
  type RequestOptions,
} from "node:http";
import { Failure } from "../../core/model/failure.ts";
import { EventStream } from "./event-stream.ts";
import { saysNothingRan } from "./nothing-ran.ts";

export type Reply =
  /** Not a stream of events. `body` is empty where there is none; `nothingRan` is the server's own word for it. */
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly session: string | null;
      readonly body: string;
      readonly nothingRan: boolean;
    }
  /** Events, each handed on, to their end. */
  | { readonly kind: "streamed"; readonly session: string | null }
  /** Nothing of it left. */
  | { readonly kind: "unreached"; readonly code: string }
  /** It may have arrived, and no whole answer came. */
  | { readonly kind: "broken"; readonly code: string };

export interface Posting {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** The data of each event. */
  event(data: string): void;
}

export interface ServerLink {
  /** For sentences to people: what it is linked to. */
  readonly name: string;
  post(body: string, posting: Posting): Promise<Reply>;
  close(): void;
}

/** The server says every 15 seconds that it is there. */
const SILENT_MILLISECONDS = 60_000;
/** Sooner than a server closes a connection that nothing comes on. */
const IDLE_MILLISECONDS = 30_000;
const LARGEST_ANSWER = 64 * 1_048_576;
const HEADERS = { "content-type": "application/json", accept: "application/json, text/event-stream" };

interface Way {
  readonly name: string;
  readonly options: RequestOptions;
  /** Headers of every message. */
  readonly named?: Readonly<Record<string, string>>;
  readonly agent: Agent;
  readonly request: typeof plainRequest;
}

/** Exactly one of both. Rejects with a Failure for a URL that a token is not sent to. */
export async function openLink({
  socket,
  url,
}: {
  socket?: string | undefined;
  url?: string | undefined;
}): Promise<ServerLink> {
  if ((socket === undefined) === (url === undefined)) {
    throw new Failure("usage", "Name the server with one of --socket and --url.");
  }
  const keeping = { keepAlive: true, timeout: IDLE_MILLISECONDS };
  if (socket !== undefined) {
    const options = { socketPath: socket, path: "/mcp" };
    const named = { host: "localhost" };
    return linkBy({ name: `unix:${socket}`, options, named, agent: new Agent(keeping), request: plainRequest });
  }
  const { protocol, hostname, port, pathname, search, username } = parsedUrl(url ?? "");
  if (search !== "" || username !== "") {
    throw new Failure("usage", "Write the URL without a name, a password and what follows a question mark.");
  }
  const host = hostname.replaceAll(/[[\]]/g, "");
  const options = { host, port, path: pathname === "/" ? "/mcp" : pathname };
  const name = `${protocol}//${hostname}${port === "" ? "" : `:${port}`}${options.path}`;
  if (protocol === "http:") {
    if (!/^(?:localhost|::1|127(?:\.\d{1,3}){3})$/.test(host)) {
      throw new Failure("usage", `The token would travel unencrypted to ${host}; use the https URL of the server.`);
    }
    return linkBy({ name, options, agent: new Agent(keeping), request: plainRequest });
  }
  const { Agent: TlsAgent, request } = await import("node:https");
  return linkBy({ name, options, agent: new TlsAgent(keeping), request });
}

function parsedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new Failure("usage", "That is no URL of a server; write it as https://db.example.com/mcp.");
  }
  return url;
}

function linkBy({ name, options, named = {}, agent, request }: Way): ServerLink {
  return {
    name,
    close: () => agent.destroy(),
    post: (body, { headers, signal, event }) =>
      new Promise((resolve) => {
        const length = String(Buffer.byteLength(body));
        const all = { ...named, ...HEADERS, ...headers, "content-length": length };
        const asked: ClientRequest = request({ ...options, method: "POST", agent, headers: all, signal }, (answer) =>
          read(answer, { event, resolve }),
        );
        asked.setTimeout(SILENT_MILLISECONDS, () => asked.destroy(new Error("silent")));
        asked.on("error", (error: NodeJS.ErrnoException) => {
          const unreached = error.syscall === "connect" || error.syscall === "getaddrinfo" || isOfTls(error);
          resolve({ kind: unreached ? "unreached" : "broken", code: error.code ?? error.message });
        });
        asked.end(body);
      }),
  };
}

/** The connection was not taken, for what its certificate is. */
function isOfTls({ code = "" }: NodeJS.ErrnoException): boolean {
  return /^(?:ERR_TLS_|CERT_|DEPTH_ZERO_|UNABLE_TO_|SELF_SIGNED_|EPROTO|ERR_SSL_)/.test(code);
}

function read(
  answer: IncomingMessage,
  { event, resolve }: { event: (data: string) => void; resolve: (reply: Reply) => void },
): void {
  const { statusCode: status = 0, headers } = answer;
  const session = typeof headers["mcp-session-id"] === "string" ? headers["mcp-session-id"] : null;
  const isStream = headers["content-type"]?.startsWith("text/event-stream") === true;
  const stream = new EventStream(event);
  const pieces: Buffer[] = [];
  let bytes = 0;
  answer.on("data", (piece: Buffer) => {
    if (isStream) return stream.take(piece);
    bytes += piece.length;
    if (bytes > LARGEST_ANSWER) answer.destroy(new Error("too long"));
    else pieces.push(piece);
  });
  answer.on("error", (error: NodeJS.ErrnoException) => resolve({ kind: "broken", code: error.code ?? error.message }));
  answer.on("end", () => {
    if (isStream) return resolve({ kind: "streamed", session });
    const body = Buffer.concat(pieces).toString("utf8");
    resolve({ kind: "answered", status, session, body, nothingRan: saysNothingRan(headers) });
  });
}
