import { describe, expect, it } from "vitest";
import { showSteps } from "./shown-steps.ts";

const shown = (detail: string) => showSteps([[7, 0, 0, detail]], new Set(["orders", "a b", "o"]))[0]?.[3];

describe("showSteps()", () => {
  it.each([
    ["SCAN orders", "SCAN orders"],
    ["SCAN main.orders", "SCAN orders"],
    ["SCAN main.secrets", "SCAN"],
    ["SCAN secrets", "SCAN"],
    ["SEARCH orders USING INDEX orders_canary (region=? AND id>?)", "SEARCH orders USING INDEX"],
    [
      "SEARCH o USING AUTOMATIC PARTIAL COVERING INDEX (canary=?) LEFT-JOIN",
      "SEARCH o USING AUTOMATIC PARTIAL COVERING INDEX LEFT-JOIN",
    ],
    ["SEARCH a b USING INTEGER PRIMARY KEY (rowid=?)", "SEARCH a b USING INTEGER PRIMARY KEY"],
    ["SCAN orders_secret USING COVERING INDEX canary", "SCAN"],
    ["CO-ROUTINE gatehouse_x", "CO-ROUTINE"],
    ["MATERIALIZE o", "MATERIALIZE o"],
    ["BLOOM FILTER ON secrets (canary=?)", "BLOOM FILTER ON"],
    ["USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY", "USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY"],
    ["USE TEMP B-TREE FOR canary(DISTINCT)", "USE TEMP B-TREE"],
    ["CORRELATED SCALAR SUBQUERY 3", "CORRELATED SCALAR SUBQUERY 3"],
    ["MERGE (UNION ALL)", "MERGE (UNION ALL)"],
    ["something of a later version: canary", "STEP"],
  ])("%s is shown as %s [G-EXPLAIN-SHAPE-ONLY]", (detail, step) => {
    expect(shown(detail)).toBe(step);
  });

  it("numbers steps from 1, each below its own", () => {
    const rows = [
      [3, 0, 216, "COMPOUND QUERY"],
      [40, 3, 0, "LEFT-MOST SUBQUERY"],
      [91, 40, 0, "SCAN orders"],
    ] as const;
    expect(showSteps(rows, new Set(["orders"])).map(([id, parent]) => [id, parent])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
  });
});
