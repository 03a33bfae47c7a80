// The frame of every tool call: who calls and with what, one entry for each, and nothing leaves without its receipt.
// Begin with calls/record-call.ts.

export type { Answer, Refused } from "./calls/answer.ts";
export type { CallContext } from "./calls/call-context.ts";
export { describeCaller, describeStatement, describeTouched } from "./calls/describe-call.ts";
export { FoldedPolls } from "./calls/folded-polls.ts";
export type { Gatehouse } from "./calls/gatehouse.ts";
export { identifyRole } from "./calls/identify-role.ts";
export { isShown } from "./calls/is-shown.ts";
export { LostAnswers } from "./calls/lost-answers.ts";
export { OpenCalls } from "./calls/open-calls.ts";
export {
  beginRecord,
  type CallRecord,
  type DeferredAppend,
  type Outcome,
  recordCall,
  TASK_METHODS,
  type TaskMethod,
  type ToolName,
} from "./calls/record-call.ts";
export { refusalOfDatabase } from "./calls/refusal-of-database.ts";
export { refusalOfFailure } from "./calls/refusal-of-failure.ts";
export {
  refuseCall,
  refuseMalformedCall,
  refuseTaskOf,
  refuseUnknownTool,
  refuseUnlessShown,
} from "./calls/refuse-call.ts";
export { lockScope, refuseLocked } from "./calls/refuse-locked.ts";
export { refuseReadOnly, refuseReadOnlyDatabase } from "./calls/refuse-read-only.ts";
export type { WriteEffect, WriteResult, WriteStatus } from "./calls/write-result.ts";
