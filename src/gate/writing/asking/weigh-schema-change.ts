// From what a change of the schema is to what the rules of risk say of it. INVARIANT: it always asks, whatever the rules are.

import { formatRelation, relationKey } from "../../../core/model/relation-name.ts";
import type { SchemaFacts } from "../../../core/model/schema-change.ts";
import { changedColumns } from "../../../core/policy/decide/changed-columns.ts";
import { familyNamed } from "../../../core/policy/govern/relation-family.ts";
import { type Assessment, assessRisk, riskOfCaller } from "../../../core/policy/risk/assess-risk.ts";
import type { RiskFacts } from "../../../core/policy/risk/risk-policy.ts";
import { riskOfTime, type Weighing } from "./weigh-write.ts";

const ALWAYS = { rule: "ddl", reason: "It changes the schema." };

export function weighSchemaChange(change: SchemaFacts, { policy, ...weighing }: Omit<Weighing, "writes">): Assessment {
  const assessment = assessRisk([riskFacts(change, { policy, ...weighing })], policy.risk.rules);
  return assessment.held.length > 0 ? assessment : { ...assessment, held: [ALWAYS] };
}

function riskFacts(
  change: SchemaFacts,
  { preview, catalogue, governance, policy, caller, recent, database, now }: Omit<Weighing, "writes">,
): RiskFacts {
  const named = [...change.targets, ...(change.creates === null ? [] : [change.creates])];
  const reached = named.flatMap((name) => familyNamed(name, catalogue));
  const data = reached.flatMap((name) => policy.data.get(database)?.relations.get(relationKey(name)) ?? []);
  const columns = named.flatMap((name) => changedColumns(change, name, governance));
  const whole = change.verb === "drop" || change.verb === "truncate";
  return {
    write: {
      verb: change.verb,
      ddl: true,
      table: named.slice(0, 1).map(formatRelation).join(),
      rows: BigInt(preview.rows),
      share: change.loses || change.rewrites ? 1 : 0,
      bounded: !whole,
      changes_key: false,
      columns: columns.map(({ column }) => column.name),
      classes: [...new Set(columns.flatMap((column) => (column.class === null ? [] : [column.class])))],
      levels: [...new Set(columns.map(({ level }) => level))],
      other_rows: 0n,
      previewed: preview.notPreviewed.length === 0,
      reversible: false,
    },
    table: { critical: data.some(({ critical }) => critical), owners: data.flatMap(({ owners }) => owners) },
    caller: riskOfCaller(caller, policy),
    recent: { rows: BigInt(recent.rows), writes: BigInt(recent.writes) },
    database,
    time: riskOfTime(now),
  };
}
