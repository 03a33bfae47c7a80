// parse -> analyse -> decide -> rewrite, for one statement of one caller on one database.
// Plans are cached under the governance they were made for, which is itself bound to role, caller, policy and catalogue.

import type { Catalogue } from "../core/model/catalogue.ts";
import type { Allow } from "../core/model/decision.ts";
import type { Facts, WriteFacts } from "../core/model/facts.ts";
import type { Governance } from "../core/model/governed-relation.ts";
import type { Refusal } from "../core/model/refusal.ts";
import { decide } from "../core/policy/decide.ts";
import type { Role } from "../core/policy/policy.ts";
import type { Dialect } from "../core/sql/dialect.ts";
import type { ExecutablePlan } from "../core/sql/executable-plan.ts";
import type { WritePlan } from "../core/sql/write-plan.ts";

export interface Planned {
  readonly kind: "planned";
  readonly facts: Facts;
  readonly allow: Allow;
  readonly plan: ExecutablePlan;
}

/** A statement that changes rows, and that the role may ask for. */
export interface PlannedWrite {
  readonly kind: "planned-write";
  readonly facts: Facts & { readonly write: WriteFacts };
  readonly allow: Allow;
  readonly write: WritePlan;
}

/** The statement was refused; `facts` is null when it could not be parsed. */
export interface Unplanned {
  readonly kind: "unplanned";
  readonly facts: Facts | null;
  readonly refusal: Refusal;
}

export interface PlanQuestion {
  readonly role: Role;
  readonly governance: Governance;
  readonly database: string;
  readonly catalogue: Catalogue;
  readonly dialect: Dialect;
}

const CACHED_PLANS = 500;
const CACHED_TEXT_LENGTH = 20_000;

export class PlanCache {
  readonly #plans = new WeakMap<Governance, Map<string, Planned | PlannedWrite | Unplanned>>();

  planStatement(sql: string, question: PlanQuestion): Planned | PlannedWrite | Unplanned {
    if (sql.length > CACHED_TEXT_LENGTH) return planStatement(sql, question);
    const plans = this.#plansFor(question.governance);
    const known = plans.get(sql);
    if (known !== undefined) {
      plans.delete(sql); // moves it to the end: the map is in order of use
      plans.set(sql, known);
      return known;
    }
    const planned = planStatement(sql, question);
    plans.set(sql, planned);
    if (plans.size > CACHED_PLANS) {
      for (const oldest of plans.keys()) {
        plans.delete(oldest);
        break;
      }
    }
    return planned;
  }

  #plansFor(governance: Governance): Map<string, Planned | PlannedWrite | Unplanned> {
    const known = this.#plans.get(governance);
    if (known !== undefined) return known;
    const plans = new Map<string, Planned | PlannedWrite | Unplanned>();
    this.#plans.set(governance, plans);
    return plans;
  }
}

function planStatement(sql: string, question: PlanQuestion): Planned | PlannedWrite | Unplanned {
  const { role, governance, database, catalogue, dialect } = question;
  const parsed = dialect.parse(sql);
  if (parsed.kind === "refusal") return { kind: "unplanned", facts: null, refusal: parsed };
  const analysed = parsed.analyse(catalogue, { functions: role.functions });
  const { facts } = analysed;
  const decision = decide(facts, { role, governance, database, catalogue });
  if (decision.kind === "deny") return { kind: "unplanned", facts, refusal: decision.refusal };
  if (facts.write !== null) {
    const write = analysed.rewriteWrite(decision);
    if ("code" in write) return { kind: "unplanned", facts, refusal: write };
    return { kind: "planned-write", facts: { ...facts, write: facts.write }, allow: decision, write };
  }
  const plan = analysed.rewrite(decision);
  if ("code" in plan) return { kind: "unplanned", facts, refusal: plan };
  return { kind: "planned", facts, allow: decision, plan };
}
