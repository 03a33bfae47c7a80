import { expect, test } from "vitest";
import { asciiBytes, concatBytes, MalformedWire, WireReader, wireString } from "./ssh-wire.ts";

const read = (bytes: readonly number[]): Uint8Array => new WireReader(wireString(Uint8Array.from(bytes))).positive();

test("a positive integer has one encoding", () => {
  expect(read([0x7f])).toEqual(Uint8Array.of(0x7f));
  expect(read([0x00, 0x80])).toEqual(Uint8Array.of(0x80));
  for (const bytes of [[], [0x80], [0xff, 0x01], [0x00], [0x00, 0x00], [0x00, 0x7f]]) {
    expect(() => read(bytes), bytes.join()).toThrow(MalformedWire);
  }
});

test("what is shorter or longer than it says, or no ASCII, is malformed", () => {
  const word = wireString(asciiBytes("ssh-ed25519"));
  expect(new WireReader(word).word()).toBe("ssh-ed25519");
  expect(() => new WireReader(word.subarray(0, -1)).word()).toThrow(MalformedWire);
  expect(() => new WireReader(Uint8Array.of(0xff, 0xff, 0xff, 0xff)).string()).toThrow(MalformedWire);
  expect(() => new WireReader(wireString(Uint8Array.of(0x0a))).word()).toThrow(MalformedWire);
  const reader = new WireReader(concatBytes(word, Uint8Array.of(0)));
  reader.word();
  expect(() => reader.end()).toThrow(MalformedWire);
});
