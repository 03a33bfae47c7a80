// A statement of a client of PostgreSQL's own protocol: governed and recorded as the tool `query`, and answered in the protocol's rows.
// INVARIANT: what such a client is given is whole. It has no field that says `truncated`, so a result beyond a cap is refused.

import type { MaskNote } from "../../core/masking/mask-notes.ts";
import type { JsonBytes } from "../../core/model/json-text.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { CHANGE_COLUMNS, type PlanText } from "../../core/sql/plans/write-plan.ts";
import { identifyCall } from "../access.ts";
import type { Answer, CallContext, CallRecord, Refused } from "../calls.ts";
import {
  beginRecord,
  describeStatement,
  describeTouched,
  recordCall,
  refusalOfDatabase,
  refuseLocked,
  refuseReadOnly,
} from "../calls.ts";
import { marksOf, type Prepared, prepareStatement, scansOf } from "../planning.ts";
import type { RowFormat, WireField } from "../ports/execution.ts";
import type { WriteResult } from "../writing.ts";
import { type Delivery, runStatement, type StatementRequest } from "./run-statement.ts";

export interface WireResult {
  readonly fields: readonly WireField[];
  /** DataRow messages, one after the other. */
  readonly rows: Uint8Array;
  readonly count: number;
  readonly notes: readonly MaskNote[];
  /** Columns in which the content scan replaced something. */
  readonly redacted: readonly string[];
}

export interface WireDelivery {
  /** The formats of the result's columns, as Bind has them. */
  readonly codes: readonly number[];
  /** The statement stands in a transaction of the client's, in which a write has no place. */
  readonly readsAlone: boolean;
}

export function runForWire(
  request: StatementRequest,
  called: CallContext,
  delivery: WireDelivery,
): Promise<Answer<WireResult | WriteResult>> {
  return runStatement(request, called, deliverOnWire(delivery));
}

function deliverOnWire({ codes, readsAlone }: WireDelivery): Delivery<WireResult> {
  return {
    refuse: (planned) => refuseOnWire(planned) ?? (readsAlone && planned.kind !== "planned" ? WITHIN : null),
    formatOf: ({ marks }, engine): RowFormat => ({
      as: "wire",
      codes,
      scansOf: (columns) => scansOf(marksOf(marks, columns.length), { columns, engine }),
      largest: Number.POSITIVE_INFINITY, // the limits of the role bound them
    }),
    conclude: async (executed, { notes }) => {
      const { written, truncated } = executed;
      if (written?.fields === undefined) throw new RangeError("rows that were not written for the wire");
      if (truncated !== null) return refuseCut(truncated);
      const { fields, count, redactions } = written;
      const json = typeof written.json === "string" ? NO_ROWS : written.json;
      const redacted = fields.filter((_, column) => (redactions[column] ?? 0) > 0).map(({ name }) => name);
      const result = { fields, rows: json.bytes, count, notes, redacted };
      return { kind: "written", json: [json], read: () => result, rows: count, truncated: false };
    },
  };
}

const NO_ROWS: JsonBytes = { bytes: new Uint8Array(0), text: "" };

const WITHIN = refuse("write-not-possible", "Each write is weighed and carried out on its own.", {
  rule: "protocol",
  remedy: "Send it alone and outside of a transaction block (autocommit).",
  sqlstate: "25006",
});

function refuseOnWire(planned: Prepared["planned"]): Refusal | null {
  const { facts } = planned;
  if (facts?.explains !== undefined) {
    return refuse("statement-kind", "EXPLAIN is not available over this protocol.", {
      rule: "protocol",
      remedy: "Ask for plans over MCP, where a role may be granted them.",
    });
  }
  return null;
}

function refuseCut(by: "rows" | "bytes"): Refusal {
  return refuse("result-too-large", `The result has more ${by} than the role may be given at once.`, {
    rule: "limits",
    remedy: "Ask for fewer rows, as with LIMIT, or for fewer columns.",
    sqlstate: "54000",
  });
}

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

/** The text that says what a statement takes and gives; null where none does. */
function textToDescribe(planned: Exclude<Prepared["planned"], { kind: "unplanned" }>): PlanText | null {
  if (planned.kind === "planned") return planned.plan;
  if (planned.kind === "planned-schema-change") return null;
  return planned.write.parts.engine === "postgres" ? planned.write.parts.changeAlone : null;
}

/** What a statement takes and gives, without running it. What is refused is recorded, and what is described is not: nothing has left yet. */
export async function describeForWire(
  request: Pick<StatementRequest, "database" | "sql" | "role">,
  called: CallContext,
): Promise<DescribedForWire | Refused> {
  const { gatehouse, cancellation } = called;
  const tried = beginRecord(called.caller);
  const outcome = await describe().catch((error: unknown) => ({ kind: "failed" as const, error }));
  if (outcome.kind === "described") return outcome;
  const answer = await recordCall<never>("query", called, async (callRecord: CallRecord) => {
    Object.assign(callRecord, tried, { sealed: { statement: request.sql, parameters: "[]" } });
    if (outcome.kind === "failed") throw outcome.error;
    return outcome;
  });
  if (answer.kind === "refused") return answer;
  throw new RangeError("a call that was refused and answered");

  async function describe(): Promise<DescribedForWire | Refusal> {
    await gatehouse.renewPolicy("glance");
    const ended = (await called.admission?.()) ?? null;
    if (ended !== null) return ended;
    const identified = await identifyCall(request, { called, callRecord: tried });
    if ("code" in identified) return identified;
    const { context, role, policy, database } = identified;
    const { caller } = context;
    const around = { gatehouse, caller, role, policy, database, freshness: "known" } as const;
    const { planned, governance, catalogue } = await prepareStatement(request.sql, around);
    tried.statement = describeStatement(planned.facts);
    tried.touched = describeTouched(planned.facts, governance);
    const readOnly = refuseReadOnly(planned.facts, database);
    if (readOnly !== null) return readOnly;
    if (planned.kind === "unplanned") return planned.refusal;
    const refused = refuseOnWire(planned) ?? (await refuseLocked(context, { database: database.name, data: true }));
    if (refused !== null) return refused;
    const given = Array.from({ length: planned.facts.parameters }, () => 0);
    const text = textToDescribe(planned);
    if (text === null || database.describe === undefined) {
      return { kind: "described", parameters: given, fields: null, scanned: [], writes: planned.kind !== "planned" };
    }
    const described = await database.describe(text, cancellation);
    if (described.kind === "database-error") return refusalOfDatabase(described, { governance, reads: [] });
    for (const [place, parameter] of text.parameters.entries()) {
      if (parameter.kind === "caller") given[parameter.index] ||= described.parameters[place] ?? 0;
    }
    if (planned.kind !== "planned") {
      const fields = planned.facts.outputs.length === 0 ? null : (described.fields?.slice(CHANGE_COLUMNS) ?? null);
      return { kind: "described", parameters: given, fields, scanned: [], writes: true };
    }
    const marks = marksOf(planned.marks, described.columns.length);
    const scans = scansOf(marks, { columns: described.columns, engine: catalogue.engine });
    const scanned = scans.map((scan) => scan !== null && scan.kind !== "none");
    return { kind: "described", parameters: given, fields: described.fields, scanned, writes: false };
  }
}
