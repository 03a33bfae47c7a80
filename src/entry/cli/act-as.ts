// Who acts in a command that the policies allow to some: the identity that --as names, or the one named like the account of the
// operating system. Whoever can write the state folder could say another name; the account is recorded beside it.

import { accountName } from "../../adapters/system/account-name.ts";
import { uuidIds } from "../../adapters/system/system-clock.ts";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import type { Policy, Role } from "../../core/policy/policy.ts";
import { authenticateConfigured } from "../wiring/authenticate.ts";

export interface Actor {
  readonly caller: Caller;
  /** The account of the operating system. */
  readonly account: string;
}

export interface ActorOptions {
  readonly as?: string;
  readonly role?: string;
}

/** The role is the one named, or the identity's first that `may`. Rejects with a Failure `usage`. */
export function actAs({ as, role }: ActorOptions, around: { policy: Policy; may: (role: Role) => boolean }): Actor {
  const { policy, may } = around;
  const account = accountName();
  const principal = as ?? account;
  const identity = policy.identities.get(principal);
  if (identity === undefined && as === undefined) {
    throw new Failure("usage", "No identity of the policies has the name of your account; say who you are with --as.");
  }
  const chosen = role ?? identity?.roles.find((name) => [policy.roles.get(name)].some((held) => held && may(held)));
  const caller = authenticateConfigured({ principal, role: chosen ?? null, session: uuidIds.next() }, policy);
  return { caller, account };
}
