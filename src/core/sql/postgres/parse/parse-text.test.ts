import { loadModule } from "libpg-query";
import { beforeAll, describe, expect, test } from "vitest";
import { parseText } from "./parse-text.ts";

beforeAll(() => loadModule());

function codeOf(text: string): string {
  const parsed = parseText(text);
  return parsed.kind === "refusal" ? parsed.code : "parsed";
}

describe("parseText()", () => {
  test.each([
    ["", "empty-statement"],
    [" \n-- only a comment\n/* and another */;", "empty-statement"],
    ["SELECT 1; SELECT 2", "several-statements"],
    ["SELECT 1;", "parsed"],
    ["SELECT 1\0; DROP TABLE x", "invalid-text"],
    ["SELECT '\ud800'", "invalid-text"],
    ["SELECT 'unterminated", "syntax-error"],
    [`SELECT ${"(".repeat(5000)}1${")".repeat(5000)}`, "statement-too-deep"],
    [`SELECT ${"(SELECT ".repeat(3000)}1${")".repeat(3000)}`, "statement-too-deep"],
    [`SELECT 1${"+1".repeat(20_000)}`, "statement-too-deep"],
    [`SELECT ${"NOT ".repeat(20_000)}true`, "statement-too-deep"],
    [`SELECT ${"1 BETWEEN 1 AND NOT ".repeat(5000)}true`, "statement-too-deep"],
    [`SELECT ${"CASE WHEN x.end THEN ".repeat(5000)}1${" END".repeat(5000)} FROM x`, "statement-too-deep"],
    [`SELECT 1${" UNION SELECT 1".repeat(5000)}`, "statement-too-deep"],
    [`SELECT 1 WHERE true${" AND true".repeat(5000)}`, "parsed"],
    [`SELECT 1 WHERE 1 IN (${Array.from({ length: 20_000 }, (_, i) => i).join(",")})`, "parsed"],
    [`SELECT 1 WHERE 1 IN (${Array.from({ length: 100_000 }, (_, i) => i).join(",")})`, "statement-too-large"],
    [`SELECT '${"a".repeat(1_000_000)}'`, "parsed"],
  ])("answers %.40s with %s", (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  test("says where a syntax error is, in characters from 1", () => {
    const parsed = parseText("SELECT 'é😀' FROM FROM x");
    expect(parsed).toMatchObject({ code: "syntax-error", position: 18 });
  });

  test("goes on after thousands of statements that it refused", () => {
    for (let i = 0; i < 500; i++) codeOf(`SELECT ${"- ".repeat(2400)}1 ${"(".repeat(1900)}`);
    expect(codeOf(`SELECT ${"NOT ".repeat(1500)}true`)).toBe("parsed");
  });

  test("leaves no literal and no comment in the normalised text", () => {
    const parsed = parseText(
      "SELECT 'secret', E'secret', U&'secret', N'secret', $$secret$$, $x$secret$x$, b'1', x'5ec', 12345, .5, 1e9, $1 /* secret */ FROM t -- secret",
    );
    expect(parsed).toMatchObject({ normalisedText: "SELECT ?, ..., N?, ..., $1 FROM t" });
  });

  test("gives statements one fingerprint that differ in literals, comments and spacing alone", () => {
    const prints = [
      "SELECT a FROM t WHERE b=1",
      "select a /* x */ from t\n where b = 'y'",
      "SELECT a FROM t WHERE c=1",
    ].map((text) => {
      const parsed = parseText(text);
      return parsed.kind === "statement" ? parsed.fingerprint : "";
    });
    expect(prints[0]).toBe(prints[1]);
    expect(prints[0]).not.toBe(prints[2]);
  });
});
