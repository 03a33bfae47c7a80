// Requests on their way through the hands of people: decided on, claimed, withdrawn, out of time. Every arrow is one step of the table in
// core/approvals. Begin with approvals/move-approval.ts.

export { type ApprovalPorts, approverKeysOf, timeAt } from "./approvals/approval-ports.ts";
export { cancelApproval } from "./approvals/cancel-approval.ts";
export { claimApproval } from "./approvals/claim-approval.ts";
export { composeDecision } from "./approvals/compose-decision.ts";
export { type Decided, decideApproval } from "./approvals/decide-approval.ts";
export {
  expireApprovals,
  type MoveOptions,
  moveApproval,
  readApproval,
  refuseUnknownApproval,
  type StepOptions,
  stepOf,
} from "./approvals/move-approval.ts";
export { refuseOpener, refuseUnreviewedOpening } from "./approvals/refuse-opener.ts";
export { refusePending } from "./approvals/refuse-pending.ts";
export { requesterOf } from "./approvals/requester-of.ts";
export { Underway } from "./approvals/underway.ts";
export { waitForDecision } from "./approvals/wait-for-decision.ts";
