// A write as people would be asked for it: what was asked, what it would change, and what was found to weigh.

import type { Sample } from "../../../core/approvals/approval-request.ts";
import type { Caller } from "../../../core/model/caller.ts";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import type { Governance } from "../../../core/model/governed-relation.ts";
import type { JsonValue } from "../../../core/model/json-value.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import type { Assessment } from "../../../core/policy/risk/assess-risk.ts";
import type { PlannedChange } from "../../planning.ts";
import type { Database } from "../../ports/database.ts";
import type { Preview, Tried } from "../../ports/write-transaction.ts";
import { schemaOf, type WriteScope } from "../write-scope.ts";
import type { AskedWrite } from "./asked-write.ts";

export interface WriteToAsk {
  readonly kind: "write" | "revert";
  /** The stale request that it takes the place of. */
  readonly replaces?: string;
  /** The request whose write it reverts. */
  readonly reverts?: string;
  readonly sql: string;
  readonly parameters: readonly JsonValue[];
  readonly further?: readonly { readonly sql: string; readonly parameters: readonly JsonValue[] }[];
  readonly reason: string;
  readonly planned: PlannedChange;
  readonly preview: Preview;
  readonly samples: Readonly<Record<string, Sample>>;
  /** Null where nothing was tried. */
  readonly tried: Tried | null;
  /** For those who decide, a sentence each. */
  readonly notes: readonly string[];
  /** Of what of the schema it depends on. */
  readonly schemaVersion: string;
  readonly assessment: Assessment;
  readonly governance: Governance;
  readonly policy: Policy;
  readonly catalogue: Catalogue;
  readonly database: Database;
  readonly system: string;
  readonly caller: Caller;
}

export const NO_RISK: Assessment = { held: [], quorum: 1, assurance: 1 };

/** A write of which no more is known than its preview. */
export function writeToAsk(preview: Preview, { asked, scope }: { asked: AskedWrite; scope: WriteScope }): WriteToAsk {
  const { planned, governance, policy, catalogue, database, context } = scope;
  const { sql, parameters, further, reason, reverts, replaces } = asked;
  return {
    kind: reverts === undefined ? "write" : "revert",
    ...(replaces !== undefined && { replaces }),
    ...(reverts !== undefined && { reverts: reverts.id }),
    sql,
    parameters,
    ...(further !== undefined && { further }),
    reason: reason ?? "",
    planned,
    preview,
    samples: {},
    tried: null,
    notes: [],
    assessment: NO_RISK,
    governance,
    policy,
    schemaVersion: schemaOf(scope),
    catalogue,
    database,
    system: preview.system,
    caller: context.caller,
  };
}
