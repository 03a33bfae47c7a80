// What Gatehouse's database role could do that it should not: a sentence each, for check and doctor.

import type { ClientBase } from "pg";
import { z } from "zod";

const schema = z.strictObject({ finding: z.string() });

const QUERY = `
WITH me AS (SELECT * FROM pg_roles WHERE rolname = current_user)
SELECT 'The role is a superuser: give Gatehouse a role of its own that can only read.' AS finding FROM me WHERE rolsuper
UNION ALL SELECT 'The role bypasses row-level security.' FROM me WHERE rolbypassrls AND NOT rolsuper
UNION ALL SELECT 'The role may create roles.' FROM me WHERE rolcreaterole AND NOT rolsuper
UNION ALL SELECT 'The role may create databases.' FROM me WHERE rolcreatedb AND NOT rolsuper
UNION ALL SELECT 'The role may replicate, which reads everything.' FROM me WHERE rolreplication AND NOT rolsuper
UNION ALL SELECT 'The role is a member of ' || r.rolname || '.' FROM me, pg_roles r
  WHERE NOT me.rolsuper AND r.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program', 'pg_read_all_data', 'pg_write_all_data', 'pg_monitor', 'pg_signal_backend')
    AND pg_has_role(me.oid, r.oid, 'USAGE')
UNION ALL SELECT 'The role may write to ' || count(*) || ' tables, such as ' || min(n.nspname || '.' || c.relname) || ': grant it SELECT alone.'
  FROM me, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT me.rolsuper AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND has_table_privilege(me.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') HAVING count(*) > 0
UNION ALL SELECT 'The role may create objects in the schema ' || n.nspname || '.' FROM me, pg_namespace n
  WHERE NOT me.rolsuper AND n.nspname !~ '^pg_' AND has_schema_privilege(me.oid, n.oid, 'CREATE')
UNION ALL SELECT 'The extension ' || extname || ' is installed, whose functions reach beyond the database.' FROM pg_extension
  WHERE extname IN ('dblink', 'file_fdw', 'postgres_fdw', 'adminpack', 'plpython3u', 'plperlu', 'pltclu')
UNION ALL SELECT 'The server lacks the fix of CVE-2025-8713 (statistics may reveal rows behind views): update to the latest minor version.'
  FROM (SELECT current_setting('server_version_num')::int AS v) s
  WHERE (v < 140019) OR (v BETWEEN 150000 AND 150013) OR (v BETWEEN 160000 AND 160009) OR (v BETWEEN 170000 AND 170005)`;

/** A database that is open for writing has to have the grants for it. */
export async function readPosture(client: ClientBase, writable: boolean): Promise<readonly string[]> {
  const { rows } = await client.query<Record<string, unknown>>(QUERY);
  const findings = rows.map((row) => schema.parse(row).finding);
  return writable ? findings.filter((finding) => !finding.startsWith("The role may write to ")) : findings;
}
