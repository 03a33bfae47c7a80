// The schemas of the other databases in which a caller may change rows: what it may write there decides which pseudonyms it sees here.
// A database that cannot be reached holds nobody up but the first who asks: until it is back its schema is not known, and what is not
// known counts as written.

import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Policy, Role } from "../../core/policy/policy.ts";
import type { Dialect } from "../../core/sql/dialect.ts";
import { withNames } from "../../core/sql/named-extensions.ts";
import type { Database } from "../ports/database.ts";
import type { Planning } from "./planning.ts";

export type OtherCatalogues = ReadonlyMap<string, { readonly catalogue: Catalogue; readonly dialect: Dialect }>;

const UNREACHED = new WeakSet<Database>();

export async function otherCatalogues({
  gatehouse,
  principal,
  policy,
  role,
  database,
}: {
  gatehouse: Pick<Planning, "databases" | "dialect">;
  principal: string;
  policy: Policy;
  role: Role;
  database: string;
}): Promise<OtherCatalogues> {
  const names = policy.identities.get(principal)?.roles ?? [];
  const roles = [role, ...names.flatMap((name) => policy.roles.get(name) ?? [])];
  const found = new Map<string, { catalogue: Catalogue; dialect: Dialect }>();
  for (const other of gatehouse.databases.values()) {
    if (other.name === database || !other.writable || !roles.some((held) => mayWrite(held, other.name))) continue;
    const catalogue = await catalogueOf(other);
    if (catalogue === null) continue;
    const named = withNames(catalogue, policy.data.get(other.name));
    found.set(other.name, { catalogue: named, dialect: gatehouse.dialect(other.engine) });
  }
  return found;
}

function mayWrite(role: Role, database: string): boolean {
  return role.writesOwnDatasets || role.writes.has(database);
}

async function catalogueOf(database: Database): Promise<Catalogue | null> {
  const waited = UNREACHED.has(database);
  const asked = database.catalogue("known").then(
    (catalogue) => {
      UNREACHED.delete(database);
      return catalogue;
    },
    () => {
      UNREACHED.add(database);
      return null;
    },
  );
  return waited ? null : asked;
}
