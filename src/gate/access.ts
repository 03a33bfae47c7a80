// Who may do more for a time, and who less: columns in the clear, roles that are taken on, break-glass, locks.
// Begin with access/access-in-force.ts.

export { type AccessQuestion, accessInForce } from "./access/access-in-force.ts";
export { assumeRole, refuseEndedRole } from "./access/assume-role.ts";
export { changeLock, type LockRequest } from "./access/change-lock.ts";
export type { AccessResult } from "./access/describe-access.ts";
export { endLockedOpenings, endOpening } from "./access/end-break-glass.ts";
export { identifyCall } from "./access/identify-call.ts";
export { fileOpening } from "./access/open-break-glass.ts";
export { type AccessAsked, requestAccess, resumeAccess } from "./access/request-access.ts";
export { composeOpeningReview, type ReviewWish, recordOpeningReview } from "./access/review-break-glass.ts";
