// Who may do more for a time, and who less: columns in the clear, roles that are taken on, break-glass, locks.
// Begin with access/access-in-force.ts.

export { type AccessQuestion, accessInForce } from "./access/access-in-force.ts";
export { assumeRole, refuseEndedRole } from "./access/assume-role.ts";
export { changeLock, type LockRequest } from "./access/change-lock.ts";
export { createToken, revokeToken } from "./access/change-tokens.ts";
export type { AccessResult } from "./access/describe-access.ts";
export { endLockedBreakGlass, endOpening } from "./access/end-break-glass.ts";
export { type Identified, identifyCall } from "./access/identify-call.ts";
export { fileBreakGlass } from "./access/open-break-glass.ts";
export { type AccessAsked, requestAccess, resumeAccess } from "./access/request-access.ts";
export { composeBreakGlassReview, type ReviewInput, recordBreakGlassReview } from "./access/review-break-glass.ts";
