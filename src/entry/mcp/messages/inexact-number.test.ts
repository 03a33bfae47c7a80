import fc from "fast-check";
import { expect, it } from "vitest";
import { findInexactNumber, holdsInexactNumber } from "./inexact-number.ts";

const call = (argumentsJson: string, id = "1"): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"query","arguments":${argumentsJson}}}`;

it.each([
  "9007199254740993",
  "-9007199254740993",
  "9007199254740992",
  "2033735037361704962",
  "100000000000000000000",
  "1e400",
  "-1E400",
  "1e-400",
  "0.1234567890123456789",
  "9007199254740993.0",
  "12345678901234567.5",
  "3.14159265358979323846",
])("a number that JSON.parse would round is found: %s [G-NUMBERS-EXACT]", (number) => {
  expect(findInexactNumber(call(`{"sql":"SELECT $1","parameters":[${number}]}`))).toBe("parameters");
  expect(findInexactNumber(call(`{"parameters":[[1,{"a":[${number}]}]],"sql":"x"}`))).toBe("parameters");
  expect(findInexactNumber(call(`{"wait_seconds":${number}}`))).toBe("wait_seconds");
  expect(holdsInexactNumber(`["a \\" ${number}", ${number}]`)).toBe(true);
});

it.each([
  "0",
  "-0",
  "0.1",
  "1.10",
  "1.0000000000000000000",
  "9007199254740991",
  "-9007199254740991",
  "1e20",
  "1E+2",
  "1.5e300",
  "5e-324",
  "1.7976931348623157e308",
  "0.30000000000000004",
  "123456789.123456",
])("a number that a double holds passes: %s", (number) => {
  expect(findInexactNumber(call(`{"sql":"SELECT $1","parameters":[${number}]}`))).toBeNull();
});

it.each([
  [
    "in a text",
    call('{"sql":"SELECT 9007199254740993, 1e400 \\" 9007199254740993","parameters":["9007199254740993"]}'),
  ],
  ["in a name", call('{"9007199254740993":1}')],
  ["as the id", call("{}", "9007199254740993")],
  [
    "outside the arguments",
    '{"method":"tools/call","params":{"_meta":{"progressToken":9007199254740993},"arguments":{"a":1}}}',
  ],
  ["behind the arguments", '{"params":{"arguments":{"a":[1]},"x":9007199254740993}}'],
])("a number is none of the arguments' %s", (_, line) => {
  expect(findInexactNumber(line)).toBeNull();
});

it("finds them under escaped names", () => {
  expect(findInexactNumber('{"p\\u0061rams":{"arguments":{"p":9007199254740993}}}')).toBe("p");
});

it("passes every double and every safe integer as JavaScript writes them", () => {
  fc.assert(
    fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()), (value) => {
      const exact = !Number.isInteger(value) || Number.isSafeInteger(value) || /e/.test(String(value));
      expect(findInexactNumber(call(`{"p":[${JSON.stringify(value)}]}`))).toBe(exact ? null : "p");
    }),
  );
});

it("finds every integer that is not safe", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }), (value) => {
      expect(findInexactNumber(call(`{"p":{"q":${value}}}`))).toBe("p");
      expect(findInexactNumber(call(`{"p":{"q":-${value}}}`))).toBe("p");
    }),
  );
});

it("reads a text of megabytes once", () => {
  const line = call(`{"sql":"${"3e".repeat(1_000_000)}","parameters":[${"1e1,".repeat(200_000)}1]}`);
  const before = performance.now();
  expect(findInexactNumber(line)).toBeNull();
  expect(performance.now() - before).toBeLessThan(2_000);
});
