// A request with everything that has happened to it.

import type { ApprovalDecision } from "./approval-decision.ts";
import type { DigestedRequest } from "./approval-request.ts";
import type { ApprovalProgress } from "./approval-state.ts";

export interface Approval {
  readonly filed: DigestedRequest;
  /** In order of arrival; what they are worth is said by `countQuorum`, never by the state. */
  readonly decisions: readonly ApprovalDecision[];
  readonly progress: ApprovalProgress;
  /** Grows with every arrow and every decision; what a compare-and-set compares. */
  readonly version: number;
}
