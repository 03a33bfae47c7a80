// The tool `request-approval`, as far as there is something to approve: a statement that only reads needs no approval,
// and writes are refused whoever approves them. It never executes anything.

import { refuse } from "../core/model/refusal.ts";
import type { Answer } from "./answer.ts";
import type { CallContext } from "./call-context.ts";
import { chooseDatabase } from "./choose-database.ts";
import { describeReads, describeStatement } from "./describe-call.ts";
import { identifyRole } from "./identify-role.ts";
import { prepareStatement } from "./prepare-statement.ts";
import { type Outcome, recordCall } from "./record-call.ts";

export interface ApprovalRequest {
  readonly database: string | null;
  /** Attacker-controlled. */
  readonly sql: string;
  /** Why the statement is wanted, in the caller's words. */
  readonly reason: string;
}

export interface ApprovalResult {
  readonly status: "not-needed";
  readonly rule: string;
  readonly message: string;
}

export function requestApproval(request: ApprovalRequest, context: CallContext): Promise<Answer<ApprovalResult>> {
  const { gatehouse, caller } = context;
  return recordCall("request-approval", context, async (account): Promise<Outcome<ApprovalResult>> => {
    account.sealed = { statement: request.sql, parameters: null };
    const policy = gatehouse.policy();
    account.policyDigest = policy.digest;
    const role = identifyRole(caller, policy);
    if ("code" in role) return role;
    const database = chooseDatabase(request.database, gatehouse.databases);
    if ("code" in database) return database;
    account.target = { database: database.name, engine: database.engine };
    const { planned, governance } = await prepareStatement(request.sql, {
      gatehouse,
      caller,
      policy,
      role,
      database,
      freshness: "known",
    });
    account.statement = describeStatement(planned.facts);
    account.touched = describeReads(planned.facts, governance);
    if (planned.kind === "unplanned") {
      const writes = planned.facts !== null && planned.facts.kind !== "read";
      if (!writes) return planned.refusal;
      return refuse("write-not-possible", "This database is open for reading only, so there is nothing to approve.", {
        rule: planned.refusal.rule,
        remedy: "Ask the person who answers for the database to make the change.",
      });
    }
    account.rule = planned.allow.rule;
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
  });
}
