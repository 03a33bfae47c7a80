// A read that touches masked columns is planned once more where the caller has been granted some of them for a time.
// INVARIANT: only a statement that reads, and that was allowed without any grant, comes here. Writes are planned, weighed and previewed
// without grants, so that what is granted is never stored. Plans made with a grant are found only by who holds it now.

import type { AccessGrant } from "../../core/approvals/access-grant.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Facts } from "../../core/model/facts.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { relationKey } from "../../core/model/relation-name.ts";
import type { Role } from "../../core/policy/policy.ts";
import { type AccessQuestion, accessInForce } from "../access.ts";
import type { Planned, Prepared } from "../planning.ts";

export interface Read {
  readonly planned: Planned;
  readonly constants: readonly string[];
  readonly governance: Governance;
  readonly catalogue: Catalogue;
  /** The grants that it uses. */
  readonly grants: readonly AccessGrant[];
}

type Around = Omit<AccessQuestion, "catalogue">;

export async function widenRead(
  prepared: Prepared,
  planned: Planned,
  around: Around & { readonly role: Role },
): Promise<Read> {
  const { governance, catalogue, constants } = prepared;
  const { gatehouse, caller, policy, role, database } = around;
  const masked = { planned, constants, governance, catalogue, grants: [] };
  if (!readsMasks(planned.facts, governance)) return masked;
  const grants = await accessInForce({ gatehouse, caller, policy, database, catalogue });
  const used = grants.filter((grant) => isTouched(grant, planned.facts));
  if (used.length === 0) return masked;
  const wide = gatehouse.governance.widened(
    governance,
    used.flatMap(({ columns }) => columns),
  );
  const again = gatehouse.plans.planStatement(prepared.sql, {
    role,
    governance: wide,
    database: database.name,
    catalogue,
    dialect: gatehouse.dialect(database.engine),
  });
  if (again.planned.kind !== "planned") return masked;
  return {
    planned: again.planned,
    constants: again.constants,
    governance: wide,
    catalogue,
    grants: used,
  };
}

/** Access that ended while the statement ran: its rows do not leave. */
export async function refuseEndedAccess(read: Read, around: Around): Promise<Refusal | null> {
  if (read.grants.length === 0) return null;
  const grants = await accessInForce({ ...around, catalogue: read.catalogue });
  const held = new Set(grants.map(({ request }) => request));
  if (read.grants.every(({ request }) => held.has(request))) return null;
  return refuse("access-ended", "The access that the statement used ended while it ran.", {
    rule: "access",
    remedy: "Send it again to read the columns masked, or ask for access again with request-approval.",
  });
}

function readsMasks({ reads }: Facts, governance: Governance): boolean {
  return reads.some(({ relation, columns }) => {
    const governed = governance.get(relationKey(relation));
    return governed?.columns.some(
      ({ column, treatment }) => treatment.kind !== "clear" && columns.includes(column.name),
    );
  });
}

function isTouched({ columns }: AccessGrant, { reads }: Facts): boolean {
  return columns.some(({ relation, column }) => {
    const key = relationKey(relation);
    return reads.some((read) => relationKey(read.relation) === key && read.columns.includes(column));
  });
}
