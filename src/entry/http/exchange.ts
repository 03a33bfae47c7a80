// The answer to one request, of a revision that is served by our own leg: one JSON body where the answer comes soon, and a stream of server-sent
// events where it does not, so that the first byte leaves early and a proxy in between sees that there is somebody.
// INVARIANT: whoever does not read is not waited for: what was written and is not taken in time ends the connection.

import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { NOTHING_RAN } from "../bridge/nothing-ran.ts";

/** What the client takes (`Accept`). */
export interface Taken {
  readonly json: boolean;
  readonly stream: boolean;
}

/** A line of JSON in pieces, as it is written. */
type Line = readonly (string | Uint8Array)[];

/** After which an answer that is not there yet becomes a stream. */
const EARLY_MILLISECONDS = 1_000;
const KEEP_ALIVE_MILLISECONDS = 15_000;
const UNREAD_MILLISECONDS = 30_000;
/** An answer that the system took over may find that its reader has gone: that is known as soon as a reset comes back. */
const RESET_MILLISECONDS = 1_000;

export class Exchange {
  readonly #response: ServerResponse;
  readonly #taken: Taken;
  readonly #timer: NodeJS.Timeout;
  #keepAlive: NodeJS.Timeout | null = null;
  /** Whether what was written last is the answer; somebody else's is theirs to end. */
  #answers = false;
  /** Whether the answer left whole, on a connection that was not reset then. What the client has of it is not known here. */
  readonly answered: Promise<"delivered" | "lost">;

  constructor(response: ServerResponse, taken: Taken) {
    this.#response = response;
    this.#taken = taken;
    this.#timer = setTimeout(() => this.#openStream(), taken.json ? EARLY_MILLISECONDS : 0);
    response.once("close", () => this.#stop());
    this.answered = new Promise((resolve) => {
      const { socket } = response.req; // afterwards the response has none any more
      response.once("close", () => {
        if (!this.#answers || !response.writableFinished) resolve("lost");
        else whetherReset(socket, (reset) => resolve(reset ? "lost" : "delivered"));
      });
    });
  }

  /** True once the answer has begun to leave, or nobody is there any more. */
  get isOver(): boolean {
    return this.#response.writableEnded || this.#response.destroyed;
  }

  /** Dropped for a client that takes no stream, or does not read. */
  notify(message: object): void {
    if (this.isOver || !this.#openStream() || this.#response.writableNeedDrain) return;
    this.#response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  }

  /** The answer to the request. */
  finish(line: Line, status = 200): void {
    if (this.isOver) return;
    this.#stop();
    this.#answers = true;
    const response = this.#response;
    if (response.headersSent && this.#keepAlive === null) return void response.destroy(); // somebody else's, who failed
    if (!response.headersSent) response.writeHead(status, { ...UNKEPT, "content-type": "application/json" });
    else response.write("event: message\ndata: ");
    for (const piece of line) response.write(piece);
    if (this.#keepAlive !== null) response.write("\n");
    endInTime(response);
  }

  /** Before the answer: a bridge may send the request again. */
  sayNothingRan(): void {
    if (this.isOver || this.#response.headersSent) return;
    for (const [name, value] of Object.entries(NOTHING_RAN)) this.#response.setHeader(name, value);
  }

  /** Another status, and no body. */
  end(status: number): void {
    if (this.isOver) return;
    this.#stop();
    if (!this.#response.headersSent) this.#response.writeHead(status, UNKEPT);
    endInTime(this.#response);
  }

  /** Somebody else answers: from here on nothing is written by this. */
  handOver(): ServerResponse {
    this.#stop();
    this.#answers = true;
    return this.#response;
  }

  /** False where the client takes none. */
  #openStream(): boolean {
    if (!this.#taken.stream || this.isOver) return false;
    if (this.#keepAlive !== null || this.#response.headersSent) return this.#keepAlive !== null;
    const response = this.#response;
    response.writeHead(200, { ...UNKEPT, "content-type": "text/event-stream", "x-accel-buffering": "no" });
    response.write(": \n\n");
    this.#keepAlive = setInterval(() => {
      if (!response.writableNeedDrain) response.write(": \n\n");
    }, KEEP_ALIVE_MILLISECONDS);
    return true;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    if (this.#keepAlive !== null) clearInterval(this.#keepAlive);
  }
}

/** What is answered is for who asked alone. */
export const UNKEPT = { "cache-control": "no-store" } as const;

/** Ends an answer; the connection too, when nobody reads it. */
export function endInTime(response: ServerResponse): void {
  const unread = setTimeout(() => response.destroy(), UNREAD_MILLISECONDS);
  unread.unref();
  response.once("close", () => clearTimeout(unread));
  response.end();
}

function whetherReset(socket: Socket, tell: (reset: boolean) => void): void {
  const isReset = () => socket.errored !== null;
  if (socket.destroyed) return tell(isReset());
  const closed = () => {
    clearTimeout(timer);
    tell(isReset());
  };
  const timer = setTimeout(() => {
    socket.off("close", closed);
    tell(false);
  }, RESET_MILLISECONDS).unref();
  socket.once("close", closed);
}
