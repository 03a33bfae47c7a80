// The statement of a request, planned anew for who asked: under the policies and the schema in force.

import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { assumeRole } from "../access.ts";
import { type CallContext, type CallRecord, describeStatement, describeTouched, identifyRole } from "../calls.ts";
import { type AskedStatement, chooseDatabase, prepareStatements } from "../planning.ts";
import { furtherOf, readParameters } from "./asking/asked-write.ts";
import type { WriteScope } from "./write-scope.ts";

/** A request of a role that was granted for a time is carried out in that role, while the grant is in force. */
export async function actAsAsked(
  request: ApprovalRequest,
  { context, callRecord }: { context: CallContext; callRecord: CallRecord },
): Promise<CallContext | Refusal> {
  if (request.requester.role === context.caller.role) return context;
  const policy = context.gatehouse.policy();
  const database = chooseDatabase(request.target.database, context.gatehouse.databases);
  if ("code" in database) return database;
  const acting = await assumeRole(request.requester.role, { context, callRecord, policy, database });
  return "code" in acting ? refuseRole(request) : acting.context;
}

export async function replanRequest(
  request: ApprovalRequest,
  { context, callRecord }: { context: CallContext; callRecord: CallRecord },
): Promise<WriteScope | Refusal> {
  const { gatehouse, caller } = context;
  const policy = gatehouse.policy();
  callRecord.policyDigest = policy.digest;
  const role = identifyRole(caller, policy);
  if ("code" in role) return role;
  const database = chooseDatabase(request.target.database, gatehouse.databases);
  if ("code" in database) return database;
  callRecord.target = { database: database.name, engine: database.engine };
  const { planned, governance, catalogue } = await prepareStatements(statementsOf(request), {
    gatehouse,
    caller,
    role,
    policy,
    database,
    freshness: "now",
  });
  callRecord.statement = describeStatement(planned.facts);
  callRecord.touched = describeTouched(planned.facts, governance);
  if (planned.kind === "unplanned") return planned.refusal;
  callRecord.rule = planned.allow.rule;
  return { context, callRecord, policy, role, database, planned, governance, catalogue };
}

function statementsOf({ statement }: ApprovalRequest): readonly AskedStatement[] {
  const first = { sql: statement.text, parameters: readParameters(statement.parameters) };
  return [first, ...(furtherOf(statement).further ?? [])];
}

export function refuseRole({ requester }: ApprovalRequest): Refusal {
  return refuse("approval-not-yours", `The request was made in the role ${requester.role}.`, {
    rule: "approvals",
    remedy: `Connect in the role ${requester.role}, or ask to act in it again, to carry it out.`,
  });
}
