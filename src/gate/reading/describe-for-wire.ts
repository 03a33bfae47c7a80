// What a statement of a PostgreSQL client takes and gives, without running it: its drivers ask before they bind. What is refused is recorded,
// and what is described is not, because nothing has left yet.

import type { Refusal } from "../../core/model/refusal.ts";
import { relationKey } from "../../core/model/relation-name.ts";
import { CHANGE_COLUMNS, type PlanText } from "../../core/sql/plans/write-plan.ts";
import { identifyCall } from "../access.ts";
import {
  beginRecord,
  type CallContext,
  type CallRecord,
  type Refused,
  recordCall,
  refusalOfDatabase,
  refuseLocked,
} from "../calls.ts";
import { marksOf, type Planned, type PlannedChange, scansOf } from "../planning.ts";
import type { WireField } from "../ports/execution.ts";
import { refuseOnWire } from "./run-for-wire.ts";
import { type StatementRequest, understand } from "./run-statement.ts";
import { widenRead } from "./widen-read.ts";

export interface DescribedForWire {
  readonly kind: "described";
  /** Types (pg_type) of $1, $2, …; 0 where nothing tells. */
  readonly parameters: readonly number[];
  /** Null for a statement that gives no rows. */
  readonly fields: readonly WireField[] | null;
  /** By column: whether its values are looked through before they leave. */
  readonly scanned: readonly boolean[];
  /** It changes something: its rows are those of RETURNING. */
  readonly writes: boolean;
}

type DescribeRequest = Pick<StatementRequest, "database" | "sql" | "role">;

export async function describeForWire(
  request: DescribeRequest,
  called: CallContext,
): Promise<DescribedForWire | Refused> {
  const tried = beginRecord(called.caller);
  tried.sealed = { statement: request.sql, parameters: "[]" };
  const outcome = await describe(request, called, tried).catch((error: unknown) => ({
    kind: "failed" as const,
    error,
  }));
  if (outcome.kind === "described") return outcome;
  const answer = await recordCall<never>("query", called, async (callRecord) => {
    Object.assign(callRecord, tried);
    if (outcome.kind === "failed") throw outcome.error;
    return outcome;
  });
  if (answer.kind === "refused") return answer;
  throw new RangeError("a call that was refused and answered");
}

async function describe(
  request: DescribeRequest,
  called: CallContext,
  callRecord: CallRecord,
): Promise<DescribedForWire | Refusal> {
  const { gatehouse, cancellation } = called;
  await gatehouse.renewPolicy("glance");
  const ended = (await called.admission?.()) ?? null;
  if (ended !== null) return ended;
  const identified = await identifyCall(request, { called, callRecord });
  if ("code" in identified) return identified;
  const understood = await understand(request.sql, identified, { callRecord, gatehouse, freshness: "known" });
  if ("code" in understood) return understood;
  const { context, role, policy, database } = identified;
  const { prepared } = understood;
  const refused =
    refuseOnWire(understood.planned) ?? (await refuseLocked(context, { database: database.name, data: true }));
  if (refused !== null) return refused;
  const planned =
    understood.planned.kind === "planned"
      ? (await widenRead(prepared, understood.planned, { gatehouse, caller: context.caller, policy, role, database }))
          .planned // as it would run: columns that people opened have the types that they have in the clear
      : understood.planned;
  const writes = planned.kind !== "planned";
  const given = Array.from({ length: planned.facts.parameters }, () => 0);
  const text = textOf(planned);
  if (text === null || database.describe === undefined) {
    return { kind: "described", parameters: given, fields: null, scanned: [], writes };
  }
  const described = await database.describe(text, cancellation);
  if (described.kind === "database-error") {
    const reads = planned.facts.reads.map(({ relation }) => relationKey(relation));
    return refusalOfDatabase(described, { governance: prepared.governance, reads });
  }
  for (const [place, parameter] of text.parameters.entries()) {
    if (parameter.kind === "caller") given[parameter.index] ||= described.parameters[place] ?? 0;
  }
  if (planned.kind !== "planned") {
    const fields = planned.facts.outputs.length === 0 ? null : (described.fields?.slice(CHANGE_COLUMNS) ?? null);
    return { kind: "described", parameters: given, fields, scanned: [], writes };
  }
  const marks = marksOf(planned.marks, described.columns.length);
  const scans = scansOf(marks, { columns: described.columns, engine: prepared.catalogue.engine });
  const scanned = scans.map((scan) => scan !== null && scan.kind !== "none");
  return { kind: "described", parameters: given, fields: described.fields, scanned, writes };
}

/** The text whose parameters and columns are the statement's; null where none is. */
function textOf(planned: Planned | PlannedChange): PlanText | null {
  if (planned.kind === "planned") return planned.plan;
  if (planned.kind === "planned-schema-change") return null;
  return planned.write.parts.engine === "postgres" ? planned.write.parts.changeAlone : null;
}
