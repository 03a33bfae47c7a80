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
import { faultOfServersFolder } from "./open-folder.ts";

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
  /** What it sends its token to, where that is a path that others might take; null elsewhere. */
  readonly socket: string | null;
  /** On a new connection: from when on what was sent may have arrived. */
  readonly opened: "connect" | "secureConnect";
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
    const way = { name: `unix:${socket}`, socket, opened: "connect", options, named, request: plainRequest } as const;
    return linkBy({ ...way, agent: new Agent(keeping) });
  }
  const { protocol, hostname, port, pathname, search, username } = parsedUrl(url ?? "");
  if (search !== "" || username !== "") {
    throw new Failure("usage", "Write the URL without a name, a password and what follows a question mark.");
  }
  const host = hostname.replaceAll(/[[\]]/g, "");
  const options = { host, port, path: pathname === "/" ? "/mcp" : pathname };
  const name = `${protocol}//${hostname}${port === "" ? "" : `:${port}`}${options.path}`;
  const way = { name, options, socket: null } as const;
  if (protocol === "http:") {
    if (!/^(?:localhost|::1|127(?:\.\d{1,3}){3})$/.test(host)) {
      throw new Failure("usage", `The token would travel unencrypted to ${host}; use the https URL of the server.`);
    }
    return linkBy({ ...way, opened: "connect", agent: new Agent(keeping), request: plainRequest });
  }
  const { Agent: TlsAgent, request } = await import("node:https");
  return linkBy({ ...way, opened: "secureConnect", agent: new TlsAgent(keeping), request });
}

function parsedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new Failure("usage", "That is no URL of a server; write it as https://db.example.com/mcp.");
  }
  return url;
}

function linkBy({ name, socket: path, opened, options, named = {}, agent, request }: Way): ServerLink {
  return {
    name,
    close: () => agent.destroy(),
    post: (body, { headers, signal, event }) =>
      new Promise((resolve) => {
        const fault = path === null ? null : faultOfServersFolder(path);
        if (fault !== null) return resolve({ kind: "unreached", code: fault });
        const length = String(Buffer.byteLength(body));
        const all = { ...named, ...HEADERS, ...headers, "content-length": length };
        const asked: ClientRequest = request({ ...options, method: "POST", agent, headers: all, signal }, (answer) =>
          read(answer, { event, resolve }),
        );
        asked.setTimeout(SILENT_MILLISECONDS, () => asked.destroy(new Error("silent")));
        let isOpen = false;
        asked.once("socket", (socket) => {
          if (asked.reusedSocket) isOpen = true;
          else socket.once(opened, () => (isOpen = true));
        });
        asked.on("error", (error: NodeJS.ErrnoException) => {
          resolve({ kind: isOpen ? "broken" : "unreached", code: error.code ?? error.message });
        });
        asked.end(body);
      }),
  };
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
