// The tool `query`: identify -> parse -> analyse -> decide -> rewrite -> execute -> scan -> record -> release.
// A read is recorded once, after it ran and before its rows are released (recordCall). A statement that changes rows goes on in
// write-statement.ts.

import type { AccessGrant } from "../../core/approvals/access-grant.ts";
import { describeNotes, type MaskNote, notesOf } from "../../core/masking/mask-notes.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Facts } from "../../core/model/facts.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import type { JsonBytes, JsonText } from "../../core/model/json-text.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { relationKey } from "../../core/model/relation-name.ts";
import { identifyCall, refuseEndedRole } from "../access.ts";
import {
  type Answer,
  type CallContext,
  type CallRecord,
  describeStatement,
  describeTouched,
  type Gatehouse,
  type Outcome,
  recordCall,
  refusalOfDatabase,
  refuseLocked,
  refuseReadOnly,
} from "../calls.ts";
import { type Planned, prepareStatement, type ResultColumn } from "../planning.ts";
import type { Execution } from "../ports/execution.ts";
import { refuseTooLarge, type WriteResult, writeOrAnswerAgain } from "../writing.ts";
import { readyRows } from "./ready-rows.ts";
import { refuseNoColumns } from "./refuse-no-columns.ts";
import { rowFormatOf } from "./row-format.ts";
import { showExecutionPlan } from "./show-plan.ts";
import { tellColumns } from "./told-columns.ts";
import { refuseEndedAccess, widenRead } from "./widen-read.ts";

export interface QueryRequest {
  /** Null: the only database there is. */
  readonly database: string | null;
  /** Attacker-controlled. */
  readonly sql: string;
  /** $1, $2, … in order. Attacker-controlled. */
  readonly parameters: readonly JsonValue[];
  /** Why a write is wanted, in the caller's words; null when it does not say. */
  readonly reason?: string | null;
  /** A role that the caller was granted for a time; null or absent for its own. Attacker-controlled. */
  readonly role?: string | null;
  /** How long to wait for approvers, in seconds. */
  readonly waitSeconds?: number;
}

export interface QueryResult {
  readonly database: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
  readonly row_count: number;
  /** True when a cap ended the result; `truncated_by` says which. */
  readonly truncated: boolean;
  readonly truncated_by?: "rows" | "bytes";
  /** Relations of which the caller sees some rows only; absent when there are none. */
  readonly row_filtered?: readonly string[];
  /** Where masks changed the answer: conditions, joins, groups and order on masked columns; absent where they changed nothing. */
  readonly mask_notes?: readonly MaskNote[];
  /** The approved requests by which masked columns are in the clear here; absent when there are none. */
  readonly access?: readonly string[];
  /** What one person opened alone, in an emergency, and by which columns are in the clear here; absent where nothing was. */
  readonly break_glass?: readonly { readonly request: string; readonly until: string }[];
}

/** How often a statement is planned anew because the schema moved under it. */
const ATTEMPTS = 3;

export function runQuery(request: QueryRequest, called: CallContext): Promise<Answer<QueryResult | WriteResult>> {
  const { gatehouse, cancellation } = called;
  return recordCall("query", called, async (callRecord): Promise<Outcome<QueryResult | WriteResult>> => {
    callRecord.sealed = { statement: request.sql, parameters: JSON.stringify(request.parameters) };
    const identified = await identifyCall(request, { called, callRecord });
    if ("code" in identified) return identified;
    const { context, role, policy, database } = identified;
    const { caller } = context;

    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const prepared = await prepareStatement(request.sql, {
        gatehouse,
        caller,
        role,
        policy,
        database,
        freshness: attempt > 1 ? "now" : "known",
      });
      const { planned, governance, catalogue } = prepared;
      callRecord.statement = describeStatement(planned.facts);
      callRecord.touched = describeTouched(planned.facts, governance);
      const readOnly = refuseReadOnly(planned.facts, database);
      if (readOnly !== null) return readOnly;
      if (planned.kind === "unplanned") return planned.refusal;
      callRecord.rule = planned.allow.rule;
      const miscounted = checkParameterCount(planned.facts, request.parameters);
      if (miscounted !== null) return miscounted;
      const locked = await refuseLocked(context, { database: database.name, data: true });
      if (locked !== null) return locked;
      if (planned.kind !== "planned") {
        const written = await writeOrAnswerAgain(
          {
            sql: request.sql,
            parameters: request.parameters,
            reason: request.reason ?? null,
            waitSeconds: request.waitSeconds ?? 0,
          },
          { context, callRecord, policy, role, database, planned, governance, catalogue },
        );
        if (written.kind === "schema-changed") continue;
        return written;
      }
      const read = await widenRead(prepared, planned, { gatehouse, caller, policy, role, database });
      callRecord.touched = describeTouched(read.planned.facts, read.governance);
      const opened = read.grants.filter(({ breakGlass }) => breakGlass);
      callRecord.rule = opened.length > 0 ? "break-glass" : read.planned.allow.rule;
      callRecord.detail = describeGrants(read.grants);
      const { innerPad, outerPad } = gatehouse.keys.pseudonymPads(caller.principal);
      const execution = await database.execute(read.planned.plan, {
        binding: {
          parameters: request.parameters,
          constants: read.constants,
          innerPad,
          outerPad,
          attributes: policy.identities.get(caller.principal)?.attributes ?? {}, // as the policy in force has them
        },
        signal: cancellation,
        // a plan of the database's is looked through before any of it is shown
        format: read.planned.facts.explains === undefined ? rowFormatOf(read.planned.marks, database.engine) : null,
      });
      if (execution.kind === "schema-changed") continue;
      if (read.grants.length > 0 || caller.granted !== null) await gatehouse.renewPolicy("glance");
      const ended =
        (await refuseEndedRole(context, database)) ??
        (await refuseEndedAccess(read, { gatehouse, caller, policy: gatehouse.policy(), database }));
      if (ended !== null) return ended;
      const notes = notesOf(read.planned.notes, {
        parameters: request.parameters,
        constantAt: (at) => read.constants[read.planned.places.get(at) ?? -1],
      });
      if (notes.length > 0) callRecord.detail = { ...callRecord.detail, ...describeNotes(notes) };
      return await concludeQuery(execution, {
        gatehouse,
        planned: read.planned,
        notes,
        governance: read.governance,
        catalogue,
        grants: read.grants,
        database: database.name,
      });
    }
    return refuse("schema-changed", "The schema changed while the statement was being planned.", {
      rule: "catalogue",
      remedy: "Send the statement again.",
    });
  });
}

/** `told` is all else of the result. */
function withRows(told: string, rows: string | JsonBytes): JsonText {
  const head = `${told.slice(0, -1)},"rows":`;
  return typeof rows === "string" ? `${head}${rows}}` : [head, rows, "}"];
}

/** What the entry says of them: by people's approval, and, under a name of its own, by break-glass. */
function describeGrants(grants: readonly AccessGrant[]): CallRecord["detail"] {
  const names = (wanted: boolean) =>
    grants.flatMap(({ request, breakGlass }) => (breakGlass === wanted ? [request] : [])).join(" ");
  const [access, opened] = [names(false), names(true)];
  if (grants.length === 0) return null;
  return { ...(access !== "" && { access }), ...(opened !== "" && { "break-glass": opened }) };
}

function checkParameterCount(facts: Facts, parameters: readonly JsonValue[]): Refusal | null {
  const wanted = facts.parameters;
  if (wanted === parameters.length) return null;
  return refuse(
    "parameter-count",
    `The statement uses ${wanted} parameter${wanted === 1 ? "" : "s"} and ${parameters.length} ${parameters.length === 1 ? "was" : "were"} given.`,
    { rule: "input", remedy: "Give exactly one value for each of $1, $2, … in parameters." },
  );
}

/** What an execution means for the caller: rows, scanned and marked, or why there are none. */
async function concludeQuery(
  executed: Exclude<Execution, { kind: "schema-changed" }>,
  statement: {
    gatehouse: Gatehouse;
    planned: Planned;
    notes: readonly MaskNote[];
    governance: Governance;
    catalogue: Catalogue;
    grants: readonly AccessGrant[];
    database: string;
  },
): Promise<Outcome<QueryResult>> {
  const { planned, notes, governance, catalogue, grants, database, gatehouse } = statement;
  if (executed.kind === "witness-disagrees") {
    return refuse(
      "witness-disagrees",
      "The database would open other tables than the statement was understood to read.",
      {
        rule: "second-witness",
        remedy: "Write the statement more simply, and report this statement to the operator.",
      },
    );
  }
  if (executed.kind === "database-error") {
    return refusalOfDatabase(executed, {
      governance,
      reads: planned.facts.reads.map(({ relation }) => relationKey(relation)),
    });
  }
  const { facts } = planned;
  const bare = refuseNoColumns(executed.columns, { facts, governance });
  if (bare !== null) return bare;
  const execution =
    facts.explains === undefined
      ? executed
      : showExecutionPlan(executed, { form: facts.explains, facts, governance, catalogue });
  const ready = await readyRows(execution, {
    format: rowFormatOf(planned.marks, catalogue.engine),
    turn: () => gatehouse.turn(),
  });
  if (ready.count === 0 && ready.truncated === "bytes")
    return refuseTooLarge("A single row is larger than a result may be.");
  const { rowFiltered } = planned.marks;
  const granted = grants.filter(({ breakGlass }) => !breakGlass);
  const opened = grants.filter(({ breakGlass }) => breakGlass);
  const { columns, json } = tellColumns(execution.columns, { marks: planned.marks, redactions: ready.redactions });
  const told = {
    row_count: ready.count,
    truncated: ready.truncated !== null,
    ...(ready.truncated !== null && { truncated_by: ready.truncated }),
    ...(rowFiltered.length > 0 && { row_filtered: rowFiltered }),
    ...(notes.length > 0 && { mask_notes: notes }),
    ...(granted.length > 0 && { access: granted.map(({ request }) => request) }),
    ...(opened.length > 0 && { break_glass: opened.map(({ request, until }) => ({ request, until })) }),
  };
  return {
    kind: "written",
    rows: ready.count,
    truncated: ready.truncated !== null,
    read: () => ({ database, columns, ...told, rows: ready.readRows() }),
    json: withRows(
      `{"database":${JSON.stringify(database)},"columns":${json},${JSON.stringify(told).slice(1)}`,
      ready.json,
    ),
  };
}
