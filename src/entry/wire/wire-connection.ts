// One connection, from its first byte to its end (PostgreSQL manual, 54.2.1): encryption, start-up, who it is, and then one message after the
// other. Nothing is read while a message is worked on or the client does not read, so that what is kept of it is bounded.

import type { Socket } from "node:net";
import { BackendMessages } from "../../adapters/postgres/protocol/backend-messages.ts";
import {
  type ClientMessage,
  LARGEST_STARTUP,
  ProtocolViolation,
  readClientMessage,
  readStartupPacket,
  type StartupPacket,
} from "./client-messages.ts";
import { Reported } from "./reported.ts";
import { negotiateProtocolVersion, type Report, report } from "./server-messages.ts";

type Startup = Extract<StartupPacket, { kind: "startup" }>;

/** What a connection is handed on to, once it is encrypted and has said who it is. */
export interface ConnectionPorts {
  /** Answers SSLRequest; resolves with the encrypted socket. Null where it is that already. */
  readonly encrypt: ((socket: Socket) => void) | null;
  cancel(request: Extract<StartupPacket, { kind: "cancel" }>): void;
  /**
   * Says who the client is, by what it answers; resolves with what takes its messages. Rejects with a Reported where it is nobody.
   * `minor` is the protocol's, as it was agreed.
   */
  admit(startup: Startup, minor: number, channel: Channel): Promise<Taker>;
  /** Turned away before it was known. */
  refused(reason: "malformed" | "connection"): void;
}

export interface Channel {
  write(bytes: Uint8Array): void;
  /** Resolves once the client has read what was written, or is gone. */
  drained(): Promise<void>;
  /** The body of the next message of the type `p`. */
  password(): Promise<Buffer>;
}

export interface Taker {
  take(message: ClientMessage, next: ClientMessage | null): Promise<void>;
  /** The client is gone, or has ended the session. */
  end(): void;
}

const STARTUP_MILLISECONDS = 15_000;
const LARGEST_PASSWORD = 8_192;
/** Of a statement with its parameters; what is larger is refused by the gate long before. */
const LARGEST_MESSAGE = 16 * 1_048_576;
/** Messages that have come and wait for their turn, and the bytes of them. */
const MOST_WAITING = 256;
const MOST_BYTES = 1_048_576;
const NEWEST_MINOR = 2;

export function serveConnection(socket: Socket, ports: ConnectionPorts): void {
  new WireConnection(socket, ports).begin();
}

class WireConnection {
  readonly #socket: Socket;
  readonly #ports: ConnectionPorts;
  readonly #messages: BackendMessages;
  #waiting: { readonly message: ClientMessage; readonly size: number }[] = [];
  #bytes = 0;
  #largest = LARGEST_PASSWORD;
  #head: Buffer = Buffer.alloc(0);
  #taker: Taker | null = null;
  #working = false;
  #over = false;
  #passworded: ((body: Buffer) => void) | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(socket: Socket, ports: ConnectionPorts) {
    this.#socket = socket;
    this.#ports = ports;
    const largest = () => this.#largest;
    this.#messages = new BackendMessages({
      get largest() {
        return largest();
      },
      take: (bytes, from, to) => this.#arrive(readClientMessage(bytes, from, to), to - from),
      refuse: () => this.#fatal({ sqlstate: "54000", message: "A message is larger than is taken." }),
    });
  }

  begin(): void {
    const socket = this.#socket;
    socket.setNoDelay(true);
    this.#timer = setTimeout(() => {
      this.#ports.refused("connection");
      this.#end();
    }, STARTUP_MILLISECONDS);
    socket.on("error", () => this.#end());
    socket.on("close", () => this.#end());
    socket.on("drain", () => void this.#work());
    socket.on("data", this.#start);
  }

  /** Until the start-up packet is whole. */
  readonly #start = (chunk: Buffer): void => {
    this.#head = Buffer.concat([this.#head, chunk]);
    if (this.#head.length < 4) return;
    const size = this.#head.readUInt32BE(0);
    if (size < 8 || size > LARGEST_STARTUP) return this.#malformed();
    if (this.#head.length < size) return;
    const packet = this.#head.subarray(0, size);
    const rest = this.#head.subarray(size);
    this.#head = Buffer.alloc(0);
    try {
      this.#takeStartup(readStartupPacket(packet), rest);
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.#malformed();
    }
  };

  #takeStartup(packet: StartupPacket, rest: Buffer): void {
    const { encrypt } = this.#ports;
    switch (packet.kind) {
      case "cancel":
        this.#ports.cancel(packet);
        return this.#end();
      case "gss":
        this.#socket.write("N");
        return rest.length > 0 ? this.#start(rest) : undefined;
      case "ssl":
        // what came with the request, before the handshake, was not encrypted and may be anybody's
        if (encrypt === null || rest.length > 0) return this.#malformed();
        this.#socket.off("data", this.#start);
        if (this.#timer !== null) clearTimeout(this.#timer);
        this.#over = true; // the encrypted socket is another connection
        this.#socket.write("S");
        return encrypt(this.#socket);
      case "startup":
        if (encrypt !== null) return this.#fatal(UNENCRYPTED);
        if (packet.major !== 3) return this.#fatal(UNSUPPORTED);
        this.#socket.off("data", this.#start);
        return this.#admit(packet, rest);
    }
  }

  #admit(startup: Startup, rest: Buffer): void {
    const minor = Math.min(startup.minor, NEWEST_MINOR) === 1 ? 0 : Math.min(startup.minor, NEWEST_MINOR);
    const unknown = [...startup.parameters.keys()].filter((name) => name.startsWith("_pq_."));
    if (startup.minor > minor || unknown.length > 0) this.#write(negotiateProtocolVersion(minor, unknown));
    this.#socket.on("data", this.#push);
    const channel: Channel = {
      write: (bytes) => this.#write(bytes),
      drained: () => this.#drained(),
      password: () =>
        new Promise((resolve) => {
          this.#passworded = resolve;
          void this.#work();
        }),
    };
    this.#ports.admit(startup, minor, channel).then(
      (taker) => {
        if (this.#timer !== null) clearTimeout(this.#timer);
        this.#largest = LARGEST_MESSAGE;
        this.#taker = taker;
        if (this.#over) return taker.end();
        void this.#work();
      },
      (error: unknown) => {
        if (error instanceof Reported) return this.#fatal(error.report);
        if (error instanceof ProtocolViolation) return this.#malformed();
        this.#fatal({ sqlstate: "XX000", message: "Internal error." });
      },
    );
    if (rest.length > 0) this.#push(rest);
  }

  readonly #push = (chunk: Buffer): void => {
    try {
      this.#messages.push(chunk);
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      return this.#malformed();
    }
    void this.#work();
    this.#flow();
  };

  #arrive(message: ClientMessage, size: number): void {
    this.#waiting.push({ message, size });
    this.#bytes += size;
  }

  #shift(): void {
    this.#bytes -= this.#waiting.shift()?.size ?? 0;
  }

  /** One message after the other. */
  async #work(): Promise<void> {
    if (this.#working || this.#over) return;
    this.#working = true;
    try {
      while (this.#waiting.length > 0 && !this.#over && !this.#socket.writableNeedDrain) {
        const taker = this.#taker;
        const [first, second] = this.#waiting;
        if (first === undefined) break;
        const { message } = first;
        if (message.kind === "terminate") return this.#end();
        if (taker === null) {
          const passworded = this.#passworded;
          if (message.kind !== "password") return this.#malformed();
          if (passworded === null) break; // it comes before it was asked for
          this.#passworded = null;
          this.#shift();
          passworded(message.body);
          break;
        }
        this.#shift();
        await taker.take(message, second?.message ?? null);
      }
    } catch (error) {
      if (error instanceof ProtocolViolation) return this.#malformed();
      return this.#fatal({ sqlstate: "XX000", message: "Internal error." });
    } finally {
      this.#working = false;
      this.#flow();
    }
  }

  #flow(): void {
    if (this.#over) return;
    const isFull = this.#waiting.length >= MOST_WAITING || this.#bytes > MOST_BYTES;
    if (isFull || this.#socket.writableNeedDrain) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #write(bytes: Uint8Array): void {
    if (this.#over) return;
    if (this.#socket.writableCorked === 0) {
      this.#socket.cork();
      process.nextTick(() => this.#socket.uncork());
    }
    this.#socket.write(bytes);
  }

  async #drained(): Promise<void> {
    while (!this.#over && this.#socket.writableNeedDrain) {
      await new Promise<void>((resolve) => {
        const done = () => {
          this.#socket.off("drain", done).off("close", done);
          resolve();
        };
        this.#socket.once("drain", done).once("close", done);
      });
    }
  }

  #malformed(): void {
    this.#ports.refused("malformed");
    this.#fatal({ sqlstate: "08P01", message: "What was sent does not hold to the protocol." });
  }

  #fatal(said: Omit<Report, "severity">): void {
    if (this.#over) return;
    this.#write(report({ ...said, severity: "FATAL" }));
    this.#socket.end();
    this.#close();
  }

  #end(): void {
    if (this.#over) return;
    this.#socket.destroy();
    this.#close();
  }

  #close(): void {
    this.#over = true;
    this.#waiting = [];
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#taker?.end();
    // whoever neither reads nor goes is not waited for
    setTimeout(() => this.#socket.destroy(), GOODBYE_MILLISECONDS).unref();
  }
}

const GOODBYE_MILLISECONDS = 3_000;

const UNENCRYPTED = {
  sqlstate: "28000",
  message: "Gatehouse takes connections over TLS alone.",
  hint: "Connect with sslmode=require, or sslmode=verify-full to know whom you talk to.",
};

const UNSUPPORTED = { sqlstate: "0A000", message: "The protocol's version is not supported: 3.0 and 3.2 are." };
