// A statement that changes rows: previewed, weighed, asked for, carried out once, and reverted.
// Begin with writing/answer-again.ts and writing/write-statement.ts; what people have approved goes on in writing/execute-request.ts.

export { writeOrAnswerAgain } from "./writing/answer-again.ts";
export { weighRecorded } from "./writing/asking/weigh-recorded.ts";
export { refuseTooLarge } from "./writing/conclude-write.ts";
export { executeRequest } from "./writing/execute-request.ts";
export { type Rechecked, recheckRequest } from "./writing/recheck-request.ts";
export { fileFinding } from "./writing/reconcile-write.ts";
export { recoverWrites, settleLapsed, settleWrite } from "./writing/recover-writes.ts";
export { requestApproval } from "./writing/request-approval.ts";
export { revertWrite } from "./writing/revert/revert-write.ts";
export type { WriteResult } from "./writing/write-statement.ts";
