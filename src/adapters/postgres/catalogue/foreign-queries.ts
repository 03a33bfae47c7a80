// The queries that read what a database has beside pg_catalog: routines, operators and base types, and whose they are. They run under
// search_path = pg_catalog.

const OWN_SCHEMA = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/** Base types from outside pg_catalog, by oid: themselves, their arrays, and domains over either. */
const FOREIGN_TYPES = `WITH RECURSIVE base AS (
    SELECT t.oid, n.nspname || '.' || t.typname AS key, t.oid AS self FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
     WHERE t.typtype = 'b' AND t.typcategory <> 'A' AND ${OWN_SCHEMA}
    UNION ALL
    SELECT t.oid, base.key, base.self FROM base JOIN pg_type t ON (t.typtype = 'd' AND t.typbasetype = base.oid) OR (t.typcategory = 'A' AND t.typelem = base.oid))`;

/** Types without which no operand can be one of the routine's: those that nothing of pg_catalog becomes by itself. */
const TAKES = (
  types: string,
) => `ARRAY(SELECT DISTINCT base.key FROM base WHERE base.oid = ANY (${types}) AND NOT EXISTS (SELECT FROM pg_cast k JOIN pg_type s ON s.oid = k.castsource
    WHERE k.casttarget = base.self AND k.castcontext = 'i' AND s.typnamespace = 'pg_catalog'::regnamespace) ORDER BY 1)`;

/** What only the server hands to functions, and names of things in the catalogue. */
const UNFIT = `t.typname IN ('internal', 'cstring', 'trigger', 'event_trigger', 'void', 'refcursor', 'fdw_handler', 'index_am_handler', 'table_am_handler', 'tsm_handler', 'language_handler')
    OR t.typname ~ '^reg'`;

export const FOREIGN_QUERIES = {
  types: `${FOREIGN_TYPES} SELECT base.oid::int8::text AS oid, base.key, x.extname AS extension FROM base
      LEFT JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = base.self AND d.deptype = 'e'
      LEFT JOIN pg_extension x ON x.oid = d.refobjid ORDER BY base.oid`,
  functions: `${FOREIGN_TYPES} SELECT n.nspname AS schema, p.proname AS name, x.extname AS extension,
      p.provolatile <> 'v' AND p.prokind <> 'p' AND NOT EXISTS (SELECT FROM unnest(p.proargtypes::oid[] || p.prorettype) a JOIN pg_type t ON t.oid = a WHERE ${UNFIT}) AS calm,
      ${TAKES("p.proargtypes::oid[]")} AS takes,
      (SELECT base.key FROM base WHERE base.oid = p.prorettype) AS gives,
      p.pronargs >= 1 AND p.pronargs - p.pronargdefaults <= 1 OR p.provariadic <> 0 AS unary,
      EXISTS (SELECT FROM unnest(p.proargtypes::oid[]) a JOIN pg_type t ON t.oid = a WHERE t.typtype = 'p') AS "anyRow"
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
      LEFT JOIN pg_extension x ON x.oid = d.refobjid
   WHERE ${OWN_SCHEMA} AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) ORDER BY p.oid`,
  operators: `${FOREIGN_TYPES} SELECT n.nspname AS schema, o.oprname AS name, x.extname AS extension,
      (SELECT p.provolatile <> 'v' FROM pg_proc p WHERE p.oid = o.oprcode) AS calm,
      ${TAKES("ARRAY[o.oprleft, o.oprright]")} AS takes, (SELECT base.key FROM base WHERE base.oid = o.oprresult) AS gives, false AS unary, false AS "anyRow"
    FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
      LEFT JOIN pg_depend d ON d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e'
      LEFT JOIN pg_extension x ON x.oid = d.refobjid
   WHERE ${OWN_SCHEMA} AND o.oprcode <> 0 ORDER BY o.oid`,
  extensions: "SELECT extname AS name FROM pg_extension ORDER BY 1",
} as const;
