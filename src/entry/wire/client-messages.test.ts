// Whatever bytes come, a message is read or refused, and nothing else happens. GATEHOUSE_FUZZ_SECONDS makes it long.

import { randomBytes, randomInt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { BackendMessages } from "../../adapters/postgres/protocol/backend-messages.ts";
import { textOfBinary } from "./binary-parameter.ts";
import { ProtocolViolation, readClientMessage, readSaslFirst, readStartupPacket } from "./client-messages.ts";

const SECONDS = Number(process.env["GATEHOUSE_FUZZ_SECONDS"] ?? 0.5);

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const text = (value: string) => Buffer.from(`${value}\0`);
const int16 = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const MESSAGES: readonly Buffer[] = [
  message("Q", text("SELECT 1")),
  message("P", Buffer.concat([text("s"), text("SELECT $1"), int16(1), int32(23)])),
  message(
    "B",
    Buffer.concat([text("p"), text("s"), int16(1, 1), int16(2), int32(4), int32(7), int32(-1), int16(2, 0, 1)]),
  ),
  message("D", Buffer.concat([Buffer.from("S"), text("s")])),
  message("C", Buffer.concat([Buffer.from("P"), text("p")])),
  message("E", Buffer.concat([text("p"), int32(10)])),
  message("S", Buffer.alloc(0)),
  message("H", Buffer.alloc(0)),
  message("X", Buffer.alloc(0)),
  message("d", Buffer.from("rows")),
  message("p", Buffer.concat([text("SCRAM-SHA-256"), int32(8), Buffer.from("n,,n=,r=")])),
];

it("reads what clients send", () => {
  const read = MESSAGES.map((bytes) => readClientMessage(bytes, 0, bytes.length));
  expect(read.map(({ kind }) => kind)).toEqual(
    "query parse bind describe close execute sync flush terminate copy password".split(" "),
  );
  expect(read[2]).toMatchObject({ portal: "p", formats: [1], values: [int32(7), null], codes: [0, 1] });
});

it.each([
  ["F", "FunctionCall", text("")],
  ["?", "nobody knows", text("")],
  ["E", "less", Buffer.concat([text("p"), Buffer.alloc(2)])],
  ["Q", "more", Buffer.from("SELECT 1\0x")],
  ["Q", "without its end", Buffer.from("SELECT 1")],
  ["B", "negative", Buffer.concat([text(""), text(""), int16(0, 1), int32(-2), int16(0)])],
  ["B", "neither text nor binary", Buffer.concat([text(""), text(""), int16(1, 2, 0, 0)])],
  ["D", "neither a statement nor a portal", Buffer.concat([Buffer.from("X"), text("")])],
])("refuses %s: %s", (type, why, body) => {
  const bytes = message(type, body);
  expect(() => readClientMessage(bytes, 0, bytes.length)).toThrow(ProtocolViolation);
  expect(() => readClientMessage(bytes, 0, bytes.length)).toThrow(new RegExp(why));
});

function mutated(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let left = randomInt(1, 4); left > 0; left--) {
    const at = randomInt(changed.length);
    changed[at] = [0, 1, 0x7f, 0x80, 0xff, randomInt(256)][randomInt(6)] ?? 0;
  }
  return randomInt(4) === 0 ? changed.subarray(0, randomInt(changed.length + 1)) : changed;
}

function nothingElse(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ProtocolViolation)) throw error;
  }
}

describe("any bytes", () => {
  it("are read or refused, in whatever pieces they come", { timeout: (SECONDS + 30) * 1_000 }, () => {
    const until = performance.now() + SECONDS * 1_000;
    while (performance.now() < until) {
      const stream = Buffer.concat(
        Array.from({ length: 5 }, () => mutated(MESSAGES[randomInt(MESSAGES.length)] ?? text(""))),
      );
      const ended = { refused: false };
      const messages = new BackendMessages({
        largest: 4_096,
        take: (bytes, from, to) => nothingElse(() => readClientMessage(bytes, from, to)),
        refuse: () => (ended.refused = true),
      });
      for (let at = 0; at < stream.length && !ended.refused; ) {
        const end = at + randomInt(1, 40);
        messages.push(stream.subarray(at, end));
        at = end;
      }
    }
  });

  it("of a start-up packet, of SASL and of a binary parameter are read or refused", {
    timeout: (SECONDS + 30) * 1_000,
  }, () => {
    const startup = Buffer.concat([int32(0), int32(3 << 16), text("user"), text("ann"), Buffer.alloc(1)]);
    const array = Buffer.concat([
      int32(1),
      int32(0),
      int32(23),
      int32(2),
      int32(1),
      int32(4),
      int32(1),
      int32(4),
      int32(2),
    ]);
    const numeric = int16(2, 1, 0, 2, 12, 3_400);
    const types = [16, 17, 20, 23, 25, 700, 701, 1007, 1082, 1114, 1184, 1231, 1700, 2950, 3802];
    const until = performance.now() + SECONDS * 1_000;
    while (performance.now() < until) {
      nothingElse(() => readStartupPacket(mutated(startup)));
      nothingElse(() => readSaslFirst(mutated(MESSAGES[10] ?? startup).subarray(5)));
      for (const bytes of [mutated(array), mutated(numeric), randomBytes(randomInt(40))]) {
        for (const oid of types) nothingElse(() => textOfBinary(bytes, oid));
      }
    }
  });
});
