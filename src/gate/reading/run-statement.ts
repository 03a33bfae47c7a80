// One statement of a caller's: identify -> parse -> analyse -> decide -> rewrite -> execute -> scan -> record -> release. In which form its rows
// leave is the delivery's. A read is recorded once, after it ran and before its rows are released (recordCall). A statement that changes rows
// goes on in write-statement.ts.

import type { AccessGrant } from "../../core/approvals/access-grant.ts";
import { describeNotes, type MaskNote, notesOf } from "../../core/masking/mask-notes.ts";
import type { Catalogue, Engine } from "../../core/model/catalogue.ts";
import type { Facts } from "../../core/model/facts.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { relationKey } from "../../core/model/relation-name.ts";
import { type Identified, identifyCall, refuseEndedRole } from "../access.ts";
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
import { type Planned, type Prepared, prepareStatement } from "../planning.ts";
import type { Execution, RowFormat } from "../ports/execution.ts";
import { type WriteResult, writeOrAnswerAgain } from "../writing.ts";
import { refuseNoColumns } from "./refuse-no-columns.ts";
import { refuseEndedAccess, widenRead } from "./widen-read.ts";

export interface StatementRequest {
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

/** A read that has run. */
export interface ReadStatement {
  readonly gatehouse: Gatehouse;
  readonly planned: Planned;
  readonly notes: readonly MaskNote[];
  readonly governance: Governance;
  readonly catalogue: Catalogue;
  readonly grants: readonly AccessGrant[];
  readonly database: string;
}

/** In which form the rows of a read leave. */
export interface Delivery<T> {
  /** Why a statement cannot be answered in this form; null where it can. */
  refuse?(planned: Prepared["planned"]): Refusal | null;
  /** As ExecuteOptions has it. */
  formatOf(planned: Planned, engine: Engine): RowFormat | null;
  /** Scanned and marked. */
  conclude(rows: Extract<Execution, { kind: "rows" }>, read: ReadStatement): Promise<Outcome<T>>;
}

/** How often a statement is planned anew because the schema moved under it. */
const ATTEMPTS = 3;

export function runStatement<T>(
  request: StatementRequest,
  called: CallContext,
  delivery: Delivery<T>,
): Promise<Answer<T | WriteResult>> {
  const { gatehouse, cancellation } = called;
  return recordCall("query", called, async (callRecord): Promise<Outcome<T | WriteResult>> => {
    callRecord.sealed = { statement: request.sql, parameters: JSON.stringify(request.parameters) };
    const identified = await identifyCall(request, { called, callRecord });
    if ("code" in identified) return identified;
    const { context, role, policy, database } = identified;
    const { caller } = context;

    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const understood = await understand(request.sql, identified, {
        callRecord,
        gatehouse,
        freshness: attempt > 1 ? "now" : "known",
      });
      if ("code" in understood) return understood;
      const { prepared, planned } = understood;
      const { governance, catalogue } = prepared;
      callRecord.rule = planned.allow.rule;
      const miscounted = checkParameterCount(planned.facts, request.parameters);
      if (miscounted !== null) return miscounted;
      const undelivered = delivery.refuse?.(planned) ?? null;
      if (undelivered !== null) return undelivered;
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
        format: delivery.formatOf(read.planned, database.engine),
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
      return await concludeRead(execution, delivery, {
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

interface Understood {
  readonly prepared: Prepared;
  readonly planned: Exclude<Prepared["planned"], { kind: "unplanned" }>;
}

/** The statement, planned, and what its entry is to say of it; a Refusal where it is not planned. */
export async function understand(
  sql: string,
  { context, role, policy, database }: Identified,
  { callRecord, gatehouse, freshness }: { callRecord: CallRecord; gatehouse: Gatehouse; freshness: "known" | "now" },
): Promise<Understood | Refusal> {
  const { caller } = context;
  const prepared = await prepareStatement(sql, { gatehouse, caller, role, policy, database, freshness });
  const { planned, governance } = prepared;
  callRecord.statement = describeStatement(planned.facts);
  callRecord.touched = describeTouched(planned.facts, governance);
  const readOnly = refuseReadOnly(planned.facts, database);
  if (readOnly !== null) return readOnly;
  return planned.kind === "unplanned" ? planned.refusal : { prepared, planned };
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

/** What an execution means for the caller: rows to deliver, or why there are none. */
async function concludeRead<T>(
  executed: Exclude<Execution, { kind: "schema-changed" }>,
  delivery: Delivery<T>,
  read: ReadStatement,
): Promise<Outcome<T>> {
  const { planned, governance } = read;
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
  return delivery.conclude(executed, read);
}
