import fc from "fast-check";
import { loadModule, parseSync, scanSync } from "libpg-query";
import { beforeAll, describe, expect, test } from "vitest";
import { SHAPELESS } from "../../../../../test/support/shapeless-texts.ts";
import { statementsAround } from "../../../../../test/support/statements-around.ts";
import { sameTree } from "./same-tree.ts";
import { shapeOf } from "./shape-of-text.ts";
import { isStruct } from "./tree.ts";

beforeAll(() => loadModule());

const CONSTANTS: Readonly<Record<string, string>> = { unknown: "SCONST", int4: "ICONST", int8: "FCONST" };

/** What tends to be misread, and what ordinary statements are made of. */
const PIECES = [
  ..."'\"\\$.-+/*&;,()[]:=<>@#~!%^|?`{}_ \n\t\r\f\v\0".split(""),
  ..."eEbBxXnNuU019".split(""),
  ..."SELECT|FROM t|WHERE|id =| IN (|LIMIT|interval|date|UESCAPE|NOT|AND|::text|::int4|a.b|E'|U&'|U&\"|x'|b'|N'|$1|$$|$a$|''|'a'|'it''s'".split(
    "|",
  ),
  ...'"a"|--|/*|*/|1e400|1.5|.5|5.|1_000|0x1F|2147483647|2147483648|99999999999999999999|007|1e|é|😀|\u00a0|\ud800|\u0001|\u0002'.split(
    "|",
  ),
];

const { text, statement } = statementsAround(PIECES);

function scan(sql: string) {
  try {
    const bytes = Buffer.from(sql);
    return scanSync(sql).tokens.map(({ start, end, tokenName }) => ({
      tokenName,
      start: bytes.subarray(0, start).toString().length,
      text: bytes.subarray(start, end).toString(),
    }));
  } catch {
    return null;
  }
}

function parse(sql: string): unknown {
  try {
    return parseSync(sql);
  } catch {
    return null;
  }
}

/** The tree with nothing in its constants. */
function blank(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blank);
  if (!isStruct(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, below]) => [
      field,
      field === "A_Const" && isStruct(below) ? Object.keys(below).filter((key) => key !== "location") : blank(below),
    ]),
  );
}

describe("shapeOf()", () => {
  test.each([
    ["SELECT 1", ["1"]],
    ["SELECT * FROM t WHERE id=42 AND name='it''s'LIMIT 10", ["42", "it's", "10"]],
    ['SELECT * FROM "T\'1" WHERE a IN (1,2 , 3000000000)', ["1", "2", "3000000000"]],
    ["SELECT * FROM t WHERE a = '-- /* $$ \\ é' AND b = $1", ["-- /* $$ \\ é"]],
    ["SELECT a.b, t1.c FROM t1 WHERE x >= 1.5 AND y = '5'", ["5"]],
    ["SELECT '' , 0", ["", "0"]],
  ])("finds the constants of %s", (sql, values) => {
    expect(shapeOf(sql)?.constants.map(({ value }) => value)).toEqual(values);
  });

  test.each([
    ...SHAPELESS,
    "SELECT 'a' 'b'",
    "SELECT 'a'\n'b'",
    "SELECT E'a'",
    "SELECT e'\\'' || '5'",
    "SELECT B'1' = '5'",
    "SELECT N'a'",
    "SELECT U&'\\0041' = '5'",
    'SELECT U&"d" = 5',
    "SELECT $$a$$, 5",
    "SELECT $a$5$a$, 5",
    "SELECT 1..2, 5",
  ])("has none for %.40s", (sql) => {
    expect(shapeOf(sql)).toBeNull();
  });

  test("reads every constant as PostgreSQL's own scanner does, and overlooks none", () => {
    let shapes = 0;
    fc.assert(
      fc.property(fc.oneof(text, statement), (sql) => {
        const shape = shapeOf(sql);
        const tokens = scan(sql);
        if (shape === null || tokens === null) return;
        shapes++;
        const found = shape.constants.map(({ start, source, type }) => ({
          tokenName: CONSTANTS[type],
          start,
          text: source,
        }));
        const short = tokens.filter(
          ({ tokenName, text }) =>
            tokenName === "SCONST" || tokenName === "ICONST" || (tokenName === "FCONST" && /^\d{1,18}$/.test(text)),
        );
        expect(found).toEqual(short);
        expect(tokens.map(({ tokenName }) => tokenName)).not.toContain("SQL_COMMENT");
      }),
      { numRuns: 20_000 },
    );
    expect(shapes).toBeGreaterThan(1_000);
  });

  test("gives one shape to texts of one parse tree alone, constants aside", () => {
    const other: Readonly<Record<string, readonly string[]>> = {
      unknown: ["''", "'it''s'", "'-- $$ /* \\ '''", "'5'", "'é😀'", "'SELECT 1; DROP TABLE t'"],
      int4: ["0", "007", "2147483647", "1"],
      int8: ["2147483648", "999999999999999999", "10000000000"],
    };
    let parsed = 0;
    fc.assert(
      fc.property(fc.oneof(text, statement), fc.infiniteStream(fc.nat(5)), (sql, choices) => {
        const shape = shapeOf(sql);
        if (shape === null) return;
        let [replaced, end] = ["", 0];
        for (const { start, source, type } of shape.constants) {
          const among = other[type] ?? [];
          replaced += sql.slice(end, start) + among[choices.next().value % among.length];
          end = start + source.length;
        }
        replaced += sql.slice(end);
        expect(shapeOf(replaced)?.skeleton).toBe(shape.skeleton);
        const [meant, had] = [parse(sql), parse(replaced)];
        if (meant === null || had === null) return;
        parsed++;
        expect(sameTree(blank(meant), blank(had), new Map())).toBe(true);
      }),
      { numRuns: 20_000 },
    );
    expect(parsed).toBeGreaterThan(100);
  });
});
