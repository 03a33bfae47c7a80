// What planning works with.

import type { Engine } from "../../core/model/catalogue.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { Dialect } from "../../core/sql/dialect.ts";
import type { Database } from "../ports/database.ts";
import type { GovernanceCache } from "./governance-cache.ts";
import type { PlanCache } from "./plan-statement.ts";

/** What a statement is planned with: enough to explain it, and nothing that runs or records. */
export interface Planning {
  /** The last valid policy. It may be another one at the next call, never within one. */
  policy(): Policy;
  readonly databases: ReadonlyMap<string, Database>;
  /** The dialect of an engine that one of the databases has. */
  dialect(engine: Engine): Dialect;
  readonly governance: GovernanceCache;
  readonly plans: PlanCache;
  /** Resolves when other calls have had their turn; absent where there are none. */
  readonly turn?: () => Promise<void>;
}
