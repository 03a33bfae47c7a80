// Who asks, as the document of a request says it.

import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import type { Caller } from "../../core/model/caller.ts";

export function requesterOf(caller: Caller): ApprovalRequest["requester"] {
  return {
    principal: caller.principal,
    kind: caller.kind,
    owner: caller.owner,
    role: caller.role,
    session: caller.session,
    client: caller.client?.name ?? null,
  };
}
