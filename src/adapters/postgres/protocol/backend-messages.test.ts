import fc from "fast-check";
import { expect, test } from "vitest";
import { BackendMessages } from "./backend-messages.ts";

const message = (type: string, body: Uint8Array): Buffer => {
  const header = Buffer.alloc(5);
  header.write(type, "latin1");
  header.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
};

function collect(largest = 1_000_000) {
  const taken: Buffer[] = [];
  let refused = 0;
  const messages = new BackendMessages({
    largest,
    take: (bytes, from, to) => taken.push(bytes.subarray(from, to)),
    refuse: () => (refused += 1),
  });
  return { messages, taken, refused: () => refused };
}

test("messages come whole and in order, however what arrives is cut, and stay as they were", () => {
  const body = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(fc.array(body, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 30 })), (bodies, cuts) => {
      const sent = bodies.map((bytes, place) => message("DZE"[place % 3] ?? "D", bytes));
      const stream = Buffer.concat(sent);
      const { messages, taken } = collect();
      let at = 0;
      for (const size of [...cuts, stream.length]) {
        if (at >= stream.length) break;
        messages.push(Buffer.from(stream.subarray(at, at + size)));
        at += size;
      }
      expect(taken.map((bytes) => bytes.toString("hex"))).toEqual(sent.map((bytes) => bytes.toString("hex")));
    }),
    { numRuns: 2_000 },
  );
});

test.each([1, 4, 5, 7, 100])(
  "a message that is too large is refused by its header, in pieces of %i, and nothing comes after it",
  (size) => {
    const stream = Buffer.concat([
      message("D", Buffer.alloc(3)),
      message("D", Buffer.alloc(60)),
      message("Z", Buffer.alloc(1)),
    ]);
    const { messages, taken, refused } = collect(50);
    for (let at = 0; at < stream.length; at += size) messages.push(stream.subarray(at, at + size));
    expect([taken.length, refused()]).toEqual([1, 1]);
  },
);
