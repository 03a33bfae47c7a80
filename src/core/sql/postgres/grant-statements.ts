// The SQL that makes a database role with given privileges and no others, for an owner of the tables to read and run.

import type { Privileges } from "../../policy/check/least-privilege.ts";
import { quoteName, quoteRelation } from "./rewrite/quote.ts";

export function grantStatements(
  privileges: readonly Privileges[],
  { role, writable }: { role: string; writable: boolean },
): readonly string[] {
  const name = quoteName(role);
  const schemas = [...new Set(privileges.map(({ relation }) => quoteName(relation.schema)))];
  const inserts = privileges.filter(({ insert }) => insert).map(({ relation }) => quoteName(relation.schema));
  return [
    `CREATE ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;`,
    ...(writable ? [] : [`ALTER ROLE ${name} SET default_transaction_read_only = on;`]),
    ...schemas.map((schema) => `GRANT USAGE ON SCHEMA ${schema} TO ${name};`),
    ...privileges.flatMap((each) =>
      grantsOf(each).map((what) => `GRANT ${what} ON ${quoteRelation(each.relation)} TO ${name};`),
    ),
    // a serial column takes its value from a sequence; an identity column needs no leave for it
    ...[...new Set(inserts)].map((schema) => `GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${name};`),
  ];
}

function grantsOf({ select, insert, update, delete: deletes }: Privileges): readonly string[] {
  return [
    select === "all" ? "SELECT" : `SELECT (${select.map(quoteName).join(", ")})`,
    ...(insert ? ["INSERT"] : []),
    ...(update ? ["UPDATE"] : []),
    ...(deletes ? ["DELETE"] : []),
  ];
}
