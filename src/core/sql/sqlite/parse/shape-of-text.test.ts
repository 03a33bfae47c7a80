import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SHAPELESS } from "../../../../../test/support/shapeless-texts.ts";
import { statementsAround } from "../../../../../test/support/statements-around.ts";
import { TOKENS } from "./grammar/tables.ts";
import { tokenize } from "./grammar/tokenize.ts";
import { isNode } from "./node.ts";
import { parseText } from "./parse-text.ts";
import { shapeOf } from "./shape-of-text.ts";
import type { Node } from "./tree.ts";

/** What tends to be misread, and what ordinary statements are made of. */
const PIECES = [
  ..."'\"\\$.-+/*&;,()[]:=<>@#~!%^|?`{}_ \n\t\r\f\v\0".split(""),
  ..."eExX019".split(""),
  ..."SELECT|FROM t|WHERE|id =| IN (|LIMIT|NOT|AND|a.b|x'|X'61'|:a|@a|$a|?1|''|'a'|'it''s'|[a]|`a`|[a 'b']|`a''5`".split(
    "|",
  ),
  ...'"a"|--|/*|*/|1e400|1.5|.5|5.|1_000|0x1F|999999999999999|9007199254740993|007|1e|é|😀|\u00a0|\u0001|\u0003'.split(
    "|",
  ),
];

const { text, statement } = statementsAround(PIECES);

const atom = fc.constantFrom(
  ...`1|'a'|'it''s'|1.5|x'61'|"a"|[a b]|\`c\`|?1|NULL|-1|1e3|0x1F|12345678901234567|2147483648|.5|t.a|''|'5'|- -1|007`.split(
    "|",
  ),
);
const condition = fc
  .tuple(atom, fc.constantFrom(" = ", "=", "==", "<>", "||", " ->> ", " IS NOT ", "-", " - ", "/", "*"), atom)
  .map((parts) => parts.join(""));
const ordinary = fc
  .tuple(condition, fc.array(condition, { minLength: 1, maxLength: 4 }), atom, atom)
  .map(
    ([shown, conditions, one, two]) =>
      `SELECT ${shown} AS x, 'y' 'z' FROM t WHERE ${conditions.join(" AND ")} OR a IN (${one}, ${two})LIMIT 5`,
  );

function parse(sql: string): Node | null {
  const parsed = parseText(sql);
  return parsed.kind === "refusal" ? null : parsed.root;
}

/** Where texts and short integers stand, names that are written as texts among them. */
function constantsIn(sql: string): readonly number[] {
  return tokenize(sql).flatMap(({ kind, from, to }) => {
    const isConstant = kind === TOKENS.STRING || (kind === TOKENS.INTEGER && /^\d{1,15}$/.test(sql.slice(from, to)));
    return isConstant ? [from] : [];
  });
}

describe("shapeOf() of SQLite", () => {
  test.each([
    ["SELECT 1", ["1"]],
    ["SELECT * FROM t WHERE id=42 AND name='it''s'LIMIT 10", ["42", "it's", "10"]],
    ["SELECT * FROM [T'1] WHERE \"a'\" IN (1,2 , 3000000000)", ["1", "2", "3000000000"]],
    ["SELECT * FROM `t` WHERE a = '-- /* \\ é' AND b = ?1 AND c = ?", ["-- /* \\ é"]],
    ["SELECT a.b, t1.c FROM t1 WHERE x >= 1.5 AND y = '5' AND z = 9007199254740993", ["5"]],
  ])("finds the constants of %s", (sql, values) => {
    expect(shapeOf(sql)?.constants.map(({ value }) => value)).toEqual(values);
  });

  test.each([...SHAPELESS, "SELECT :a, 5", "SELECT @a, 5", "SELECT $a, 5", "SELECT 5 # 6"])(
    "has none for %.40s",
    (sql) => {
      expect(shapeOf(sql)).toBeNull();
    },
  );

  test("reads every constant as the grammar does, and overlooks none", () => {
    let parsed = 0;
    fc.assert(
      fc.property(fc.oneof(text, statement, ordinary), (sql) => {
        const shape = shapeOf(sql);
        const root = shape === null ? null : parse(sql);
        if (shape === null || root === null) return;
        parsed++;
        const starts = shape.constants.map(({ start }) => start);
        expect(starts, sql).toEqual(constantsIn(sql));
      }),
      { numRuns: 5_000 },
    );
    expect(parsed).toBeGreaterThan(150);
  });

  test("gives one shape to texts of one parse tree alone, constants aside", () => {
    const texts = ["''", "'it''s'", "'-- /* \\ '''", "'5'", "'é😀'"];
    const integers = ["0", "007", "999999999999999"];
    let parsed = 0;
    fc.assert(
      fc.property(fc.oneof(text, statement, ordinary), fc.infiniteStream(fc.nat(5)), (sql, choices) => {
        const shape = shapeOf(sql);
        if (shape === null) return;
        let [replaced, end] = ["", 0];
        for (const { start, source, type } of shape.constants) {
          const among = type === "unknown" ? texts : integers;
          replaced += sql.slice(end, start) + among[choices.next().value % among.length];
          end = start + source.length;
        }
        replaced += sql.slice(end);
        expect(shapeOf(replaced)?.skeleton).toBe(shape.skeleton);
        const [meant, had] = [parse(sql), parse(replaced)];
        expect(meant === null, sql).toBe(had === null);
        if (meant === null || had === null) return;
        parsed++;
        const valuesOf = (given: string) => new Set(shapeOf(given)?.constants.map(({ value }) => value));
        expect(alike([meant, valuesOf(sql)], [had, valuesOf(replaced)]), sql).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    expect(parsed).toBeGreaterThan(150);
  });
});

/** Whether two trees are one but for their constants and their places; a name may be written as a text as well. */
function alike([one, texts]: [unknown, ReadonlySet<string>], [other, others]: [unknown, ReadonlySet<string>]): boolean {
  if (typeof one === "string" && typeof other === "string") {
    return one === other || (texts.has(one) && others.has(other));
  }
  if (isNode(one) && isNode(other) && isConstant(one)) return isConstant(other) && one.type === other.type;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  const keys = Object.keys(one).filter((key) => key !== "from" && key !== "to");
  return (
    Object.keys(one).length === Object.keys(other).length &&
    keys.every((key) => alike([Reflect.get(one, key), texts], [Reflect.get(other, key), others]))
  );
}

function isConstant(node: Node): boolean {
  return node.type === "string_literal" || (node.type === "number_literal" && /^\d{1,15}$/.test(node.text));
}
