// Whether the marker table is there and is what it has to be: a sentence each, for check. Its rows may be added by Gatehouse's role alone,
// and changed or taken away by nobody whom an agent can reach: who could, could have an approved write carried out twice.

import type { ClientBase } from "pg";
import { z } from "zod";
import { MAKE_MARKER_TABLE, MARKER_TABLE } from "../writing/transaction/write-marker.ts";

const schema = z.strictObject({ finding: z.string() });

const QUERY = `
WITH me AS (SELECT * FROM pg_roles WHERE rolname = current_user),
marker AS (SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'gatehouse' AND c.relname = 'writes' AND c.relkind = 'r'),
granted AS (SELECT g.* FROM marker, aclexplode(coalesce(marker.relacl, acldefault('r', marker.relowner))) g)
SELECT 'There is no marker table, so nothing can be written. As the owner of the database run: ${MAKE_MARKER_TABLE} ' || quote_ident(rolname)
    || '; GRANT SELECT, INSERT ON ${MARKER_TABLE} TO ' || quote_ident(rolname) || ';' AS finding FROM me WHERE NOT EXISTS (SELECT 1 FROM marker)
UNION ALL SELECT 'The role may not add markers, so nothing can be written: GRANT USAGE ON SCHEMA gatehouse TO ' || quote_ident(rolname)
    || '; GRANT SELECT, INSERT ON ${MARKER_TABLE} TO ' || quote_ident(rolname) || ';' FROM me, marker
  WHERE NOT (has_schema_privilege(me.oid, marker.relnamespace, 'USAGE') AND has_table_privilege(me.oid, marker.oid, 'SELECT') AND has_table_privilege(me.oid, marker.oid, 'INSERT'))
UNION ALL SELECT 'The role may change or remove markers: let another role own ${MARKER_TABLE}, and REVOKE UPDATE, DELETE, TRUNCATE ON it.' FROM me, marker
  WHERE NOT me.rolsuper AND (pg_has_role(me.oid, marker.relowner, 'USAGE') OR has_table_privilege(me.oid, marker.oid, 'UPDATE, DELETE, TRUNCATE'))
UNION ALL SELECT 'Other roles may write markers: REVOKE ALL ON ${MARKER_TABLE} FROM ' || string_agg(DISTINCT CASE WHEN granted.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(granted.grantee)) END, ', ') || ';'
  FROM me, marker, granted WHERE granted.grantee NOT IN (me.oid, marker.relowner) AND granted.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER') HAVING count(*) > 0
UNION ALL SELECT 'The marker table has no primary key on its column request alone: it cannot keep a write from happening twice.' FROM marker
  WHERE NOT EXISTS (SELECT 1 FROM pg_index x JOIN pg_attribute a ON a.attrelid = marker.oid AND a.attnum = x.indkey[0]
    WHERE x.indrelid = marker.oid AND x.indisprimary AND x.indisvalid AND x.indnkeyatts = 1 AND a.attname = 'request')
UNION ALL SELECT 'The marker table is not an ordinary durable table (UNLOGGED, row-level security, triggers or rules): make it anew without.' FROM marker
  WHERE relpersistence <> 'p' OR relrowsecurity OR relhastriggers OR relhasrules`;

export async function readMarkerPosture(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<Record<string, unknown>>(QUERY);
  return rows.map((row) => schema.parse(row).finding);
}
