// The desk for the commands that decide: policies, ledger and approvals of a project, and no database.

import { nodeApprovalCrypto } from "../adapters/system/approval-crypto.ts";
import { systemClock, uuidIds } from "../adapters/system/system-clock.ts";
import type { ApprovalDesk } from "../gate/approval-desk.ts";
import { openState } from "./open-state.ts";
import { failureOfProblems, type Project, readProject, readProjectPolicy } from "./project.ts";

export interface OpenDesk {
  readonly project: Project;
  readonly desk: ApprovalDesk;
  /** Reads the policies again; invalid ones leave the last valid ones in force. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Rejects with a Failure when configuration, policies or keys are unsound. */
export async function openApprovalDesk(config: string): Promise<OpenDesk> {
  const project = await readProject(config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  let { policy } = loaded;
  const { ledger, approvals } = await openState(project);
  return {
    project,
    desk: { approvals, ledger, primitives: nodeApprovalCrypto, clock: systemClock, ids: uuidIds, policy: () => policy },
    refresh: async () => {
      const next = await readProjectPolicy(project);
      if (next.kind === "loaded") policy = next.policy;
    },
    close: () => ledger.close(),
  };
}
