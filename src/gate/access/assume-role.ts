// The role that a call acts in: the caller's own, or one that people granted it for a time and that it names.
// INVARIANT: a granted role is counted from the signatures at each call, in every process; its end, a denial or another policy ends it.
// INVARIANT: no identity acts in a role that excludes one which it holds.

import type { Caller } from "../../core/model/caller.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { Policy, Role } from "../../core/policy/policy.ts";
import { type CallContext, type CallRecord, identifyRole, refuseLocked } from "../calls.ts";
import type { Database } from "../ports/database.ts";
import { rolesInForce } from "./access-in-force.ts";

export interface Acting {
  readonly context: CallContext;
  readonly role: Role;
}

/** Whoever has the token is the caller. */
const BY_A_TOKEN_ALONE: ReadonlySet<Caller["method"]> = new Set(["token", "oauth"] as const);

/** `wanted` is what the caller says, null for its own role. The record is in the acting caller's name from here on. */
export async function assumeRole(
  wanted: string | null,
  around: { context: CallContext; callRecord: CallRecord; policy: Policy; database: Database },
): Promise<Acting | Refusal> {
  const { context, callRecord, policy, database } = around;
  const own = identifyRole(context.caller, policy);
  if ("code" in own) return own;
  if (wanted === null || wanted === own.name) return { context, role: own };
  const { gatehouse, caller } = context;
  const role = policy.roles.get(wanted);
  const [grant] = await rolesInForce(wanted, { gatehouse, caller, policy, database });
  if (role === undefined || grant === undefined || excludesOwn(caller, { role, policy })) return refuseRole(wanted);
  if (role.wantsBoundToken && BY_A_TOKEN_ALONE.has(caller.method)) {
    return refuse("role-not-granted", "You may not act in this role by a token that is not bound to a key.", {
      rule: "dpop",
      remedy: "Connect with a token of your identity provider that is bound by DPoP.",
    });
  }
  const acting: CallContext = { ...context, caller: caller.actingIn(role.name, grant) };
  callRecord.caller = acting.caller;
  const locked = await refuseLocked(acting, { database: database.name, data: true });
  return locked ?? { context: acting, role };
}

/** A granted role that ended while the statement ran: its rows do not leave. */
export async function refuseEndedRole({ caller, gatehouse }: CallContext, database: Database): Promise<Refusal | null> {
  const { granted, role } = caller;
  if (granted === null) return null;
  const grants = await rolesInForce(role, { gatehouse, caller, policy: gatehouse.policy(), database });
  return grants.some(({ request }) => request === granted.request) ? null : refuseRole(role);
}

export function excludesOwn(
  { principal }: Pick<Caller, "principal">,
  { role, policy }: { role: Role; policy: Policy },
): boolean {
  const held = policy.identities.get(principal)?.roles ?? [];
  return held.some(
    (name) => role.excludes.includes(name) || (policy.roles.get(name)?.excludes.includes(role.name) ?? false),
  );
}

/** A role that is not there and one that was not granted get the same words. */
function refuseRole(wanted: string): Refusal {
  return refuse("role-not-granted", "You may not act in this role now.", {
    rule: "access",
    remedy: `Leave role out to act in your own, or ask for it with request-approval: {"access": {"role": ${JSON.stringify(wanted)}}, "reason": "…"}.`,
  });
}
