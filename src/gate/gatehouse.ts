// What a call works with: the databases, the policy in force, the ledger, time and keys. Made once, by the composition root.

import type { ApprovalCrypto } from "../core/approvals/approval-crypto.ts";
import type { Engine } from "../core/model/catalogue.ts";
import type { Policy } from "../core/policy/policy.ts";
import type { Dialect } from "../core/sql/dialect.ts";
import type { GovernanceCache } from "./governance-cache.ts";
import type { PlanCache } from "./plan-statement.ts";
import type { Approvals } from "./ports/approvals.ts";
import type { Clock, Ids } from "./ports/clock.ts";
import type { Database } from "./ports/database.ts";
import type { Keys } from "./ports/keys.ts";
import type { Ledger } from "./ports/ledger.ts";

export interface Gatehouse {
  readonly databases: ReadonlyMap<string, Database>;
  /** The dialect of an engine that one of the databases has. */
  dialect(engine: Engine): Dialect;
  /** The last valid policy. It may be another one at the next call, never within one. */
  policy(): Policy;
  readonly governance: GovernanceCache;
  readonly plans: PlanCache;
  readonly ledger: Ledger;
  readonly approvals: Approvals;
  readonly primitives: ApprovalCrypto;
  /** This server process: who holds its claims. */
  readonly instance: string;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where a bug's details go, with the id that the caller is given. Never to the caller. */
  reportBug(id: string, error: unknown): void;
}
