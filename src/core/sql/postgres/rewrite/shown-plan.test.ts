import { expect, it } from "vitest";
import { showPlan } from "./shown-plan.ts";

const scan = (name: string, more = {}) => ({
  "Node Type": "Seq Scan",
  Schema: "hr",
  "Relation Name": name,
  Alias: name,
  Filter: "(region = 'EU')",
  Output: ["secret"],
  "Startup Cost": 0,
  "Total Cost": 12.5,
  "Plan Rows": 7,
  ...more,
});
const plan = [
  {
    Plan: {
      "Node Type": "Nested Loop",
      Plans: [scan("people"), scan("payroll"), scan("people", { Alias: "gatehouse_1" })],
    },
  },
];

it("names no relation that the caller does not see, no alias of ours, no condition and no output [G-EXPLAIN-SHAPE-ONLY]", () => {
  const view = { sees: ({ name }: { name: string }) => name === "people", estimates: false };
  expect(showPlan(plan, view)).toEqual([
    "Nested Loop",
    "  ->  Seq Scan on hr.people",
    "  ->  Seq Scan",
    "  ->  Seq Scan on hr.people",
  ]);
});

it("tells estimates only where they may be told [G-EXPLAIN-SHAPE-ONLY]", () => {
  const sees = () => true;
  expect(showPlan(plan, { sees, estimates: true }).join("\n")).toContain("(cost=0.00..12.50 rows=7)");
  expect(showPlan(plan, { sees, estimates: false }).join("\n")).not.toMatch(/cost|rows/);
});
