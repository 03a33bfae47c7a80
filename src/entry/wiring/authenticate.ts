// Makes callers. Over stdio whoever starts the server is who the configuration says; the policy has to know the identity and its role.

import { type AuthenticationMethod, Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import { nearNames } from "../../core/policy/near-names.ts";
import type { Policy } from "../../core/policy/policy.ts";

export interface Claim {
  readonly principal: string;
  /** Null: the identity's first role. */
  readonly role: string | null;
  /** One connection; a UUID. */
  readonly session: string;
  /** How it is known who calls; by the configuration if absent. */
  readonly method?: AuthenticationMethod;
}

/** Rejects an identity or role that the policy does not know with a Failure `usage`. */
export function authenticateConfigured(claim: Claim, policy: Policy): Caller {
  const identity = policy.identities.get(claim.principal);
  if (identity === undefined) {
    const near = nearNames(claim.principal, [...policy.identities.keys()]);
    const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "add it to policies/identities.yaml.";
    throw new Failure("usage", `The policies know no identity \`${claim.principal}\`; ${hint}`);
  }
  const role = claim.role ?? identity.roles[0];
  if (role === undefined || !identity.roles.includes(role)) {
    throw new Failure(
      "usage",
      `\`${identity.name}\` does not hold the role \`${role ?? ""}\`; it holds ${identity.roles.join(", ")}.`,
    );
  }
  return Caller.authenticated({
    principal: identity.name,
    kind: identity.kind,
    owner: identity.owner,
    role,
    method: claim.method ?? "configured",
    attributes: identity.attributes,
    session: claim.session,
    client: null,
  });
}
