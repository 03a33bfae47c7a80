// A request that needs nobody goes into the ledger with the first step of it that has to be durable.

import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalEvent } from "../../core/approvals/approval-state.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { type StepOptions, stepOf } from "../approvals.ts";
import type { Gatehouse } from "../calls.ts";
import type { Moved } from "../ports/approvals.ts";
import type { WeighedRecent } from "./asking/weighed-recent.ts";

export interface Unfiled {
  readonly entry: EntryDraft;
  readonly weighing: WeighedRecent | null;
}

/** Its caller has written so much in the meantime that a rule holds against it. Nothing was changed, and nothing written down. */
export interface Outweighed {
  readonly kind: "outweighed";
}

/** Files a cleared request and takes a step of it, in one transaction. */
export async function fileCleared(
  approval: Approval,
  event: ApprovalEvent,
  { unfiled, ...options }: Omit<StepOptions, "ports"> & { ports: Gatehouse; unfiled: Unfiled },
): Promise<Moved | Refusal | Outweighed> {
  const { filed, progress } = approval;
  const { entry, weighing } = unfiled;
  const step = stepOf(approval, event, options);
  if ("code" in step) return step;
  // what is not carried out is written down however much there is
  const weighed = event.kind === "commit" && weighing !== null ? weighing : null;
  for (let recent = weighed?.recent; ; ) {
    const filing = await options.ports.approvals.file(filed, entry, {
      progress,
      step,
      ...(weighed !== null && recent !== undefined && { weighed: { by: weighed.by, recent } }),
    });
    if (filing.kind === "filed") {
      const next = { filed, decisions: [], progress: step.next, version: 2 };
      return { kind: "moved", approval: next, receipt: filing.receipt };
    }
    if (filing.kind !== "outweighed" || weighed === null) throw new RangeError("a request that needs nobody waits");
    if (!weighed.isLow(filing.recent)) return { kind: "outweighed" };
    recent = filing.recent;
  }
}
