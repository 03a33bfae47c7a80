// What a caller is told who has as many requests waiting for people as the policies let one have.

import { type Refusal, refuse } from "../../core/model/refusal.ts";

export function refusePending(most: number): Refusal {
  return refuse(
    "too-many-pending",
    `${most === 1 ? "A request of yours waits" : `${most} requests of yours wait`} for people, and the policies allow no more.`,
    {
      rule: "approvals.pending",
      remedy:
        "Wait until some are decided, or have those that are no longer wanted cancelled (gatehouse approvals cancel).",
    },
  );
}
