// The role that the caller has in the policy in force. A caller whose identity or role was withdrawn since it connected has none.
// One that acts in a granted role has its own role to lose as well: whether the grant is in force is assume-role.ts's question.

import type { Caller } from "../../core/model/caller.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { Policy, Role } from "../../core/policy/policy.ts";

export function identifyRole(caller: Caller, policy: Policy): Role | Refusal {
  const identity = policy.identities.get(caller.principal);
  const role = policy.roles.get(caller.role);
  if (
    identity === undefined ||
    role === undefined ||
    !identity.roles.includes(caller.granted?.ownRole ?? caller.role)
  ) {
    return refuse("unknown-identity", "The policy in force does not give this identity this role.", {
      rule: "identities",
      remedy: "Ask the operator to add the identity and its role to policies/identities.yaml.",
    });
  }
  return role;
}
