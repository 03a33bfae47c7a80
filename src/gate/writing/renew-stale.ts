// A request that went stale is asked for anew: the same statement, parameters and reason, with the effect that it would have now.
// INVARIANT: nothing runs here, no decision is carried over, and a request has one successor at most: asking again finds that one.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { readApproval, refuseUnknownApproval } from "../approvals.ts";
import type { RolledBack } from "../ports/write-transaction.ts";
import { type AskedWrite, furtherOf, type Reverting, readParameters } from "./asking/asked-write.ts";
import { fileWrite } from "./asking/file-write.ts";
import { type Weighed, weighPreview } from "./asking/weigh-preview.ts";
import { concludeWrite } from "./conclude-write.ts";
import type { Renewal } from "./describe-write.ts";
import { findOwnRequest } from "./find-own-request.ts";
import { keptRowsOf, reachesFurther, readKept } from "./revert/kept-write.ts";
import { refuseMoved, refuseUnreverted } from "./revert/refuse-revert.ts";
import { toRun, type WriteScope } from "./write-scope.ts";

/** `scope` is of a plan made under the policies and the schema in force. */
export async function renewStale({ filed }: Approval, scope: WriteScope): Promise<Renewal> {
  const { gatehouse, caller } = scope.context;
  const { request } = filed;
  const known = await successorOf(request, scope);
  if (known !== null) return known;
  const asked = await askedBy(request, scope);
  if ("code" in asked) return asked;
  const own = await findOwnRequest(asked, { caller, database: scope.database, gatehouse });
  if (own !== null) return { kind: "renewed", request: own.filed.request };
  const found = await weighAnew(asked, scope);
  if (found.kind !== "weighed") {
    const concluded = concludeWrite(found, { scope, request: null });
    return "code" in concluded ? concluded : refuseMoving();
  }
  const moved = refuseMoved(found.ask.preview.rows, asked) ?? refuseUnreverted(found.revertFinding, asked);
  if (moved !== null) return moved;
  if (found.low) return { kind: "not-needed" };
  const anew = await fileWrite(found.ask, scope);
  if ("code" in anew) return anew;
  if (anew.kind === "filed") return { kind: "renewed", request: anew.approval.filed.request };
  return (await successorOf(request, scope)) ?? { kind: "not-needed" }; // another call was faster
}

/** What it would do now, weighed; the transaction is rolled back. */
async function weighAnew(asked: AskedWrite, scope: WriteScope): Promise<Weighed | RolledBack> {
  const transaction = await scope.database.begin({
    ...toRun(asked.parameters, scope),
    signal: scope.context.cancellation,
  });
  if (transaction.kind !== "open") return transaction;
  try {
    return await weighPreview(transaction, { asked, scope });
  } finally {
    await transaction.rollBack();
  }
}

/** The last of those that took its place. The words of the successor itself say what it succeeds. */
async function successorOf(request: ApprovalRequest, scope: WriteScope): Promise<Renewal | null> {
  const { gatehouse } = scope.context;
  const id = await gatehouse.approvals.successorOf(request.id);
  const found = id === null || id <= request.id ? null : await readApproval(id, gatehouse); // ids grow, so that this ends
  if (found?.filed.request.replaces !== request.id) return null;
  const later = found.progress.state === "stale" ? await successorOf(found.filed.request, scope) : null;
  return later ?? { kind: "renewed", request: found.filed.request };
}

async function askedBy(request: ApprovalRequest, scope: WriteScope): Promise<AskedWrite | Refusal> {
  const { id, kind, reverts = id, statement, reason } = request;
  const asked = {
    sql: statement.text,
    parameters: readParameters(statement.parameters),
    ...furtherOf(statement),
    reason,
    replaces: id,
  };
  if (kind !== "revert") return asked;
  const reverting = await revertingBy(request, { id: reverts, scope });
  return "code" in reverting ? reverting : { ...asked, reverts: reverting };
}

async function revertingBy(
  { effect }: ApprovalRequest,
  { id, scope }: { id: string; scope: WriteScope },
): Promise<Reverting | Refusal> {
  const { gatehouse } = scope.context;
  const written = await readApproval(id, gatehouse);
  const images = written === null ? refuseUnknownApproval() : await readKept(written, gatehouse);
  if (written === null || "code" in images) return "code" in images ? images : refuseUnknownApproval();
  const own = effect.relations.filter(({ cause }) => cause === "statement");
  return {
    id,
    rows: own.reduce((sum, { rows }) => sum + rows, 0),
    kept: keptRowsOf(images, { request: written.filed.request, catalogue: scope.catalogue }),
    further: reachesFurther(images),
  };
}

function refuseMoving(): Refusal {
  return refuse("schema-changed", "The schema changed while it was asked for anew.", {
    rule: "catalogue",
    remedy: "Ask with the request's id again.",
  });
}
