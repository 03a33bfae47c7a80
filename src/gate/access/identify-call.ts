// The first step of a call: which database it is about, and in which role it is made. The record says both from here on.

import type { Refusal } from "../../core/model/refusal.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { CallContext, CallRecord } from "../calls.ts";
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
  { called, callRecord }: { called: CallContext; callRecord: CallRecord },
): Promise<Identified | Refusal> {
  const { gatehouse } = called;
  const policy = gatehouse.policy();
  callRecord.policyDigest = policy.digest;
  const database = chooseDatabase(name, gatehouse.databases);
  if ("code" in database) return database;
  callRecord.target = { database: database.name, engine: database.engine };
  const acting = await assumeRole(role ?? null, { context: called, callRecord, policy, database });
  return "code" in acting ? acting : { context: acting.context, role: acting.role, policy, database };
}
