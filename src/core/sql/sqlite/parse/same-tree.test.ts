import { describe, expect, it } from "vitest";
import { parseText, type Statement } from "./parse-text.ts";
import { sameTree } from "./same-tree.ts";
import type { Node } from "./tree.ts";

function parsed(text: string): Statement {
  const statement = parseText(text);
  if (statement.kind === "refusal") throw new Error(statement.message);
  return statement;
}

describe("sameTree()", () => {
  const original = parsed("SELECT a FROM t WHERE b = 1").root;
  const table: Node | null = original.type === "select_stmt" ? original.tables : null;
  const replaced = new Map(table === null ? [] : [[table, '(SELECT "a" AS "a" FROM main."t") AS "t"']]);
  const same = (text: string) => sameTree(original, parsed(text), { replaced, parameters: [] });

  it("takes what was put in the place of a table, and nothing else [G-READ-TEXT-IS-THE-TREE]", () => {
    expect(same('SELECT a FROM (SELECT "a" AS "a" FROM main."t") AS "t" WHERE b = 1')).toBe(true);
    for (const text of [
      "SELECT a FROM t WHERE b = 1",
      'SELECT a FROM (SELECT "a" AS "a" FROM main."t") AS "t"',
      'SELECT a FROM (SELECT "a" AS "a" FROM main."t") AS "t" WHERE b = 2',
      'SELECT a FROM (SELECT "a" AS "a" FROM main."u") AS "t" WHERE b = 1',
      'SELECT a FROM (SELECT "a" AS "a" FROM main."t" LIMIT 1) AS "t" WHERE b = 1',
      'SELECT a, b FROM (SELECT "a" AS "a" FROM main."t") AS "t" WHERE b = 1',
      'SELECT a FROM (SELECT "a" AS "a" FROM main."t") AS "t" WHERE b = 1 OR 1',
    ]) {
      expect(same(text)).toBe(false);
    }
  });
});
