import { describe, expect, it } from "vitest";
import { passOn } from "./build-expression.ts";
import { RULE_TABLE, unkept } from "./rules.ts";
import { AUTOMATON, RULES, type Rule } from "./tables.ts";

const symbolsOf = (rule: Rule): readonly string[] => (rule.split("::=")[1] ?? "").trim().split(/\s+/).filter(Boolean);
const leftOf = (rule: Rule): string => rule.split(" ")[0] ?? "";

/** What is refused as a whole: nothing that stands below it is looked at. */
const REFUSED_WHOLE =
  /^(?:cmd ::= (?:BEGIN|COMMIT\|END|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|ATTACH|DETACH|VACUUM|REINDEX|ANALYZE|create_vtab LP|createkw trigger_decl)|trigger_decl)/;

describe("the table of rules", () => {
  it("decides about every rule of the grammar, and about no other [G-READ-ALLOW-LIST]", () => {
    expect(Object.keys(RULE_TABLE).sort()).toEqual([...RULES].sort());
    expect(RULES.length).toBeGreaterThan(400);
  });

  it("keeps something of every rule that a statement which may run can hold [G-READ-ALLOW-LIST]", () => {
    const reached = new Set<Rule>();
    const reach = (symbol: string): void => {
      for (const rule of RULES) {
        if (leftOf(rule) !== symbol || reached.has(rule) || REFUSED_WHOLE.test(rule)) continue;
        reached.add(rule);
        for (const below of symbolsOf(rule)) reach(below);
      }
    };
    reach("input");
    expect([...reached].filter((rule) => RULE_TABLE[rule] === unkept)).toEqual([]);
  });

  it("passes on what the automaton may pass on without it", () => {
    // a rule of one symbol over which the tables never go is not among the actions
    const used = new Set([...AUTOMATON.action, ...AUTOMATON.defaultAction].map(ruleOfAction));
    const passedOver = RULES.filter((_, place) => !used.has(place));
    expect(passedOver.length).toBeGreaterThan(5);
    for (const rule of passedOver) {
      expect(symbolsOf(rule), rule).toHaveLength(1);
      expect([passOn, unkept], rule).toContain(RULE_TABLE[rule]);
    }
  });
});

function ruleOfAction(action: number): number {
  const { minShiftReduce, maxShiftReduce, minReduce } = AUTOMATON;
  return action <= maxShiftReduce ? action - minShiftReduce : action - minReduce;
}
