// Who asked for a request, as they would call: what is carried out or looked at from the terminal is theirs.

import { uuidIds } from "../../adapters/system/system-clock.ts";
import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import type { Caller } from "../../core/model/caller.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { authenticateConfigured } from "./authenticate.ts";

/** Who asked, as they would call. Rejects with a Failure where the policies no longer know them. */
export function authenticateRequester({ requester }: Pick<ApprovalRequest, "requester">, policy: Policy): Caller {
  const { principal, role: asked } = requester;
  // a role that was granted for a time is acted in from one of its own
  const role = policy.identities.get(principal)?.roles.includes(asked) === false ? null : asked;
  return authenticateConfigured({ principal, role, session: uuidIds.next() }, policy);
}
