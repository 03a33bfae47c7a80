// Carries out an approved request from the terminal (`approvals approve --run`, `watch`): as who asked, under the policies in force,
// through the same call that the agent would make. The approver lends it nothing but the approval.

import { type Refusal, refuse } from "../../../core/model/refusal.ts";
import { readApproval, refuseUnknownApproval } from "../../../gate/approvals.ts";
import { requestApproval } from "../../../gate/writing.ts";
import { authenticateRequester } from "../authenticate-requester.ts";
import { openGatehouse } from "../open-gatehouse.ts";
import { openState } from "../open-state.ts";
import type { Project } from "../project.ts";
import { runErasure } from "./run-erasure.ts";

export interface RanApproved {
  readonly kind: "executed";
  readonly rows: number;
}

/** Of a stale request nothing runs: the refusal names the one that was filed in its place. Rejects with a Failure when the project cannot be opened, or the policies no longer know who asked. */
export async function runApproved(id: string, project: Project): Promise<RanApproved | Refusal> {
  if (await isErasure(id, project)) return runErasure(id, project);
  const opened = await openGatehouse(project, () => undefined);
  try {
    const { gatehouse } = opened;
    const approval = await readApproval(id, gatehouse);
    if (approval === null) return refuseUnknownApproval();
    if (approval.filed.request.access !== undefined) {
      return refuse("access-not-needed", "Access that is approved is in force by itself, so nothing has to be run.", {
        rule: "run",
        remedy:
          "The caller reads the columns with its next query; gatehouse approvals deny, or break-glass end, ends it.",
      });
    }
    const caller = authenticateRequester(approval.filed.request, gatehouse.policy());
    const question = { database: null, sql: null, parameters: [], reason: null, request: id, waitSeconds: 0 };
    const cancellation = new AbortController().signal;
    const answer = await requestApproval(question, { caller, gatehouse, cancellation });
    if (answer.kind === "refused") return answer.refusal;
    const { result } = answer;
    if (result.status === "executed" && "row_count" in result) return { kind: "executed", rows: result.row_count };
    return refuse("approval-stale", `The request is ${result.status}, and nothing was changed.`, {
      rule: "run",
      remedy: "next" in result ? result.next : "Look at it with gatehouse approvals show.",
    });
  } finally {
    await opened.close();
  }
}

/** It needs no database, and is nobody's call. */
async function isErasure(id: string, project: Project): Promise<boolean> {
  const { ledger, approvals } = await openState(project);
  try {
    return (await approvals.read(id))?.filed.request.kind === "erase";
  } finally {
    await ledger.close();
  }
}
