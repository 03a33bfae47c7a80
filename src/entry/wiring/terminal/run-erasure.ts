// Erasure of sealed details: what people approved, and what is past the retention that gatehouse.yaml says. Each is an entry.

import { accountName } from "../../../adapters/system/account-name.ts";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { ownerName } from "../../../adapters/system/process-owner.ts";
import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import { administrativeEntry } from "../../../core/ledger/entry/administrative-entry.ts";
import { formatTime } from "../../../core/ledger/entry/entry-record.ts";
import type { Refusal } from "../../../core/model/refusal.ts";
import { carryOutErasure, type ErasureDone } from "../../../gate/auditing.ts";
import type { Erasures } from "../../../gate/ports/erasures.ts";
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
    const desk = { ledger, approvals, primitives: nodeApprovalCrypto, clock: systemClock, ids: uuidIds };
    return await carryOutErasure(id, {
      desk: { ...desk, policy, renewPolicy: renew },
      erasures,
      instance: ownerName(instance),
      account: accountName(),
    });
  } finally {
    await ledger.close();
  }
}

const DAY_MILLISECONDS = 86_400_000;

/** Now and once a day, without asking: the operator approved it with the configuration, and each entry says so. Gives what ends it. */
export function keepRetention(
  erasures: Erasures,
  { days, log }: { days: number | undefined; log: (line: string) => void },
): () => void {
  if (days === undefined) return () => undefined;
  const erase = () => {
    const before = formatTime(systemClock.now() - days * DAY_MILLISECONDS * 1_000);
    const why = { reason: `retention of ${days} days`, approvers: "gatehouse.yaml", account: accountName() };
    erasures
      .erase({ before }, (erased, { ...choice }) =>
        administrativeEntry("erasure", { correlation: uuidIds.next(), detail: { ...choice, ...erased, ...why } }),
      )
      .catch((error: unknown) =>
        log(
          `sealed details past their retention were not erased: ${error instanceof Error ? error.message : String(error)}`,
        ),
      );
  };
  erase();
  const timer = setInterval(erase, DAY_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}
