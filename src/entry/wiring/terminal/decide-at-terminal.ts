// A decision given at the terminal. Where an approval comes too late, because what was asked is stale, the request is asked for anew as who
// asked (run-approved.ts), and the answer names the new one: nobody has to go back to the agent for it.

import { type ApprovalDecision, parseDecision } from "../../../core/approvals/approval-decision.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Refusal } from "../../../core/model/refusal.ts";
import { type ApprovalPorts, type Decided, decideApproval, readApproval } from "../../../gate/approvals.ts";
import type { Project } from "../project.ts";
import { runApproved } from "./run-approved.ts";

export async function decideAtTerminal(
  id: string,
  decision: ApprovalDecision,
  { ports, project }: { ports: ApprovalPorts; project: Project },
): Promise<Decided | Refusal> {
  const outcome = await decideApproval(id, decision, ports);
  if (outcome.kind !== "refusal" || outcome.code !== "approval-stale") return outcome;
  if (parseDecision(decision.text)?.decision !== "approve") return outcome;
  const found = await readApproval(id, ports);
  const kind = found?.filed.request.kind;
  if (found?.progress.state !== "stale" || (kind !== "write" && kind !== "revert")) return outcome;
  try {
    const renewed = await runApproved(id, project);
    return renewed.kind === "refusal" ? { ...outcome, remedy: renewed.remedy } : outcome;
  } catch (error) {
    if (error instanceof Failure) return outcome;
    throw error;
  }
}
