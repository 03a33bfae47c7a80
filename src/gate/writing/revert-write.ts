// Takes a write back: from the images of its rows the inverse statement is made, and asked for like any other write by who wants it,
// under their own grants and the rules of risk. INVARIANT: a row is changed only while it still is what the write left; where one is not,
// nothing is changed and nothing is guessed.

import type { Approval } from "../../core/approvals/approval.ts";
import { areKept } from "../../core/approvals/kept-images.ts";
import type { Catalogue, Relation } from "../../core/model/catalogue.ts";
import { Failure } from "../../core/model/failure.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { relationKey } from "../../core/model/relation-name.ts";
import {
  type InverseStatement,
  parseImages,
  type StepToUndo,
  type StoredImages,
} from "../../core/sql/plans/inverse-statement.ts";
import { takeBack } from "../../core/sql/plans/take-back.ts";
import { readApproval, refuseUnknownApproval } from "../approvals.ts";
import {
  type Answer,
  type CallContext,
  describeStatement,
  describeTouched,
  identifyRole,
  type Outcome,
  recordCall,
} from "../calls.ts";
import { chooseDatabase, governDatabase, prepareStatements } from "../planning.ts";
import { settleWrite } from "./recover-writes.ts";
import { type WriteResult, writeStatement } from "./write-statement.ts";

export interface RevertRequest {
  /** Of the write that is to be taken back. */
  readonly id: string;
  readonly reason: string;
  readonly waitSeconds: number;
}

export function revertWrite(request: RevertRequest, context: CallContext): Promise<Answer<WriteResult>> {
  const { gatehouse, caller } = context;
  return recordCall("revert", context, async (account): Promise<Outcome<WriteResult>> => {
    account.detail = { reverts: request.id };
    const policy = gatehouse.policy();
    account.policyDigest = policy.digest;
    const role = identifyRole(caller, policy);
    if ("code" in role) return role;
    const found = await readApproval(request.id, gatehouse);
    if (found === null) return refuseUnknownApproval();
    const written = await settleWrite(found, gatehouse);
    const images = await imagesOf(written, context);
    if ("code" in images) return images;
    const { target } = written.filed.request;
    const database = chooseDatabase(target.database, gatehouse.databases);
    if ("code" in database) return database;
    account.target = { database: database.name, engine: database.engine };
    const scope = { gatehouse, caller, policy, role, database, freshness: "now" as const };
    const { catalogue, governance } = await governDatabase(scope);
    const inverse = invert(written, images, { governance, catalogue, context });
    if ("code" in inverse) return inverse;
    const prepared = await prepareStatements(inverse, scope);
    const { planned } = prepared;
    const [first = NOTHING, ...further] = inverse;
    account.sealed = {
      statement: inverse.map(({ sql }) => sql).join(";\n"),
      parameters: JSON.stringify(further.length === 0 ? first.parameters : inverse.map((next) => next.parameters)),
    };
    account.statement = describeStatement(planned.facts);
    account.touched = describeTouched(planned.facts, prepared.governance);
    if (planned.kind === "unplanned") return planned.refusal;
    account.rule = planned.allow.rule;
    const outcome = await writeStatement(
      {
        sql: first.sql,
        parameters: first.parameters,
        ...(further.length > 0 && { further: further.map(({ sql, parameters }) => ({ sql, parameters })) }),
        reason: request.reason,
        waitSeconds: request.waitSeconds,
        reverts: { id: request.id, rows: inverse.reduce((sum, { rows }) => sum + rows, 0) },
      },
      {
        context,
        account,
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

async function imagesOf(
  { filed, progress }: Approval,
  { gatehouse }: CallContext,
): Promise<readonly StoredImages[] | Refusal> {
  if (progress.state !== "executed") {
    return refuse("nothing-to-revert", `The request is ${progress.state}, so there is nothing to take back.`, {
      rule: "revert",
      remedy: "gatehouse approvals show says how it stands.",
    });
  }
  const text = progress.beforeImage === null ? null : await gatehouse.approvals.readImages(filed.request.id);
  if (text !== null && !areKept(text, progress.beforeImage, gatehouse.primitives)) {
    throw new Failure(
      "approval-altered",
      `The rows that are kept of the request ${filed.request.id} are not those of its entry; run gatehouse ledger verify.`,
    );
  }
  const images = text === null ? null : parseImages(text);
  const held = images?.filter(({ before, after }) => before.length + after.length > 0) ?? [];
  if (held.length > 0) return held;
  return refuse(
    "nothing-to-revert",
    "The rows as they were are not kept: there were none, too many, others too, or their time has passed.",
    {
      rule: "revert",
      remedy: "Make the change that is wanted with a statement of its own.",
    },
  );
}

function invert(
  { filed }: Approval,
  images: readonly StoredImages[],
  around: {
    governance: Governance;
    catalogue: Catalogue;
    context: CallContext;
  },
): readonly InverseStatement[] | Refusal {
  const { engine } = filed.request.target;
  const steps: StepToUndo[] = [];
  for (const step of images) {
    const relation = seenWhole(step, around);
    if (relation === null) return refuseSight();
    const same = JSON.stringify(step.layout) === JSON.stringify(relation.columns.map(({ name }) => name));
    if (!same) return refuseLayout();
    steps.push({ images: step, relation });
  }
  const dialect = around.context.gatehouse.dialect(engine);
  return takeBack(steps, { dialect, catalogue: around.catalogue });
}

/** The table as it is now; null unless every column of the images is seen in the clear. */
function seenWhole(
  { relation: name, layout }: StoredImages,
  { governance, catalogue }: { governance: Governance; catalogue: Catalogue },
): Relation | null {
  const governed = governance.get(relationKey(name));
  const relation = catalogue.relations.get(relationKey(name));
  if (governed === undefined || relation === undefined) return null;
  const clear = new Set(
    governed.columns.flatMap(({ column, treatment }) => (treatment.kind === "clear" ? [column.name] : [])),
  );
  return layout.every((column) => clear.has(column)) ? relation : null;
}

function refuseSight(): Refusal {
  return refuse("write-not-granted", "Rows can be put back only by a role that sees them whole and in the clear.", {
    rule: "revert",
    remedy: "Have an owner of the table revert it.",
  });
}

function refuseLayout(): Refusal {
  return refuse("schema-changed", "The table is no longer what it was, so its rows cannot be put back.", {
    rule: "revert",
    remedy: "Make the change that is wanted with a statement of its own.",
  });
}
