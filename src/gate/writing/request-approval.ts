// The tool `request-approval`: asks people for a statement up front, or, given the id of a request, waits for it and carries it out.
// With columns instead of a statement it asks to read them in the clear for a time. It approves nothing: no tool does.

import type { JsonValue } from "../../core/model/json-value.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { type AccessAsked, type AccessResult, identifyCall, requestAccess, resumeAccess } from "../access.ts";
import { readApproval, refuseUnknownApproval, waitForDecision } from "../approvals.ts";
import {
  type Answer,
  type CallContext,
  describeStatement,
  describeTouched,
  type Outcome,
  recordCall,
  refuseReadOnly,
} from "../calls.ts";
import { prepareStatement } from "../planning.ts";
import { executeRequest } from "./execute-request.ts";
import { type WriteResult, writeStatement } from "./write-statement.ts";

/** A statement or columns, with a reason, or the id of a request. All of it is attacker-controlled. */
export interface ApprovalQuestion {
  readonly database: string | null;
  readonly sql: string | null;
  readonly parameters: readonly JsonValue[];
  /** Why the statement is wanted, in the caller's words. */
  readonly reason: string | null;
  readonly request: string | null;
  /** A role that the caller was granted for a time; null or absent for its own. */
  readonly role?: string | null;
  /** Masked columns that are wanted in the clear, or a role to act in. */
  readonly access?: AccessAsked | null;
  readonly waitSeconds: number;
}

export interface ApprovalResult {
  readonly status: "not-needed";
  readonly rule: string;
  readonly message: string;
}

/** How often a statement is planned anew because the schema moved under it: a file's first write makes a table of ours. */
const ATTEMPTS = 3;

export function requestApproval(
  question: ApprovalQuestion,
  called: CallContext,
): Promise<Answer<ApprovalResult | AccessResult | WriteResult>> {
  const { request: id, sql, reason, access = null, ...request } = question;
  if (access !== null) {
    const both = (access.columns === null) === (access.role === null);
    if (both || id !== null || sql !== null || reason === null || reason.trim() === "") return refuseQuestion(called);
    const input = { ...access, reason, database: request.database, waitSeconds: request.waitSeconds };
    return recordCall("request-approval", called, (callRecord) =>
      requestAccess(input, { context: called, callRecord }),
    );
  }
  if (id !== null && sql === null) return resumeRequest(id, { context: called, waitSeconds: request.waitSeconds });
  if (id !== null || sql === null || reason === null) return refuseQuestion(called);
  const { gatehouse } = called;
  return recordCall("request-approval", called, async (callRecord): Promise<Outcome<ApprovalResult | WriteResult>> => {
    callRecord.sealed = { statement: sql, parameters: JSON.stringify(request.parameters) };
    const identified = await identifyCall(request, { called, callRecord });
    if ("code" in identified) return identified;
    const { context, role, policy, database } = identified;
    const { caller } = context;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const { planned, governance, catalogue } = await prepareStatement(sql, {
        gatehouse,
        caller,
        policy,
        role,
        database,
        freshness: attempt > 1 ? "now" : "known",
      });
      callRecord.statement = describeStatement(planned.facts);
      callRecord.touched = describeTouched(planned.facts, governance);
      const readOnly = refuseReadOnly(planned.facts, database);
      if (readOnly !== null) return readOnly;
      if (planned.kind === "unplanned") return planned.refusal;
      callRecord.rule = planned.allow.rule;
      if (planned.kind !== "planned") {
        const scope = { context, callRecord, policy, role, database, planned, governance, catalogue };
        const written = await writeStatement({ ...request, sql, reason, askOnly: true }, scope);
        if (written.kind === "schema-changed") continue;
        return written;
      }
      return {
        kind: "result",
        rows: 0,
        truncated: false,
        result: {
          status: "not-needed",
          rule: planned.allow.rule,
          message: "The statement only reads and needs no approval: send it with query.",
        },
      };
    }
    return refuseMoving();
  });
}

/** Somebody else's request is as unknown as one that is not there. */
function resumeRequest(
  id: string,
  { context, waitSeconds }: { context: CallContext; waitSeconds: number },
): Promise<Answer<AccessResult | WriteResult>> {
  const { gatehouse, caller } = context;
  return recordCall("request-approval", context, async (callRecord): Promise<Outcome<AccessResult | WriteResult>> => {
    const known = await readApproval(id, gatehouse);
    const kind = known?.filed.request.kind;
    if (kind === "break-glass" || kind === "erase") return refuseUnknownApproval(); // a matter of people at a terminal, never of a tool
    if (known !== null && known.filed.request.requester.principal === caller.principal) {
      if (known.filed.request.kind === "access") return resumeAccess(known, { context, callRecord, waitSeconds });
      await waitForDecision(known, { seconds: waitSeconds, context });
    }
    return executeRequest(id, { context, callRecord });
  });
}

function refuseQuestion(context: CallContext): Promise<Answer<WriteResult>> {
  return recordCall("request-approval", context, async () =>
    refuse("invalid-input", "A statement, columns or a role with a reason are wanted, or the id of a request.", {
      rule: "input",
      remedy: "Give sql and reason, or access and reason, or request alone to go on with one.",
    }),
  );
}

function refuseMoving(): Refusal {
  return refuse("schema-changed", "The schema changed while the statement was being planned.", {
    rule: "catalogue",
    remedy: "Send the statement again.",
  });
}
