// The ports of approvals for the commands that decide: policies, ledger and approvals of a project, and no database.

import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import type { ApprovalPorts } from "../../../gate/approvals.ts";
import { keepStateFor } from "../keep-state-for.ts";
import { openState } from "../open-state.ts";
import { policiesInForce, QUIETLY } from "../policies-in-force.ts";
import { failureOfProblems, type Project, readProject, readProjectPolicy } from "../project.ts";

export interface OpenApprovalPorts {
  readonly project: Project;
  readonly ports: ApprovalPorts;
  close(): Promise<void>;
}

/** Rejects with a Failure when configuration, policies or keys are unsound. */
export async function openApprovalPorts(config: string): Promise<OpenApprovalPorts> {
  const project = await readProject(config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { policy, renew } = policiesInForce(project, loaded, QUIETLY);
  const { ledger, approvals } = await openState(project);
  await keepStateFor(project);
  return {
    project,
    ports: {
      approvals,
      ledger,
      primitives: nodeApprovalCrypto,
      clock: systemClock,
      ids: uuidIds,
      policy,
      renewPolicy: renew,
    },
    close: () => ledger.close(),
  };
}
