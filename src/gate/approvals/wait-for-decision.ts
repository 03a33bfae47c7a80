// Waits for people, as long as the caller asked. A wait that runs out is no error: clients give calls up after a minute or two.

import type { Approval } from "../../core/approvals/approval.ts";
import type { Cancellation } from "../ports/cancellation.ts";
import type { ApprovalPorts } from "./approval-ports.ts";
import { readApproval } from "./move-approval.ts";

/** Longer than any client waits. */
const LONGEST_WAIT_SECONDS = 600;
const PROGRESS_SECONDS = 5;

export interface Waiter {
  readonly gatehouse: ApprovalPorts;
  readonly cancellation: Cancellation;
  readonly progress?: (message: string) => void;
  /** It does not wait here: its client asks again. */
  readonly asTask?: boolean;
}

export async function waitForDecision(
  known: Approval,
  { seconds, context }: { seconds: number; context: Waiter },
): Promise<Approval> {
  const { gatehouse, cancellation, progress } = context;
  const { id, quorum } = known.filed.request;
  if (context.asTask === true) return known;
  const end = gatehouse.clock.monotonic() + Math.min(seconds, LONGEST_WAIT_SECONDS) * 1_000_000;
  let seen = known;
  for (;;) {
    const left = end - gatehouse.clock.monotonic();
    if (seen.progress.state !== "pending" || left <= 0 || cancellation.aborted) return seen;
    progress?.(`request ${id} waits for ${quorum.count} of ${quorum.approvers.join(", ")}`);
    await gatehouse.approvals.waitForChange(seen, cancellation, Math.min(left / 1_000, PROGRESS_SECONDS * 1_000));
    seen = (await readApproval(id, gatehouse)) ?? seen;
  }
}
