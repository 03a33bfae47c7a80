// What the texts of a write are composed with.

import type { Catalogue } from "../../../model/catalogue.ts";
import type { Allow } from "../../../model/decision.ts";
import type { Governance } from "../../../model/governed-relation.ts";
import type { RelationName } from "../../../model/relation-name.ts";
import type { PlanParameters } from "../rewrite/plan-parameters.ts";

export interface PlanScope {
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string>;
  readonly allow: Allow;
  /** How many parameters the caller's statement uses. */
  readonly parameters: number;
}

export interface Placing extends PlanScope {
  readonly governance: Governance;
  readonly planParameters: PlanParameters;
  readonly opens: Map<string, RelationName>;
  readonly within: readonly string[];
}
