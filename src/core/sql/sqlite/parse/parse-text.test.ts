import { describe, expect, it } from "vitest";
import { parseText } from "./parse-text.ts";

describe("parseText()", () => {
  it.each(["SELECT 1 WHERE 1 IN ()", "SELECT a FROM t WHERE a NOT IN ( ) AND b in()"])(
    "reads the empty list of %s as a list without members",
    (sql) => {
      const parsed = parseText(sql);
      expect(parsed).toMatchObject({ kind: "statement", text: sql });
      expect(JSON.stringify(parsed)).toContain('"items":[]');
    },
  );

  it.each(["SELECT ()", "SELECT 'IN (' )", "SELECT (,)"])("puts nothing into the brackets of %s", (sql) => {
    expect(parseText(sql)).toMatchObject({ kind: "refusal", code: "syntax-error" });
  });

  it.each([
    ["SELECT 1 +", 11],
    ["SELECT a FROM t WHERE WHERE b", 23],
    ["SELECT 'it''s", 8],
    ["SELECT 1_, 2", 8],
    ["SELECT #1", 8],
    ["CREATE VIRTUAL TABLE v USING m (12abc)", 33],
    ["SELECT 1; SELECT 2 2", 20],
  ])("says of %s where it stops", (sql, position) => {
    expect(parseText(sql)).toMatchObject({ kind: "refusal", code: "syntax-error", position });
  });

  it("refuses what is empty, what is several statements, and what is no text", () => {
    for (const sql of ["", " ; ;", "-- nothing\n"]) expect(parseText(sql)).toMatchObject({ code: "empty-statement" });
    expect(parseText("SELECT 1; SELECT 2;")).toMatchObject({ code: "several-statements" });
    expect(parseText("SELECT '\0'")).toMatchObject({ code: "invalid-text" });
    expect(parseText("SELECT '\ud800'")).toMatchObject({ code: "invalid-text" });
  });

  it("refuses what is nested more deeply than SQLite would take it, however deep", () => {
    const nested = (depth: number) => `SELECT ${"(".repeat(depth)}1${")".repeat(depth)}`;
    expect(parseText(nested(900))).toMatchObject({ kind: "statement" });
    for (const depth of [2_000, 10_000, 20_000]) {
      expect(parseText(nested(depth))).toMatchObject({ code: "statement-too-deep" });
    }
    expect(parseText(nested(100_000))).toMatchObject({ code: "statement-too-large" });
    expect(parseText(`SELECT ${"1+".repeat(20_000)}1`)).toMatchObject({ code: "statement-too-deep" });
    expect(parseText(`SELECT 1 ${"UNION SELECT 1 ".repeat(10_000)}`)).toMatchObject({ code: "statement-too-deep" });
  });

  it("reads twenty thousand members, and refuses what is longer than 50,000 tokens or a million characters", {
    timeout: 60_000,
  }, () => {
    const list = (length: number) =>
      `SELECT a FROM t WHERE a IN (${Array.from({ length }, (_, place) => place).join()})`;
    expect(parseText(list(20_000))).toMatchObject({ kind: "statement" });
    expect(parseText(list(100_000))).toMatchObject({ code: "statement-too-large" });
    expect(parseText(`SELECT '${"x".repeat(999_000)}'`)).toMatchObject({ kind: "statement" });
    expect(parseText(`SELECT '${"x".repeat(1_000_000)}'`)).toMatchObject({ code: "statement-too-large" });
  });
});
