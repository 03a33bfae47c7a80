// A write of which the database cannot tell whether it happened: two people look at the data and say so. One files what they found as a
// request of its own, another signs for it, and only then is the write reconciled. Nothing is sent to any database.

import type { Approval } from "../../core/approvals/approval.ts";
import { describeApproval } from "../../core/approvals/approval-entry.ts";
import { type ApprovalRequest, digestRequest } from "../../core/approvals/approval-request.ts";
import { FILED, NOTHING_TO_COMMIT } from "../../core/approvals/approval-state.ts";
import type { Caller } from "../../core/model/caller.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { nameApprovers } from "../../core/policy/decide/name-approvers.ts";
import { readRelation } from "../../core/policy/load/read-relation.ts";
import {
  type ApprovalPorts,
  claimApproval,
  moveApproval,
  readApproval,
  refuseUnknownApproval,
  requesterOf,
  timeAt,
} from "../approvals.ts";
import { type CallContext, describeCaller, type Outcome } from "../calls.ts";
import { answer } from "./conclude-write.ts";
import type { WriteResult } from "./describe-write.ts";

export interface Finding {
  /** Of the write that is uncertain. */
  readonly id: string;
  readonly happened: boolean;
  readonly reason: string;
}

/** The request that the second person decides on. */
export async function fileFinding(
  { id, happened, reason }: Finding,
  { caller, ports }: { caller: Caller; ports: ApprovalPorts },
): Promise<ApprovalRequest | Refusal> {
  const seen = await readApproval(id, ports);
  if (seen === null) return refuseUnknownApproval();
  const { request } = seen.filed;
  if (seen.progress.state !== "uncertain") return refuseCertain(seen);
  const policy = ports.policy();
  const approvers = nameApprovers(policy, {
    requester: { principal: caller.principal, owner: request.requester.owner },
    what: "data",
    database: request.target.database,
    relations: request.effect.relations
      .filter(({ cause }) => cause === "statement")
      .map(({ relation }) => readRelation(relation)),
  });
  const text = `${happened ? HAPPENED : NEVER} ${id}`;
  const { approveWithinSeconds, executeWithinSeconds } = policy.risk;
  const { replaces: _, ...found } = request;
  const filed = digestRequest(
    {
      ...found,
      id: ports.ids.next(),
      nonce: ports.primitives.nonce(),
      kind: "reconcile",
      requester: requesterOf(caller),
      statement: { text, parameters: "[]", normalised: text, fingerprint: "", kind: "reconcile" },
      reason,
      effect: { ...request.effect, samples: {} },
      risk: [{ rule: "uncertain", reason: "Nobody but people can tell whether this write happened." }],
      policyDigest: policy.bindingDigest,
      quorum: { ...request.quorum, count: 1, approvers },
      createdAt: timeAt(ports),
      approveBy: timeAt(ports, approveWithinSeconds * 1_000),
      executeBy: timeAt(ports, (approveWithinSeconds + executeWithinSeconds) * 1_000),
      undo: "none",
    },
    ports.primitives,
  );
  await ports.approvals.file(
    filed,
    describeApproval("approval.requested", {
      filed,
      next: FILED,
      ...describeCaller(caller),
      detail: { reconciles: id },
    }),
  );
  return filed.request;
}

const HAPPENED = "it happened:";
const NEVER = "it did not happen:";

/** Carries an approved finding out. It changes no row: it says what became of another request. */
export async function carryOutFinding(seen: Approval, { gatehouse }: CallContext): Promise<Outcome<WriteResult>> {
  const { target, id } = seen.filed.request;
  const reconciled = await applyFinding(seen, { ports: gatehouse, instance: gatehouse.instance });
  if (typeof reconciled !== "string") return reconciled;
  const nothing = { effect: [], columns: [], rows: [], row_count: 0, truncated: false };
  return answer({
    ...nothing,
    database: target.database,
    status: "executed",
    request: id,
    next: `The request ${reconciled} is reconciled.`,
  });
}

/** The write that an approved finding speaks of is reconciled. The id of that write. */
async function applyFinding(
  finding: Approval,
  { ports, instance }: { ports: ApprovalPorts; instance: string },
): Promise<string | Refusal> {
  const { request } = finding.filed;
  const [, said, id] = /^(it happened:|it did not happen:) (\S+)$/.exec(request.statement.text) ?? [];
  const seen = id === undefined ? null : await readApproval(id, ports);
  if (id === undefined || seen === null) return refuseUnknownApproval();
  if (seen.progress.state !== "uncertain") return refuseCertain(seen);
  const claimed = await claimApproval(request.id, { owner: instance, leaseMilliseconds: LEASE }, ports);
  if (claimed.kind === "refusal") return claimed;
  const moved = await moveApproval(
    seen,
    { kind: "reconcile", happened: said === HAPPENED },
    { ports, detail: { finding: request.id } },
  );
  if (moved.kind === "refusal") return moved;
  const committing = await moveApproval(
    claimed.approval,
    { kind: "commit", pendingCommit: NOTHING_TO_COMMIT, beforeImage: null, rows: 0 },
    { ports },
  );
  if (committing.kind === "moved") await moveApproval(committing.approval, { kind: "executed" }, { ports });
  return moved.kind === "moved" ? id : refuseCertain(seen);
}

const LEASE = 60_000;

function refuseCertain({ progress }: Approval): Refusal {
  return refuse("approval-decided", `The request is ${progress.state}, so there is nothing to reconcile.`, {
    rule: "approval-state",
    remedy: "gatehouse approvals list --state uncertain shows which there are.",
  });
}
