// A write that the ledger has, weighed by the rules of a policy without a database: by its facts, and by the rows that it was seen to change.
// What a preview alone can tell counts as a preview tells it that could not count: the table's size is not known, and nothing besides changes.

import type { Caller } from "../../../core/model/caller.ts";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import type { Facts } from "../../../core/model/facts.ts";
import type { Governance } from "../../../core/model/governed-relation.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import type { Assessment } from "../../../core/policy/risk/assess-risk.ts";
import type { Preview } from "../../ports/write-transaction.ts";
import { weighSchemaChange } from "./weigh-schema-change.ts";
import { weighWrite } from "./weigh-write.ts";

interface Recorded {
  readonly facts: Facts;
  readonly governance: Governance;
  readonly catalogue: Catalogue;
  readonly policy: Policy;
  readonly caller: Caller;
  readonly database: string;
  /** Rows that it changed, at most, whenever it was sent. */
  readonly rows: number;
  /** Microseconds since the Unix epoch. */
  readonly now: number;
}

/** Null for a statement that changes nothing. */
export function weighRecorded({ facts, rows, ...scope }: Recorded): Assessment | null {
  const { writes, schema } = facts;
  const weighing = { ...scope, preview: previewOf(rows, writes.length), recent: { rows: 0, writes: 0 } };
  if (schema !== undefined) return weighSchemaChange(schema, weighing);
  return writes.length === 0 ? null : weighWrite({ ...weighing, writes });
}

/** The rows count for each step: of one statement nobody can tell afterwards which of its steps changed them. */
function previewOf(rows: number, steps: number): Preview {
  return {
    system: "",
    rows,
    steps: Array.from({ length: steps }, () => ({ rows, total: null })),
    digest: "",
    changes: [],
    method: "select",
    disturbs: [],
    notPreviewed: [],
  };
}
