// A client of PostgreSQL's protocol that sends what it is told to, and shows each message that comes back. For what no driver would say.

import { connect, type TLSSocket } from "node:tls";
import { continueSession, finalizeSession, startSession } from "pg/lib/crypto/sasl.js";
import { expect } from "vitest";

export interface ServerMessage {
  readonly type: string;
  readonly body: Buffer;
}

export interface RawWire {
  send(...messages: readonly Buffer[]): void;
  /** Messages so far. */
  messages(): readonly ServerMessage[];
  /** The next of this type that has not been waited for yet. */
  next(type: string): Promise<ServerMessage>;
  /** By SCRAM-SHA-256, without channel binding; until the server is ready. */
  logIn(password: string): Promise<void>;
  end(): void;
}

export const text = (value: string) => Buffer.from(`${value}\0`);
export const int16 = (...values: readonly number[]) =>
  Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));
export const int32 = (value: number) =>
  Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);

export function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

/** Encrypted from the first byte; `minor` is that of protocol 3. */
export function openRawWire(
  port: number,
  { minor, parameters }: { minor: number; parameters: readonly string[] },
): RawWire {
  const socket: TLSSocket = connect({
    host: "127.0.0.1",
    port,
    rejectUnauthorized: false,
    ALPNProtocols: ["postgresql"],
  });
  let come = Buffer.alloc(0);
  const messages: ServerMessage[] = [];
  let seen = 0;
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    come = Buffer.concat([come, chunk]);
    while (come.length >= 5 && come.length > come.readUInt32BE(1)) {
      const size = come.readUInt32BE(1) + 1;
      messages.push({ type: come.toString("latin1", 0, 1), body: Buffer.from(come.subarray(5, size)) });
      come = come.subarray(size);
    }
  });
  const start = Buffer.concat([int32((3 << 16) | minor), ...parameters.map(text), Buffer.alloc(1)]);
  socket.write(Buffer.concat([int32(start.length + 4), start]));
  const wire: RawWire = {
    send: (...sent) => void socket.write(Buffer.concat(sent)),
    messages: () => messages,
    next: async (type) => {
      const isThere = () => messages.findIndex((each, place) => place >= seen && each.type === type);
      await expect.poll(isThere, { timeout: 20_000, interval: 10 }).toBeGreaterThanOrEqual(0);
      seen = isThere() + 1;
      const found = messages[seen - 1];
      if (found === undefined) throw new RangeError("a message that came, and none");
      return found;
    },
    logIn: async (password) => {
      await wire.next("R");
      const session = startSession(["SCRAM-SHA-256"]);
      wire.send(message("p", text("SCRAM-SHA-256"), int32(session.response.length), Buffer.from(session.response)));
      await continueSession(session, password, (await wire.next("R")).body.toString("utf8", 4));
      wire.send(message("p", Buffer.from(session.response)));
      finalizeSession(session, (await wire.next("R")).body.toString("utf8", 4));
      await wire.next("Z");
    },
    end: () => socket.destroy(),
  };
  return wire;
}
