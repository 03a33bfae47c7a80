import { expect, it } from "vitest";
import { onOneLine } from "./on-one-line.ts";

it("onOneLine() keeps the stack of a bug and gives it no line of its own, whatever its message holds", () => {
  const line = onOneLine(new Error("first\nsecond\r\ngatehouse: forged\u001b[2J"));
  expect(line).toMatch(/^Error: first \| second \| gatehouse: forged\?\[2J \| at /);
  expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  expect(onOneLine("no error at all\n")).toBe("no error at all | ");
});
