// Erasure of sealed details that people approved, by a command; what is past its retention goes by itself (keep-retention.ts).

import { accountName } from "../../../adapters/system/account-name.ts";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { ownerName } from "../../../adapters/system/process-owner.ts";
import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import type { Refusal } from "../../../core/model/refusal.ts";
import { carryOutErasure, type ErasureDone } from "../../../gate/auditing.ts";
import { keepStateFor } from "../keep-state-for.ts";
import { openState } from "../open-state.ts";
import { policiesInForce, QUIETLY } from "../policies-in-force.ts";
import { failureOfProblems, type Project, readProjectPolicy } from "../project.ts";

/** Opens the state folder and no database. Rejects with a Failure when policies or keys are unsound. */
export async function runErasure(id: string, project: Project): Promise<ErasureDone | Refusal> {
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { policy, renew } = policiesInForce(project, loaded, QUIETLY);
  const { ledger, approvals, erasures, instance } = await openState(project);
  await keepStateFor(project);
  try {
    const ports = { ledger, approvals, primitives: nodeApprovalCrypto, clock: systemClock, ids: uuidIds };
    return await carryOutErasure(id, {
      ports: { ...ports, policy, renewPolicy: renew },
      erasures,
      instance: ownerName(instance),
      account: accountName(),
    });
  } finally {
    await ledger.close();
  }
}
