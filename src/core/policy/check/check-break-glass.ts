// Whether the policies in force let a person open a break-glass: asked when it is filed, when it is signed and whenever it is used,
// so that a request that was put into the state file opens nothing that its signer may not open.

import type { ApprovalRequest } from "../../approvals/approval-request.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import type { Policy } from "../policy.ts";

/** Null when they do. */
export function checkBreakGlass(
  { requester, access, quorum }: Pick<ApprovalRequest, "requester" | "access" | "quorum">,
  policy: Policy,
): Refusal | null {
  const { principal, role: name } = requester;
  const opener = policy.identities.get(principal);
  const rule = opener?.roles.includes(name) === true ? (policy.roles.get(name)?.breakGlass ?? null) : null;
  const because = (message: string, remedy: string) =>
    refuse("break-glass-not-possible", message, { rule: `role ${name}`, remedy });
  if (opener?.kind !== "human" || rule === null) {
    return because(
      `The policies do not let ${principal} open a break-glass in the role ${name}.`,
      "Ask a person whose role has `break-glass`, or ask for access with request-approval.",
    );
  }
  const opened = access?.opened;
  const reader = opened === undefined ? undefined : policy.identities.get(opened.reader);
  if (opened === undefined || reader === undefined || !reader.roles.includes(opened.role)) {
    return because(
      "The policies name no such identity with such a role to open it for.",
      "Name an identity with --for, and one of its roles with --role-of.",
    );
  }
  if (!rule.own && (reader.name === principal || reader.owner === principal)) {
    return because(
      `In the role ${name} nobody opens a break-glass for themselves, or for an agent or service that they answer for.`,
      "Open it for somebody else, have another responder open it, or have the policy say `own: true`.",
    );
  }
  if ((access?.minutes ?? 0) > rule.minutes) {
    return because(
      `In the role ${name} a break-glass lasts at most ${rule.minutes} minutes.`,
      `Open it for ${rule.minutes} minutes or fewer.`,
    );
  }
  if (quorum.assurance < (policy.risk.unsigned ? 0 : rule.assurance) || (quorum.unsigned && !policy.risk.unsigned)) {
    return because("It was asked for with less proof than the policies want.", "Open it anew.");
  }
  return null;
}
