// Plans a statement for a caller on the catalogue at hand.
// A table that is not in the catalogue may be new, so the catalogue is then read once more before the caller is told that there is none.

import type { Caller } from "../../core/model/caller.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import type { Policy, Role } from "../../core/policy/policy.ts";
import { withNames } from "../../core/sql/named-extensions.ts";
import type { Database, Freshness } from "../ports/database.ts";
import { otherCatalogues } from "./other-catalogues.ts";
import type { Planned, PlannedChange, Unplanned } from "./plan-statement.ts";
import type { Planning } from "./planning.ts";

export interface Prepared {
  readonly sql: string;
  readonly planned: Planned | PlannedChange | Unplanned;
  /** The constants of the text, for the plan's parameters. */
  readonly constants: readonly string[];
  readonly governance: Governance;
  readonly catalogue: Catalogue;
}

interface Scope {
  readonly gatehouse: Planning;
  readonly caller: Caller;
  readonly policy: Policy;
  readonly role: Role;
  readonly database: Database;
  readonly freshness: Freshness;
}

export async function prepareStatement(sql: string, scope: Scope): Promise<Prepared> {
  const prepared = await planOnce(sql, scope);
  const { planned } = prepared;
  // what the catalogue says is read as it is, and which of it is seen goes by the catalogue at hand: that has to be recent
  if (planned.kind === "planned" && scope.freshness === "known" && tellsOfCatalogue(planned)) {
    return planOnce(sql, { ...scope, freshness: "recent" });
  }
  const missing = prepared.planned.kind === "unplanned" && prepared.planned.refusal.code === "unknown-table";
  return missing && scope.freshness === "known" ? planOnce(sql, { ...scope, freshness: "recent" }) : prepared;
}

function tellsOfCatalogue({ plan }: Planned): boolean {
  return plan.parameters.some(({ kind }) => kind === "ids");
}

async function planOnce(sql: string, scope: Scope): Promise<Prepared> {
  const { catalogue, governance } = await governDatabase(scope);
  const { gatehouse, role, database } = scope;
  const { plans } = gatehouse;
  const question = {
    role,
    governance,
    database: database.name,
    catalogue,
    dialect: gatehouse.dialect(database.engine),
  };
  const { planned, constants } = await plans.planInTurns(sql, question, async () => gatehouse.turn?.());
  return { sql, planned, constants, governance, catalogue };
}

/** What the caller's role gets of the database as it is now. */
export async function governDatabase(scope: Scope): Promise<{ catalogue: Catalogue; governance: Governance }> {
  const { gatehouse, caller, policy, role, database, freshness } = scope;
  const catalogue = withNames(await database.catalogue(freshness), policy.data.get(database.name));
  const { principal } = caller;
  const elsewhere = await otherCatalogues({ gatehouse, principal, policy, role, database: database.name });
  const governance = gatehouse.governance.governanceFor({
    policy,
    role,
    caller,
    database: database.name,
    catalogue,
    dialect: gatehouse.dialect(database.engine),
    elsewhere,
  });
  return { catalogue, governance };
}
