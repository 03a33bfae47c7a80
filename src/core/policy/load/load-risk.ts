// From risk.yaml to rules in force. A condition that does not compile, or speaks of something that is not there, is a problem with its place.
// Without the file the shipped rules hold: no policy is no licence.

import { Environment, type ParseResult } from "@marcbachmann/cel-js";
import { RISK_FACTS } from "../risk/risk-facts.ts";
import type { RiskFacts, RiskPolicy, RiskRule } from "../risk/risk-policy.ts";
import type { RiskFile } from "../schema/risk-schema.ts";
import type { PolicyProblem } from "./policy-problem.ts";
import type { ReadDocument } from "./read-document.ts";
import { SHIPPED_RISK } from "./shipped-risk.ts";

const environment = Object.entries(RISK_FACTS).reduce(
  (known, [name, fact]) =>
    "says" in fact && typeof fact.says === "string"
      ? known.registerVariable(name, fact.type)
      : known.registerVariable({ name, schema: typesOf(fact) }),
  new Environment(),
);

function typesOf(members: object): Record<string, string> {
  return Object.fromEntries(Object.entries(members).map(([name, { type }]) => [name, type]));
}

export function loadRisk(documents: readonly ReadDocument<RiskFile>[], problems: PolicyProblem[]): RiskPolicy {
  const [document, ...others] = documents;
  for (const other of others) {
    problems.push(
      other.problemAt([], {
        message: `The rules of risk are already in ${document?.file ?? "another file"}.`,
        remedy: "Put them into one file.",
      }),
    );
  }
  if (document === undefined) return toRisk(SHIPPED_RISK, []);
  if (document.value === null) return toRisk(SHIPPED_RISK, []);
  const seen = new Set<string>();
  const compiled = document.value.rules.map((rule, place) => {
    if (seen.has(rule.id)) {
      problems.push(
        document.problemAt(["rules", place, "id"], {
          message: `There are two rules \`${rule.id}\`.`,
          remedy: "Give each a name of its own.",
        }),
      );
    }
    seen.add(rule.id);
    const condition = compile(rule.when);
    if (typeof condition !== "string") return condition;
    problems.push(
      document.problemAt(["rules", place, "when"], {
        message: `The condition cannot be used: ${condition}`,
        remedy:
          "Write a boolean CEL expression over write, table, caller, recent, database and time; the policy reference lists their members.",
      }),
    );
    return null;
  });
  return toRisk(document.value, compiled);
}

/** The compiled condition, or why it is none. */
function compile(when: string): ParseResult | string {
  try {
    const parsed = environment.parse(when);
    const checked = parsed.check();
    if (!checked.valid) return sentence(checked.error?.message ?? "it has no type");
    return checked.type === "bool" || checked.type === "dyn" ? parsed : `it gives ${checked.type} and no truth value.`;
  } catch (error) {
    return sentence(error instanceof Error ? error.message : "it does not parse");
  }
}

function sentence(message: string): string {
  const [first = ""] = message.split("\n");
  return first.endsWith(".") ? first : `${first}.`;
}

function toRisk(file: RiskFile, compiled: readonly (ParseResult | null)[]): RiskPolicy {
  return {
    rules: file.rules.flatMap((rule, place): readonly RiskRule[] => {
      const ready = compiled[place];
      const condition = ready === undefined ? compile(rule.when) : ready;
      if (condition === null || typeof condition === "string") return [];
      const { id, reason, quorum, assurance } = rule;
      return [{ id, reason, quorum, assurance, holds: (facts) => evaluate(condition, facts) }];
    }),
    approveWithinSeconds: file.approvals["approve-within"],
    executeWithinSeconds: file.approvals["execute-within"],
    unsigned: file.approvals.unsigned,
    mostPending: file.approvals.pending,
    erasure: file.erasure,
    undo: { keepSeconds: file.undo.keep, rows: file.undo.rows },
  };
}

function evaluate(condition: ParseResult, facts: RiskFacts): boolean {
  const value: unknown = condition({ ...facts });
  if (typeof value !== "boolean") throw new TypeError("a condition of risk gave no truth value");
  return value;
}
