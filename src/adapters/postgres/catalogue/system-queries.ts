// The queries that read the server's own catalogue: its relations, and the ids of what users made. Under the search path pg_catalog, so
// that types and definitions come out qualified.

/** Views that are read through their own definitions. Two functions of theirs take whole rows, which stand here as what they compute. */
const EXPANDED = `'tables', 'columns', 'schemata', 'views', 'sequences', 'domains', 'table_constraints', 'key_column_usage', 'referential_constraints',
  'constraint_column_usage', 'constraint_table_usage', 'check_constraints', 'column_udt_usage', 'information_schema_catalog_name', 'pg_tables', 'pg_views', 'pg_matviews', 'pg_indexes'`;
const ROW_OF = (name: string) => `information_schema\\._pg_true${name}\\((\\w+)\\.\\*, (\\w+)\\.\\*\\)`;
const DEFINITION = `CASE WHEN c.relkind = 'v' AND c.relname IN (${EXPANDED}) THEN
  regexp_replace(regexp_replace(pg_get_viewdef(c.oid), '${ROW_OF("typid")}', 'CASE WHEN \\2.typtype = ''d'' THEN \\2.typbasetype ELSE \\1.atttypid END', 'g'),
    '${ROW_OF("typmod")}', 'CASE WHEN \\2.typtype = ''d'' THEN \\2.typtypmod ELSE \\1.atttypmod END', 'g') END`;

/** Relations of initdb's making alone: what an extension put there is not the server's. */
const RELATIONS = `SELECT c.oid::int8::text AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
    ${DEFINITION} AS definition,
    ARRAY(SELECT ARRAY[a.attname::text, CASE WHEN t.typtype = 'p' THEN 'text' ELSE format_type(a.atttypid, a.atttypmod) END]
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.oid < 16384 AND n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') ORDER BY c.oid`;

const CALLS_USERS = (catalogue: string, oid: string) =>
  `EXISTS (SELECT FROM pg_depend u WHERE u.classid = '${catalogue}'::regclass AND u.objid = ${oid} AND u.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass) AND u.refobjid >= 16384)`;

const INDEXES = `SELECT x.indexrelid::int8::text AS oid, x.indrelid::int8::text AS relation,
    ARRAY(SELECT d.refobjsubid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = x.indexrelid AND d.refclassid = 'pg_class'::regclass
             AND d.refobjid = x.indrelid AND d.refobjsubid > 0
          UNION SELECT k.num::int FROM unnest(x.indkey::int2[]) k(num) WHERE k.num <> 0 ORDER BY 1) AS columns,
    x.indexprs IS NOT NULL OR x.indpred IS NOT NULL AS computes, ${CALLS_USERS("pg_class", "x.indexrelid")} AS opaque
  FROM pg_index x WHERE x.indrelid >= 16384 ORDER BY x.indexrelid`;

const CONSTRAINTS = `SELECT k.oid::int8::text AS oid, k.conrelid::int8::text AS relation, nullif(k.confrelid, 0)::int8::text AS target,
    ARRAY(SELECT d.refobjsubid FROM pg_depend d WHERE d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND d.refclassid = 'pg_class'::regclass
             AND d.refobjid = k.conrelid AND d.refobjsubid > 0
          UNION SELECT c.num::int FROM unnest(k.conkey) c(num) ORDER BY 1) AS columns,
    k.contype IN ('c', 'x') AS computes, ${CALLS_USERS("pg_constraint", "k.oid")} AS opaque,
    coalesce(k.confkey, '{}')::int4[] AS "targetColumns"
  FROM pg_constraint k WHERE k.conrelid >= 16384 ORDER BY k.oid`;

const TYPES = `SELECT t.oid::int8::text AS oid, n.nspname AS schema, t.typname AS name, nullif(t.typrelid, 0)::int8::text AS "rowsOf",
    coalesce(CASE WHEN t.typcategory = 'A' THEN nullif(t.typelem, 0) END, (SELECT r.rngtypid FROM pg_range r WHERE to_jsonb(r) ->> 'rngmultitypid' = t.oid::text LIMIT 1))::int8::text AS "of"
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.oid >= 16384 AND n.nspname !~ '^pg_' ORDER BY t.oid`;

const SCHEMAS = `SELECT n.oid::int8::text AS oid, n.nspname AS name FROM pg_namespace n WHERE n.nspname !~ '^pg_' ORDER BY n.oid`;

const SEQUENCES = `SELECT s.oid::int8::text AS oid, n.nspname AS schema, s.relname AS name, d.refobjid::int8::text AS relation, d.refobjsubid AS "column"
  FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid
   AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
 WHERE s.relkind = 'S' ORDER BY s.oid, d.refobjid`;

export const SYSTEM_QUERIES = {
  systemRelations: RELATIONS,
  systemIndexes: INDEXES,
  systemConstraints: CONSTRAINTS,
  systemTypes: TYPES,
  systemSchemas: SCHEMAS,
  systemSequences: SEQUENCES,
} as const;
