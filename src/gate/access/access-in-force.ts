// The access that people granted a caller, or opened to it by break-glass, and that is in force now: looked for at each statement that would
// read a mask, counted from its signatures every time, so that a denial, an end, a lock, a removed key or another policy takes effect on the
// next statement of every process.

import { type AccessGrant, type AccessScope, grantOf, readerOf } from "../../core/approvals/access-grant.ts";
import type { Approval } from "../../core/approvals/approval.ts";
import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import { hexDigest } from "../../core/approvals/hex-digest.ts";
import type { Caller } from "../../core/model/caller.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import { findLock, type Lock } from "../../core/model/lock.ts";
import type { ColumnName } from "../../core/model/relation-name.ts";
import { readIdentity } from "../../core/model/schema-identity.ts";
import { checkBreakGlass } from "../../core/policy/check/check-break-glass.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { approverKeysOf, moveApproval, readApproval, timeAt } from "../approvals.ts";
import type { Gatehouse } from "../calls.ts";
import type { Database } from "../ports/database.ts";

export interface AccessQuestion {
  readonly gatehouse: Gatehouse;
  readonly caller: Caller;
  readonly policy: Policy;
  readonly database: Database;
  /** Null where no schema is looked at. */
  readonly catalogue: Catalogue | null;
}

/** What tells the grants of one caller apart: the role that it asked in or that a break-glass is for, and what for. */
interface Asked {
  readonly role: string;
  readonly access: ApprovalRequest["access"];
}

/** How many grants of one caller are looked at; more than that are not in force. */
const MOST = 50;

/** Columns that the caller reads in the clear in the role that it acts in. */
export function accessInForce(question: AccessQuestion): Promise<readonly AccessGrant[]> {
  return grantsInForce(question, ({ role, access }, caller) => role === caller.role && access?.role === undefined);
}

/** Grants by which the caller may act in the role, whichever role of its own it asked in. */
export function rolesInForce(
  wanted: string,
  question: Omit<AccessQuestion, "catalogue">,
): Promise<readonly AccessGrant[]> {
  const held = question.policy.identities.get(question.caller.principal)?.roles ?? [];
  // what a role shows is not bound to a schema, so that none is asked for
  const anySchema = { ...question, catalogue: null };
  return grantsInForce(anySchema, ({ role, access }) => access?.role === wanted && held.includes(role));
}

async function grantsInForce(
  question: AccessQuestion,
  isMeant: (asked: Asked, caller: Caller) => boolean,
): Promise<readonly AccessGrant[]> {
  const { gatehouse, caller, database } = question;
  const approved = await gatehouse.approvals.list(
    { states: ["approved"], reader: caller.principal, database: database.name },
    MOST,
  );
  if (approved.length === 0) return [];
  const system = await database.system();
  const locks = approved.some(({ kind }) => kind === "break-glass") ? await gatehouse.ledger.locks() : [];
  const grants: AccessGrant[] = [];
  for (const { id } of approved) {
    const seen = await readApproval(id, gatehouse);
    if (seen === null || !isOf(seen, { ...question, system })) continue;
    const { request } = seen.filed;
    if (!isMeant({ role: readerOf(request).role, access: request.access }, caller)) continue;
    const grant = grantOf(seen, scopeOf(question, locks));
    if (grant.kind === "granted") grants.push(grant);
    // what has ended stays ended, whatever the policies say later; who is faster says so too
    else if (grant.kind === "over" && seen.progress.state === "approved") {
      await moveApproval(seen, { kind: "stale", why: grant.why }, { ports: gatehouse });
    }
  }
  return grants;
}

/** `locks` matter to what was opened by break-glass: a lock on who opened it ends it. */
export function scopeOf(
  { gatehouse, policy, catalogue }: Omit<AccessQuestion, "caller" | "database">,
  locks: readonly Lock[] = [],
): AccessScope {
  return {
    approverKeys: approverKeysOf(gatehouse, policy),
    policyDigest: policy.bindingDigest,
    schemaOf: (columns) => (catalogue === null ? "" : schemaOfAccess(columns, { catalogue, gatehouse })),
    now: timeAt(gatehouse),
    forbids: (request) => {
      const { requester, target } = request;
      const scope = { ...requester, roles: [requester.role], database: target.database, data: true };
      return findLock(locks, scope) === null ? (checkBreakGlass(request, policy)?.message ?? null) : "a lock ended it";
    },
  };
}

/** What access to columns is bound to: a change of anything else leaves it as it is. */
export function schemaOfAccess(
  columns: readonly ColumnName[],
  { catalogue, gatehouse }: { catalogue: Catalogue; gatehouse: Gatehouse },
): string {
  const relations = columns.map(({ relation }) => relation);
  return columns.length === 0 ? "" : hexDigest(readIdentity(relations, catalogue), gatehouse.primitives);
}

/** The sealed document says whose it is, not the row that it was found by. */
function isOf({ filed }: Approval, { caller, database, system }: AccessQuestion & { system: string }): boolean {
  const { target } = filed.request;
  const reader = readerOf(filed.request);
  return reader.principal === caller.principal && target.database === database.name && target.system === system;
}
