// Which rules of risk hold for a write. Deterministic: facts and preview in, rules out; no model's opinion lowers a risk.
// INVARIANT: a condition that cannot be evaluated holds.

import type { Identity, Policy } from "../policy.ts";
import type { RiskFacts, RiskRule } from "./risk-policy.ts";

export interface Assessment {
  /** The rules that hold, each with its reason; none means that the write may run at once. */
  readonly held: readonly { readonly rule: string; readonly reason: string }[];
  readonly quorum: number;
  readonly assurance: 1 | 2 | 3;
}

/** A rule that holds for one step of a write holds for the write. */
export function assessRisk(steps: readonly RiskFacts[], rules: readonly RiskRule[]): Assessment {
  const held = rules.filter((rule) => steps.some((facts) => holds(rule, facts)));
  return {
    held: held.map(({ id, reason }) => ({ rule: id, reason })),
    quorum: Math.max(1, ...held.map(({ quorum }) => quorum)),
    assurance: held.map(({ assurance }) => assurance).reduce((a, b) => (b > a ? b : a), 1),
  };
}

function holds(rule: RiskRule, facts: RiskFacts): boolean {
  try {
    return rule.holds(facts);
  } catch {
    return true;
  }
}

/** The part of the facts that says who asks. */
export function riskOfCaller(caller: { principal: string; role: string }, policy: Policy): RiskFacts["caller"] {
  const identity: Identity | undefined = policy.identities.get(caller.principal);
  return {
    principal: caller.principal,
    role: caller.role,
    kind: identity?.kind ?? "agent",
    owner: identity?.owner ?? "",
  };
}
