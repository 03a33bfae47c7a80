import fc from "fast-check";
import { expect, test } from "vitest";
import { breakLine, cutLine } from "./fit-line.ts";
import { forTerminal } from "./for-terminal.ts";
import { paint } from "./paint.ts";

test("a line is broken into lines that fit, and nothing is lost", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z ]{0,60}$/), fc.integer({ min: 2, max: 30 }), (line, width) => {
      const lines = breakLine(line, width);
      expect(lines.join("")).toBe(line);
      expect(lines.every((each) => each.length <= width)).toBe(true);
    }),
  );
});

test("colour goes on where a line is broken, and ends with each line", () => {
  const seen = breakLine(`${paint({ color: true }, "red", "abcd")}ef`, 3).map((line) =>
    forTerminal(line, { color: true }),
  );
  expect(seen).toEqual(["\u001b[31mabc\u001b[0m", "\u001b[31md\u001b[0mef"]);
});

test("a line is cut with a mark, and wide letters count twice", () => {
  expect(cutLine("abcdef", 4)).toBe("abc…");
  expect(cutLine("abcd", 4)).toBe("abcd");
  expect(breakLine("日本語", 4)).toEqual(["日本", "語"]);
});
