import { expect, it } from "vitest";
import { assessRisk } from "./assess-risk.ts";
import type { RiskFacts, RiskRule } from "./risk-policy.ts";

const rule = (id: string, holds: RiskRule["holds"], more: Partial<RiskRule> = {}): RiskRule => ({
  id,
  reason: `${id}.`,
  quorum: 1,
  assurance: 1,
  holds,
  ...more,
});
const facts = (rows: number): RiskFacts => {
  const write = { rows: BigInt(rows) } satisfies Partial<RiskFacts["write"]>;
  return Object.assign(Object.create(null), { write });
};
const many = rule("many", ({ write }) => write.rows > 5n, { quorum: 2, assurance: 3 });

it("a rule that holds for any step of a write holds for the write [G-RISK-DETERMINISTIC]", () => {
  const held = { held: [{ rule: "many", reason: "many." }], quorum: 2, assurance: 3 };
  for (const steps of [[6], [6, 1], [1, 6], [1, 1, 6, 1]]) expect(assessRisk(steps.map(facts), [many])).toEqual(held);
  expect(assessRisk([1, 5].map(facts), [many])).toEqual({ held: [], quorum: 1, assurance: 1 });
});

it("a condition that cannot be evaluated holds, and the greatest quorum and assurance count [G-RISK-DETERMINISTIC]", () => {
  const broken = rule("broken", () => {
    throw new RangeError("no such fact");
  });
  expect(assessRisk([facts(1)], [broken])).toMatchObject({ held: [{ rule: "broken" }] });
  expect(assessRisk([facts(9)], [broken, many, rule("always", () => true, { quorum: 1 })])).toMatchObject({
    held: [{ rule: "broken" }, { rule: "many" }, { rule: "always" }],
    quorum: 2,
    assurance: 3,
  });
});
