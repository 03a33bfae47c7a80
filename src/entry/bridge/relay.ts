// Messages between one client and the server, each a request of its own: handed on as they came, and answered as the server answered. What the
// server does not answer is answered here, by an error that says so. It knows the session of 2025-11-25 and before, so that a server may be
// ended and started again between two messages; of 2026-07-28 it keeps nothing.
// INVARIANT: every request gets exactly one answer, unless its client has cancelled it; a tool call is sent again only where nothing of it left,
// or the server itself says that nothing of it ran.

import type { BridgeToken } from "./bridge-token.ts";
import { type Message, readMessage } from "./read-message.ts";
import type { Reply, ServerLink } from "./server-link.ts";
import {
  broken,
  cutOff,
  describedIn,
  ENDING,
  errorLine,
  notAccepted,
  refused,
  type Told,
  unanswered,
  unreached,
} from "./tell-trouble.ts";

/** How long a server that is away is waited for: one that never was there, and one that may be starting again. */
const [NEVER_MILLISECONDS, AGAIN_MILLISECONDS] = [3_000, 15_000];
const [FIRST_PAUSE, LONGEST_PAUSE] = [50, 500];
/** Under way at once; the client is read on when there are fewer. */
const MOST = 64;
/** Characters: no notification is so long. */
const LONGEST_NOTIFICATION = 65_536;
/** Neither comes to anything by waiting. */
const LASTING = /^(?:EACCES|ERR_TLS_|CERT_|DEPTH_ZERO_|UNABLE_TO_|SELF_SIGNED_|EPROTO|ERR_SSL_|others-)/;

interface UnderWay {
  readonly abort: AbortController;
  /** Why it is not waited for any more. */
  over: "cancelled" | "ending" | null;
}

export interface RelayParts {
  readonly link: ServerLink;
  readonly token: BridgeToken;
  readonly write: (line: string) => void;
  readonly log: (line: string) => void;
  /** Told after each message that is done with. */
  readonly settled: () => void;
}

export class Relay {
  readonly #parts: RelayParts;
  readonly #underWay = new Map<string | number, UnderWay>();
  #count = 0;
  /** What `initialize` came to: later messages are of its session. */
  #beginning: Promise<unknown> = Promise.resolve();
  #session: { readonly id: string; readonly version: string } | null = null;
  #initialize: Message | null = null;
  #wasThere = false;
  #whenIdle: (() => void)[] = [];

  constructor(parts: RelayParts) {
    this.#parts = parts;
  }

  get isFull(): boolean {
    return this.#count >= MOST;
  }

  /** A line of the client's. */
  take(line: string): void {
    if (line.trim() === "") return;
    const message = readMessage(line);
    if (message === null) return this.#parts.log("a line of the client's is no JSON, and was left out");
    const carried = this.#carry(message, this.#beginning);
    if (message.method === "initialize") this.#beginning = carried;
  }

  /** Resolves once nothing is under way. */
  idle(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => void this.#whenIdle.push(resolve));
  }

  /** Answers what is under way with the word that the bridge ends. */
  end(): void {
    for (const underWay of this.#underWay.values()) {
      underWay.over ??= "ending";
      underWay.abort.abort();
    }
  }

  async #carry(message: Message, after: Promise<unknown>): Promise<void> {
    this.#count += 1;
    const { id } = message;
    const underWay: UnderWay = { abort: new AbortController(), over: null };
    if (id !== null && !this.#underWay.has(id)) this.#underWay.set(id, underWay);
    try {
      await after;
      if (this.#cancelsHere(message)) return;
      const told = underWay.over === null ? await this.#exchange(message, underWay) : ENDING;
      if (id !== null && told !== null && underWay.over !== "cancelled") {
        this.#parts.write(errorLine(id, underWay.over === "ending" ? ENDING : told));
      }
    } finally {
      if (message.cancels !== null) this.#letGo(message.cancels);
      if (id !== null && this.#underWay.get(id) === underWay) this.#underWay.delete(id);
      this.#count -= 1;
      this.#parts.settled();
      if (this.#count === 0) for (const told of this.#whenIdle.splice(0)) told();
    }
  }

  /** True for a cancellation that is none of the server's: it ends with the request that it is about. */
  #cancelsHere({ cancels, version }: Message): boolean {
    if (cancels === null) return false;
    const underWay = this.#underWay.get(cancels);
    if (underWay !== undefined) underWay.over = "cancelled";
    return version !== null || this.#session === null;
  }

  /** The server has been told, and hears it by the end of the request as well. */
  #letGo(id: string | number): void {
    this.#underWay.get(id)?.abort.abort();
  }

  /** Null where the client has its answer, or gets none. */
  async #exchange(message: Message, { abort: { signal } }: UnderWay): Promise<Told | null> {
    const until = Date.now() + (this.#wasThere ? AGAIN_MILLISECONDS : NEVER_MILLISECONDS);
    const name = this.#parts.link.name;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const session = message.method === "initialize" ? null : this.#session;
      const { reply, answered } = await this.#post(message, { session, signal });
      const waits = Date.now() + pause < until;
      if (answered) return null;
      switch (reply.kind) {
        case "streamed":
          return unanswered(name);
        case "unreached":
          if (!waits || LASTING.test(reply.code)) return unreached(name, reply.code);
          break;
        case "broken":
          if (message.method === "tools/call" || !waits) return broken(name, message.method === "tools/call");
          break;
        case "answered": {
          const mayRepeat = message.method !== "tools/call" || reply.nothingRan;
          if (reply.status === 401 && !(this.#parts.token.renew() && mayRepeat))
            return notAccepted(this.#parts.token.from, describedIn(reply.body));
          if (reply.status === 503 && !mayRepeat) return cutOff(name, reply.status);
          const isLost = reply.status === 404 && session !== null && mayRepeat;
          if (isLost && (await this.#beginAgain(session.id, signal))) break;
          if (reply.status === 401 || (reply.status === 503 && waits)) break;
          return this.#handOn(message, reply) ? null : refused(name, reply);
        }
      }
      if (signal.aborted) return unanswered(name);
      await paused(pause, signal);
    }
  }

  async #post(
    message: Message,
    { session, signal }: { session: { id: string; version: string } | null; signal: AbortSignal },
  ): Promise<{ reply: Reply; answered: boolean }> {
    const { line, headers, version, id } = message;
    let answer: string | null = null;
    const ofSession =
      version !== null || session === null
        ? {}
        : { "mcp-session-id": session.id, "mcp-protocol-version": session.version };
    const reply = await this.#parts.link.post(line, {
      headers: { authorization: `Bearer ${this.#parts.token.value}`, ...ofSession, ...headers },
      signal,
      event: (data) => {
        if (isAnswer(data)) {
          if (answer !== null) return;
          answer = data;
        }
        if (id !== null) this.#parts.write(onOneLine(data));
      },
    });
    if (reply.kind === "answered" || reply.kind === "streamed") this.#wasThere = true;
    if (reply.kind === "streamed" && answer !== null && message.method === "initialize") {
      this.#begin(message, { session: reply.session, body: answer });
    }
    return { reply, answered: answer !== null || (id === null && reply.kind === "streamed") };
  }

  /** True where the client has its answer, or wants none. */
  #handOn(message: Message, { status, session, body }: Extract<Reply, { kind: "answered" }>): boolean {
    const { id, method } = message;
    if (id === null) {
      const said = method === null ? errorIn(body) : null; // of what is no message, or several
      if (said !== null) this.#parts.write(JSON.stringify({ jsonrpc: "2.0", id: null, error: said }));
      else if (status >= 400) this.#parts.log(`a notification was answered with HTTP ${status}: ${describedIn(body)}`);
      return true;
    }
    if (status === 200) {
      if (!isAnswer(body)) return false;
      if (method === "initialize") this.#begin(message, { session, body });
      this.#parts.write(onOneLine(body));
      return true;
    }
    const error = errorIn(body);
    if (error === null) return false;
    this.#parts.write(JSON.stringify({ jsonrpc: "2.0", id, error }));
    return true;
  }

  #begin(message: Message, { session, body }: { session: string | null; body: string }): void {
    const version: unknown = Reflect.get(Object(Reflect.get(Object(JSON.parse(body)), "result")), "protocolVersion");
    this.#initialize = message;
    this.#session = session === null || typeof version !== "string" ? null : { id: session, version };
  }

  /** The server does not know the session any more: another one is begun, of which the client hears nothing. */
  async #beginAgain(lost: string, signal: AbortSignal): Promise<boolean> {
    if (this.#session?.id !== lost) return this.#session !== null; // by another message already
    const initialize = this.#initialize;
    if (initialize === null) return false;
    const { reply } = await this.#post({ ...initialize, id: null }, { session: null, signal });
    if (reply.kind !== "answered" || reply.status !== 200 || reply.session === null) return false;
    this.#begin(initialize, reply);
    return true;
  }
}

function isAnswer(data: string): boolean {
  if (data.length > LONGEST_NOTIFICATION) return true;
  try {
    const value: unknown = JSON.parse(data);
    return Reflect.get(Object(value), "method") === undefined;
  } catch {
    return false;
  }
}

/** JSON holds no line ends of its own but between its parts. */
function onOneLine(json: string): string {
  const text = json.trimEnd();
  return text.includes("\n") ? JSON.stringify(JSON.parse(text)) : text;
}

function errorIn(body: string): object | null {
  try {
    const error: unknown = Reflect.get(Object(JSON.parse(body)), "error");
    return typeof error === "object" ? error : null;
  } catch {
    return null;
  }
}

function paused(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
