import { describe, expect, test } from "vitest";
import { forTerminal } from "../terminal/for-terminal.ts";
import { highlightStatement, loadScanner } from "./highlight-statement.ts";

const COLORS = { bold: "1", green: "32", yellow: "33", cyan: "36" } as const;

/** What is painted in a colour, piece by piece. */
async function painted(
  engine: "postgres" | "sqlite",
  text: string,
  color: keyof typeof COLORS,
): Promise<readonly string[]> {
  const palette = { color: true };
  const tellTokens = await loadScanner(engine);
  const lines = highlightStatement(text, { tellTokens, io: palette }).split("\n");
  const shown = lines.map((line) => forTerminal(line, palette)).join("\n");
  return shown
    .split("\u001b[")
    .map((part) => [part.slice(0, part.indexOf("m")), part.slice(part.indexOf("m") + 1)] as const)
    .flatMap(([code, part]) => (code === COLORS[color] ? [part] : []));
}

describe("highlightStatement() paints as comment what the engine takes for one, and nothing else [G-APPROVAL-SHOWN]", () => {
  test.each([
    ["a line end of its own kind", "UPDATE t SET a = 1 -- note\r, at = 'x'", ["-- note"]],
    ["both kinds", "SELECT 1 -- a\r\n, 2 -- b\n, 3", ["-- a", "-- b"]],
    ["an escape string", "UPDATE t SET a = E'x\\' -- note', at = 'y'", []],
    ["an escape string in lower case", "SELECT e'\\'' , 1 -- yes", ["-- yes"]],
    ["nested comments", "SELECT /* a /* b */ , secret */ 1", ["/* a /* b */ , secret */"]],
    ["a dollar quote", "SELECT $$ -- no $$, $t$ /* no $$ */ $t$ -- yes", ["-- yes"]],
    ["a dollar in a name", "SELECT a$b$ -- yes\n, c$b$", ["-- yes"]],
    ["Unicode strings", "SELECT U&'\\0041 -- no', U&\"a -- no\" -- yes", ["-- yes"]],
    ["a name in quotes", 'SELECT "a -- no", "b "" -- no"', []],
    ["an operator that ends in a comment", "SELECT 1 +-- yes\n 2", ["-- yes"]],
    ["what is not ASCII", "SELECT 'é', \"ñ\" -- später", ["-- später"]],
    ["control characters", "SELECT '\u001b[2J -- no', \u001b -- yes \u0007", ["-- yes ‹U+0007›"]],
    ["a backslash in a plain string", "SELECT 'a\\', 1 -- yes'", ["-- yes'"]],
  ])("PostgreSQL: %s", async (_, text, comments) => {
    expect(await painted("postgres", text, "yellow")).toEqual(comments);
  });

  test.each([
    ["a line end of another kind does not end it", "SELECT 1 -- note\r, at = 'x'\n, 2", ["-- note‹U+000D›, at = 'x'"]],
    ["comments do not nest", "SELECT /* a /* b */ , 1 /* c */", ["/* a /* b */", "/* c */"]],
    ["strings know no backslash", "SELECT 'x\\', 1 -- yes'", ["-- yes'"]],
    ["names in brackets and backticks", 'SELECT [a -- no], `b -- no`, "c -- no"', []],
    ["there is no dollar quote", "SELECT $$ -- yes\n, $a", ["-- yes"]],
    ["a comment without an end", "SELECT 1 /* to the end", ["/* to the end"]],
    ["a slash and a star at the end are none", "SELECT 1 /*", []],
  ])("SQLite: %s", async (_, text, comments) => {
    expect(await painted("sqlite", text, "yellow")).toEqual(comments);
  });

  test.each(["SELECT 'no end -- x", "SELECT /* no end", "SELECT 1\u0000 -- x", "SELECT $$ no end -- x"])(
    "PostgreSQL: what its scanner does not read is not painted at all: %j",
    async (text) => {
      for (const color of ["yellow", "green", "bold"] as const)
        expect(await painted("postgres", text, color)).toEqual([]);
    },
  );

  test("strings, numbers, parameters and keywords have colours of their own", async () => {
    const text = "SELECT a FROM t WHERE b = 'x' AND c = $1 AND d > 1.5";
    expect(await painted("postgres", text, "green")).toEqual(["'x'"]);
    expect(await painted("postgres", text, "cyan")).toEqual(["$1", "1.5"]);
    expect(await painted("postgres", text, "bold")).toEqual(["SELECT", "FROM", "WHERE", "AND", "AND"]);
    expect(await painted("sqlite", text.replace("$1", "?1"), "cyan")).toEqual(["?1", "1.5"]);
  });

  test.each(["postgres", "sqlite"] as const)("%s: nothing of the text is lost", async (engine) => {
    const text = "SELECT 'é' AS \"ñ\",\n\tа /* c */ FROM t -- end";
    const tellTokens = await loadScanner(engine);
    expect(
      tellTokens(text)
        ?.map((token) => token.text)
        .join(""),
    ).toBe(text);
    expect(highlightStatement(text, { tellTokens, io: { color: false } })).toContain("а‹U+0430›");
  });
});
