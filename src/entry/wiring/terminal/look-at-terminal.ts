// What a request would do now, looked at from the terminal: as who asked, under the policies in force, in a transaction that is over before
// anybody is asked anything. One that went stale is moved on, and asked for anew by run-approved.ts.

import { Failure } from "../../../core/model/failure.ts";
import { type Refusal, refuse } from "../../../core/model/refusal.ts";
import { type ApprovalPorts, moveApproval, readApproval, refuseUnknownApproval } from "../../../gate/approvals.ts";
import { refusalOfFailure } from "../../../gate/calls.ts";
import { type Rechecked, recheckRequest } from "../../../gate/writing.ts";
import { authenticateRequester } from "../authenticate-requester.ts";
import { openGatehouse } from "../open-gatehouse.ts";
import type { Project } from "../project.ts";
import { runApproved } from "./run-approved.ts";

/** A refusal where it could not be looked at, as when the database is not reached from here. */
export async function lookAtTerminal(id: string, project: Project): Promise<Rechecked> {
  try {
    const opened = await openGatehouse(project, () => undefined, { checkpoints: false });
    try {
      const { gatehouse } = opened;
      const approval = await readApproval(id, gatehouse);
      if (approval === null) return refuseUnknownApproval();
      const caller = authenticateRequester(approval.filed.request, gatehouse.policy());
      return await recheckRequest(approval, { caller, gatehouse, cancellation: new AbortController().signal });
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (error instanceof Failure) return refusalOfFailure(error);
    throw error;
  }
}

/** Writes down that it is stale and has it asked for anew: nobody signs what cannot run. The refusal names the new request. */
export async function endStale(
  id: string,
  { why, because }: { why: string; because: string },
  { ports, project }: { ports: ApprovalPorts; project: Project },
): Promise<Refusal> {
  const seen = await readApproval(id, ports);
  if (seen === null) return refuseUnknownApproval();
  const moved = await moveApproval(seen, { kind: "stale", why }, { ports });
  if (moved.kind === "refusal") return moved;
  if (moved.kind === "lost") return endStale(id, { why, because }, { ports, project });
  const gone = refuse("approval-stale", `It would no longer do what was asked: ${because}.`, {
    rule: "approved-effect",
    remedy: "Have it asked for again: the new request shows what would happen now.",
  });
  const renewed = await runApproved(id, project).catch((error: unknown) => {
    if (error instanceof Failure) return null;
    throw error;
  });
  return renewed?.kind === "refusal" ? { ...gone, remedy: renewed.remedy } : gone;
}
