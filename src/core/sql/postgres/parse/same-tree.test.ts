import { loadModule } from "libpg-query";
import { beforeAll, describe, expect, it } from "vitest";
import { parseOwnText } from "./parse-text.ts";
import { sameTree } from "./same-tree.ts";

beforeAll(() => loadModule());

/** Each tree with one member changed, taken away or added, at any depth. */
function edited(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return [
      [...items, { String: { sval: "more" } }],
      ...items.map((_, place): unknown => items.toSpliced(place, 1)),
      ...items.flatMap((item, place) => edited(item).map((other): unknown => items.with(place, other))),
    ];
  }
  if (typeof value === "string") return [`${value}x`];
  if (typeof value === "number") return [value + 1];
  if (typeof value === "boolean") return [!value];
  if (typeof value !== "object" || value === null) return [];
  return [
    { ...value, more: true },
    ...Object.entries(value).flatMap(([name, member]) =>
      POSITIONS.test(name)
        ? []
        : [
            Object.fromEntries(Object.entries(value).filter(([other]) => other !== name)),
            ...edited(member).map((other) => ({ ...value, [name]: other })),
          ],
    ),
  ];
}

const POSITIONS = /location|stmt_len|list_(?:start|end)$/;

describe("sameTree()", () => {
  it.each([
    "SELECT a, count(*) FILTER (WHERE b > 1) AS n FROM t JOIN u USING (id) WHERE t.x = $1 GROUP BY a HAVING true ORDER BY 2 DESC LIMIT 5",
    'WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c WHERE n < 9) SELECT DISTINCT ON (n) n::text COLLATE "C" FROM c',
    "SELECT CASE WHEN x IS NULL THEN ARRAY[1, 2] ELSE '{}' END, sum(y) OVER (PARTITION BY z ORDER BY w ROWS 3 PRECEDING) FROM LATERAL f(1) AS q(x, y, z, w)",
  ])("finds any change of a tree, and none in its positions: %s [G-READ-TEXT-IS-THE-TREE]", (text) => {
    const meant = parseOwnText(text);
    expect(sameTree(meant, parseOwnText(` ${text.replaceAll(" ", "  ")}`), new Map())).toBe(true);
    const others = edited(meant);
    expect(others.length).toBeGreaterThan(100);
    expect(others.filter((other) => sameTree(meant, other, new Map()))).toEqual([]);
    expect(others.filter((other) => sameTree(other, meant, new Map()))).toEqual([]);
  });
});
