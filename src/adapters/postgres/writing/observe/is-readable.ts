// Whether this connection's role reads every row of a relation.

import type pg from "pg";
import { readText } from "../write-session.ts";

export async function isReadable(
  client: pg.ClientBase,
  { relation }: { readonly relation: { readonly oid: number } },
): Promise<boolean> {
  const { rows } = await readText(
    client,
    "SELECT (has_table_privilege($1::oid, 'SELECT') AND NOT row_security_active($1::oid))::text",
    [String(relation.oid)],
  );
  return rows[0]?.[0] === "true";
}
