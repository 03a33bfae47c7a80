// A request by its id or by the beginning or end of it; and who looks at it, by name.

import { accountName } from "../../../adapters/system/account-name.ts";
import type { Approval } from "../../../core/approvals/approval.ts";
import { Failure } from "../../../core/model/failure.ts";
import { type ApprovalPorts, readApproval } from "../../../gate/approvals.ts";
import type { Viewer } from "./shown-sample.ts";

/** How much of an id a list shows. */
export const SHORT_ID = 12;

/** Rejects with a Failure `usage` when there is none, or more than one that is called so. */
export async function findRequest(given: string, ports: ApprovalPorts): Promise<Approval> {
  if (given === "") throw new Failure("usage", "Name the request by its id, or by the beginning or end of it.");
  const [first, second] = await ports.approvals.list({ named: given.toLowerCase() }, 2);
  const approval = first === undefined || second !== undefined ? null : await readApproval(first.id, ports);
  if (approval !== null) return approval;
  throw new Failure(
    "usage",
    first === undefined
      ? "There is no request with this id; gatehouse approvals list --all shows which there are."
      : second === undefined
        ? `What is sealed of this request was erased; gatehouse ledger timeline --approval ${first.id} shows what happened.`
        : "Several requests have an id that begins or ends so; write more of it, or the end, as the list shows it.",
  );
}

/** Who looks: the identity that is named, or the one with the user's name; nobody when there is no such. */
export function viewerOf(ports: ApprovalPorts, as: string | undefined): Viewer {
  const { identities } = ports.policy();
  const identity = identities.get(as ?? accountName());
  if (identity === undefined && as !== undefined)
    throw new Failure("usage", `The policies name no ${as}; gatehouse keys list shows the people.`);
  return identity === undefined ? { name: null, roles: [] } : { name: identity.name, roles: identity.roles };
}
