// Takes a write back: from the images of its rows the inverse statement is made, and asked for like any other write by who wants it,
// under their own grants and the rules of risk. INVARIANT: a row is changed only while it still is what the write left; where one is not,
// nothing is changed and nothing is guessed.

import type { InverseStatement } from "../../../core/sql/revert/inverse-statement.ts";
import { readApproval, refuseUnknownApproval } from "../../approvals.ts";
import {
  type Answer,
  type CallContext,
  describeStatement,
  describeTouched,
  identifyRole,
  type Outcome,
  recordCall,
} from "../../calls.ts";
import { chooseDatabase, governDatabase, prepareStatements } from "../../planning.ts";
import { settleWrite } from "../recover-writes.ts";
import { type WriteResult, writeStatement } from "../write-statement.ts";
import { reachesFurther, readKept } from "./kept-write.ts";
import { planRevert, refuseLayout } from "./plan-revert.ts";

export interface RevertRequest {
  /** Of the write that is to be reverted. */
  readonly id: string;
  readonly reason: string;
  readonly waitSeconds: number;
}

export function revertWrite(request: RevertRequest, context: CallContext): Promise<Answer<WriteResult>> {
  const { gatehouse, caller } = context;
  return recordCall("revert", context, async (callRecord): Promise<Outcome<WriteResult>> => {
    callRecord.detail = { reverts: request.id };
    const policy = gatehouse.policy();
    callRecord.policyDigest = policy.digest;
    const role = identifyRole(caller, policy);
    if ("code" in role) return role;
    const found = await readApproval(request.id, gatehouse);
    if (found === null) return refuseUnknownApproval();
    const written = await settleWrite(found, gatehouse);
    const images = await readKept(written, gatehouse);
    if ("code" in images) return images;
    const { target } = written.filed.request;
    const database = chooseDatabase(target.database, gatehouse.databases);
    if ("code" in database) return database;
    callRecord.target = { database: database.name, engine: database.engine };
    const scope = { gatehouse, caller, policy, role, database, freshness: "now" as const };
    const { catalogue, governance } = await governDatabase(scope);
    const plan = await planRevert(written, images, { ...scope, context, governance, catalogue });
    if ("code" in plan) return plan;
    const { statements: inverse, kept } = plan;
    const prepared = await prepareStatements(inverse, scope);
    const { planned } = prepared;
    const [first = NOTHING, ...further] = inverse;
    callRecord.sealed = {
      statement: inverse.map(({ sql }) => sql).join(";\n"),
      parameters: JSON.stringify(further.length === 0 ? first.parameters : inverse.map((next) => next.parameters)),
    };
    callRecord.statement = describeStatement(planned.facts);
    callRecord.touched = describeTouched(planned.facts, prepared.governance);
    if (planned.kind === "unplanned") return planned.refusal;
    callRecord.rule = planned.allow.rule;
    const outcome = await writeStatement(
      {
        sql: first.sql,
        parameters: first.parameters,
        ...(further.length > 0 && { further: further.map(({ sql, parameters }) => ({ sql, parameters })) }),
        reason: request.reason,
        waitSeconds: request.waitSeconds,
        reverts: {
          id: written.filed.request.id,
          rows: inverse.reduce((sum, { rows }) => sum + rows, 0),
          kept,
          further: reachesFurther(images),
        },
      },
      {
        context,
        callRecord,
        policy,
        role,
        database,
        planned,
        governance: prepared.governance,
        catalogue: prepared.catalogue,
      },
    );
    return outcome.kind === "schema-changed" ? refuseLayout() : outcome;
  });
}

const NOTHING: InverseStatement = { sql: "", parameters: [], rows: 0 };
