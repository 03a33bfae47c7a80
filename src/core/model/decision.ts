// The outcome of policy for one statement: allow, ask, or deny. Deny beats ask, ask beats allow.
// INVARIANT: an Allow is made only by `decide` (test/layers proves it).

import type { Governance } from "./governed-relation.ts";
import type { Refusal } from "./refusal.ts";

export interface Limits {
  readonly rows: number;
  /** Bytes of the result as JSON. */
  readonly bytes: number;
  readonly milliseconds: number;
}

export class Allow {
  readonly #made = true;
  readonly kind = "allow";
  readonly rule: string;
  readonly governance: Governance;
  readonly limits: Limits;

  private constructor(rule: string, governance: Governance, limits: Limits) {
    this.rule = rule;
    this.governance = governance;
    this.limits = limits;
  }

  static decided(rule: string, grant: { governance: Governance; limits: Limits }): Allow {
    return new Allow(rule, grant.governance, grant.limits);
  }

  /** Nominal typing: an object literal of this shape is not an Allow. */
  get isDecided(): boolean {
    return this.#made;
  }
}

export interface Deny {
  readonly kind: "deny";
  readonly refusal: Refusal;
}

export type Decision = Allow | Deny;
