// The first step of a call: which database it is about, and in which role it is made. The account says both from here on.

import type { Refusal } from "../../core/model/refusal.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { Account, CallContext } from "../calls.ts";
import { chooseDatabase } from "../planning.ts";
import type { Database } from "../ports/database.ts";
import { type Acting, assumeRole } from "./assume-role.ts";

export interface Identified extends Acting {
  /** In force for the whole call, whatever is taken into force meanwhile. */
  readonly policy: Policy;
  readonly database: Database;
}

export async function identifyCall(
  { database: name, role }: { readonly database: string | null; readonly role?: string | null },
  { called, account }: { called: CallContext; account: Account },
): Promise<Identified | Refusal> {
  const { gatehouse } = called;
  const policy = gatehouse.policy();
  account.policyDigest = policy.digest;
  const database = chooseDatabase(name, gatehouse.databases);
  if ("code" in database) return database;
  account.target = { database: database.name, engine: database.engine };
  const acting = await assumeRole(role ?? null, { context: called, account, policy, database });
  return "code" in acting ? acting : { context: acting.context, role: acting.role, policy, database };
}
