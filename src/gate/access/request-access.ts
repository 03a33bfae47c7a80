// Asks people to let a caller read masked columns in the clear or act in another role for a time, or says how such a request stands.
// It grants nothing: what is in force is counted from signatures whenever it is used (access-in-force.ts).

import type { Approval } from "../../core/approvals/approval.ts";
import { describeApproval } from "../../core/approvals/approval-entry.ts";
import { FILED } from "../../core/approvals/approval-state.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { Role } from "../../core/policy/policy.ts";
import { readApproval, refusePending, waitForDecision } from "../approvals.ts";
import {
  type CallContext,
  type CallRecord,
  describeCaller,
  identifyRole,
  type Outcome,
  refuseLocked,
} from "../calls.ts";
import { chooseDatabase, governDatabase } from "../planning.ts";
import { excludesOwn } from "./assume-role.ts";
import { chooseColumns } from "./choose-columns.ts";
import { type AccessResult, describeAccess } from "./describe-access.ts";
import { type AccessMeant, makeAccessRequest } from "./make-access-request.ts";
import { roleGains } from "./role-gains.ts";

/** Columns or a role. Attacker-controlled. */
export interface AccessAsked {
  /** `schema.table.column` each. */
  readonly columns: readonly string[] | null;
  readonly role: string | null;
  /** Null: as long as the caller's role may. */
  readonly minutes: number | null;
}

interface AccessInput extends AccessAsked {
  readonly database: string | null;
  readonly reason: string;
  readonly waitSeconds: number;
}

export async function requestAccess(
  input: AccessInput,
  { context, callRecord }: { context: CallContext; callRecord: CallRecord },
): Promise<Outcome<AccessResult>> {
  const { gatehouse, caller } = context;
  callRecord.sealed = {
    statement: JSON.stringify(input.columns ?? input.role),
    parameters: JSON.stringify([input.minutes]),
  };
  const policy = gatehouse.policy();
  callRecord.policyDigest = policy.digest;
  const role = identifyRole(caller, policy);
  if ("code" in role) return role;
  const database = chooseDatabase(input.database, gatehouse.databases);
  if ("code" in database) return database;
  callRecord.target = { database: database.name, engine: database.engine };
  const locked = await refuseLocked(context, { database: database.name, data: true });
  if (locked !== null) return locked;
  const barred = refuseAsking(input, role);
  if (barred !== null) return barred;
  const scope = { gatehouse, caller, policy, role, database };
  const system = await database.system(); // before the catalogue: the first writer of a SQLite file makes its marker there
  const { catalogue, governance } = await governDatabase({ ...scope, freshness: "now" });
  const meant = await means(input, { ...scope, governance });
  if ("code" in meant) return meant;
  callRecord.effect = "ask";
  callRecord.rule = "access";
  const filed = makeAccessRequest(
    { reason: input.reason, minutes: input.minutes ?? role.accessMinutes, meant },
    { ...scope, catalogue, system },
  );
  const { request } = filed;
  if (request.quorum.approvers.length < request.quorum.count) return refuseWithoutApprovers();
  const known = await findOwn(filed.request.statement.text, { context, database: database.name });
  if (known === null) {
    const entry = describeApproval("approval.requested", { filed, next: FILED, ...describeCaller(caller) });
    const { mostPending } = policy.risk;
    const filing = await gatehouse.approvals.file(filed, entry, { mostPending });
    if (filing.kind === "full") return refusePending(mostPending);
  }
  const seen = known ?? { filed, decisions: [], progress: FILED, version: 1 };
  return resumeAccess(seen, { context, callRecord, waitSeconds: input.waitSeconds });
}

/** How a request of the caller's own stands, after waiting for people as long as was asked. */
export async function resumeAccess(
  known: Approval,
  { context, callRecord, waitSeconds }: { context: CallContext; callRecord: CallRecord; waitSeconds: number },
): Promise<Outcome<AccessResult>> {
  const { gatehouse } = context;
  const { id, target } = known.filed.request;
  callRecord.detail = { request: id };
  callRecord.effect = "ask";
  callRecord.policyDigest = gatehouse.policy().digest;
  callRecord.target = { database: target.database, engine: target.engine };
  const seen = await waitForDecision(known, { seconds: waitSeconds, context });
  const database = chooseDatabase(target.database, gatehouse.databases);
  if ("code" in database) return database;
  const catalogue = await database.catalogue("recent");
  return describeAccess(seen, { gatehouse, policy: gatehouse.policy(), catalogue });
}

/** The same columns for the same time, not yet over: nobody is asked twice. */
async function findOwn(
  text: string,
  { context, database }: { context: CallContext; database: string },
): Promise<Approval | null> {
  const { gatehouse, caller } = context;
  const mine = { kind: "access", requester: caller.principal, role: caller.role, database } as const;
  for (const { id } of await gatehouse.approvals.list({ ...mine, states: ["pending"] }, MOST)) {
    const approval = await readApproval(id, gatehouse);
    if (approval?.progress.state !== "pending" || approval.filed.request.statement.text !== text) continue;
    if (approval.filed.request.policyDigest === gatehouse.policy().bindingDigest) return approval;
  }
  return null;
}

const MOST = 50;

async function means(
  { columns, role: wanted }: AccessInput,
  scope: Omit<Parameters<typeof governDatabase>[0], "freshness"> & { readonly governance: Governance },
): Promise<AccessMeant | Refusal> {
  const { governance, policy, role, caller } = scope;
  if (wanted === null) {
    const chosen = chooseColumns(columns ?? [], governance);
    return "code" in chosen ? chosen : { kind: "columns", chosen };
  }
  const other = role.accessRoles.includes(wanted) ? policy.roles.get(wanted) : undefined;
  if (other === undefined || excludesOwn(caller, { role: other, policy })) return refuseOtherRole(role);
  const wider = await governDatabase({ ...scope, role: other, freshness: "known" });
  return { kind: "role", role: other.name, gains: roleGains(governance, wider.governance) };
}

function refuseAsking({ columns, minutes }: AccessInput, { name, reads, accessMinutes }: Role): Refusal | null {
  if (minutes !== null && minutes > accessMinutes && accessMinutes > 0) {
    return refuse("access-too-long", `The role ${name} may ask for at most ${accessMinutes} minutes.`, {
      rule: `role ${name}`,
      remedy: `Ask for ${accessMinutes} minutes or fewer.`,
    });
  }
  if (accessMinutes > 0 && (reads === "masked" || columns === null)) return null;
  return refuse("access-not-possible", `The role ${name} may not ask to read columns in the clear.`, {
    rule: `role ${name}`,
    remedy: "Work with the masked values, or ask the operator for a role that may ask.",
  });
}

/** What roles there are is not told. */
function refuseOtherRole({ name, accessRoles }: Role): Refusal {
  return refuse("access-not-possible", `The role ${name} may not ask to act in that role.`, {
    rule: `role ${name}`,
    remedy:
      accessRoles.length === 0
        ? "Ask for columns, or ask the operator for `access-roles` of your role."
        : `It may ask for ${accessRoles.join(", ")}, where your identity holds no role that excludes it.`,
  });
}

function refuseWithoutApprovers(): Refusal {
  return refuse("access-not-possible", "The policies name nobody who could grant this access.", {
    rule: "approvers",
    remedy: "Ask the operator to give a person, neither you nor who answers for you, a role that approves access.",
  });
}
