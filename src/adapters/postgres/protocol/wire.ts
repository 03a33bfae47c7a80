// The socket of a connection that the driver has opened and authenticated, shared with it: while an exchange of ours runs, what the server
// sends is the exchange's; else it is the driver's, which is given whole messages alone, so that neither ever reads half of the other's.
// INVARIANT: whoever starts an exchange has the connection to itself, and the driver runs nothing on it.

import type pg from "pg";
import { BackendMessages, HEADER, type MessageTaker } from "./backend-messages.ts";
import { FrontendMessages } from "./frontend-messages.ts";

/** From the first message of a trip to the server's ReadyForQuery. */
export interface Exchange {
  write(out: FrontendMessages): void;
  /** A message of the server's, by its type and its body: `bytes` between `from` and `to`. They stay as they are. */
  take(type: number, bytes: Buffer, from: number, to: number): void;
  /** A message is coming that no exchange takes: the connection is over. */
  refuse(): void;
  /** The server is ready for the next. Nothing more comes. */
  ready(): void;
  /** The connection is over. Nothing more comes. */
  lost(error: Error): void;
  /** What came could not be dealt with. Nothing more comes, and the connection is over. */
  fail(error: unknown): void;
}

/** A single message beyond this cannot be part of any result: the connection is given up rather than the memory. */
const LARGEST_MESSAGE = 8 * 1_048_576;
/** The driver may read whatever a server sends. */
const LARGEST_OF_DRIVER = 0x3fff_ffff;

const READY_FOR_QUERY = 0x5a;

const WIRES = new WeakMap<pg.ClientBase, Wire>();

/** The one of this connection. */
export function wireOf(client: pg.ClientBase): Wire {
  const known = WIRES.get(client);
  if (known !== undefined) return known;
  const wire = new Wire(socketOf(client));
  WIRES.set(client, wire);
  return wire;
}

export class Wire implements MessageTaker {
  readonly #socket: Socket;
  readonly #out = new FrontendMessages();
  readonly #driver: (chunk: Buffer) => void;
  #running: Exchange | null = null;
  #error: Error | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    const listeners = socket.listeners("data").filter(isListener);
    for (const listener of listeners) socket.off("data", listener);
    this.#driver = (chunk) => {
      for (const listener of listeners) listener.call(socket, chunk);
    };
    const messages = new BackendMessages(this);
    socket.on("data", (chunk) => messages.push(chunk));
    socket.on("error", (error) => {
      this.#error = error;
    });
    socket.on("close", () => this.#lose());
  }

  get largest(): number {
    return this.#running === null ? LARGEST_OF_DRIVER : LARGEST_MESSAGE;
  }

  start(exchange: Exchange): void {
    this.#running = exchange;
    if (this.#socket.destroyed) return this.#lose();
    exchange.write(this.#out);
    this.#socket.write(this.#out.take());
  }

  /** True from the moment in which it was ended here, before the driver hears of it. */
  get isEnded(): boolean {
    return this.#socket.destroyed;
  }

  /** Ends the connection at once; the server notices when it next writes to it. */
  destroy(): void {
    this.#socket.destroy();
  }

  take(bytes: Buffer, from: number, to: number): void {
    const running = this.#running;
    if (running === null) return this.#driver(bytes.subarray(from, to));
    const type = bytes[from] ?? 0;
    if (type === READY_FOR_QUERY) {
      this.#running = null;
      return running.ready();
    }
    try {
      running.take(type, bytes, from + HEADER, to);
    } catch (error) {
      this.#running = null;
      this.#socket.destroy();
      running.fail(error);
    }
  }

  refuse(): void {
    this.#running?.refuse();
    this.#socket.destroy();
  }

  #lose(): void {
    const running = this.#running;
    this.#running = null;
    running?.lost(this.#error ?? new Error("the connection was closed"));
  }
}

interface Socket {
  readonly destroyed: boolean;
  listeners(event: "data"): readonly unknown[];
  on(event: "data", listener: (chunk: Buffer) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  off(event: "data", listener: (chunk: Buffer) => void): unknown;
  write(bytes: Buffer): unknown;
  destroy(): unknown;
}

/** The driver's own, plain or encrypted. */
function socketOf(client: pg.ClientBase): Socket {
  const connection: unknown = Reflect.get(client, "connection");
  const stream: unknown =
    typeof connection === "object" && connection !== null ? Reflect.get(connection, "stream") : null;
  if (!isSocket(stream)) throw new TypeError("the driver's connection has no socket");
  return stream;
}

function isSocket(value: unknown): value is Socket {
  return typeof value === "object" && value !== null && "listeners" in value && "destroyed" in value;
}

function isListener(value: unknown): value is (chunk: Buffer) => void {
  return typeof value === "function";
}
