import { describe, expect, it } from "vitest";
import { parseText } from "./parse-text.ts";

describe("parseText()", () => {
  it.each(["SELECT 1 WHERE 1 IN ()", "SELECT a FROM t WHERE a NOT IN ( ) AND b in()"])(
    "reads the empty list of %s as a list without members",
    (sql) => {
      const parsed = parseText(sql);
      expect(parsed).toMatchObject({ kind: "statement" });
      if (parsed.kind === "statement") expect(parsed.text).toMatch(/IN ?\( ?SELECT NULL WHERE 0\)/i);
    },
  );

  it("puts nothing into brackets that no IN opens, and gives up on many", () => {
    for (const sql of ["SELECT ()", "SELECT 'IN (' )", "SELECT 1 -- IN (\n)", `SELECT 1${" OR 1 IN ()".repeat(50)}`])
      expect(parseText(sql)).toMatchObject({ kind: "refusal", code: "syntax-error" });
  });

  it.each(["SELECT $1", "SELECT a FROM t WHERE a = $12 AND b = 1"])("says of %s how parameters are written", (sql) => {
    expect(parseText(sql)).toMatchObject({ code: "syntax-error", remedy: expect.stringContaining("?1, ?2") });
  });
});
