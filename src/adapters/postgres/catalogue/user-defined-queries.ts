// The queries that read what a database has beside pg_catalog: routines, operators and base types, and whose they are. They run under
// search_path = pg_catalog.

const OWN_SCHEMA = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/** Casts by routines of users': what the server and extensions in C compute with is known. */
const OWN_CASTS = `SELECT k.castsource AS source, k.casttarget AS target, k.castcontext AS context, f.oid AS routine
    FROM pg_cast k JOIN pg_proc f ON f.oid = k.castfunc JOIN pg_language l ON l.oid = f.prolang
   WHERE k.castmethod = 'f' AND f.oid::int8 >= 16384 AND NOT (l.lanname IN ('c', 'internal') AND f.provolatile <> 'v')`;

/**
 * Types from outside pg_catalog that have functions, operators or casts of their own, by oid: base types and those that users' casts start
 * from or lead to, their arrays, and domains over either.
 */
const FOREIGN_TYPES = `WITH RECURSIVE base AS (
    SELECT t.oid, n.nspname || '.' || t.typname AS key, t.oid AS self FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
     WHERE t.typtype <> 'd' AND NOT (t.typtype = 'b' AND t.typcategory = 'A') AND ${OWN_SCHEMA}
       AND (t.typtype = 'b' OR EXISTS (SELECT FROM (${OWN_CASTS}) own WHERE t.oid IN (own.source, own.target)))
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

export const USER_DEFINED_QUERIES = {
  types: `${FOREIGN_TYPES} SELECT base.oid::int8::text AS oid, base.key, x.extname AS extension FROM base
      LEFT JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = base.self AND d.deptype = 'e'
      LEFT JOIN pg_extension x ON x.oid = d.refobjid ORDER BY base.oid`,
  functions: `${FOREIGN_TYPES} SELECT n.nspname AS schema, p.proname AS name, n.nspname || '.' || p.proname AS routine, x.extname AS extension,
      p.provolatile <> 'v' AND p.prokind <> 'p' AND NOT EXISTS (SELECT FROM unnest(p.proargtypes::oid[] || p.prorettype) a JOIN pg_type t ON t.oid = a WHERE ${UNFIT}) AS "nonVolatile",
      ${TAKES("p.proargtypes::oid[]")} AS takes,
      (SELECT base.key FROM base WHERE base.oid = p.prorettype) AS gives,
      p.pronargs >= 1 AND p.pronargs - p.pronargdefaults <= 1 OR p.provariadic <> 0 AS unary,
      EXISTS (SELECT FROM unnest(p.proargtypes::oid[]) a JOIN pg_type t ON t.oid = a WHERE t.typtype = 'p') AS "anyRow"
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
      LEFT JOIN pg_extension x ON x.oid = d.refobjid
   WHERE ${OWN_SCHEMA} AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) ORDER BY p.oid`,
  operators: `${FOREIGN_TYPES} SELECT n.nspname AS schema, o.oprname AS name, x.extname AS extension,
      (SELECT p.provolatile <> 'v' FROM pg_proc p WHERE p.oid = o.oprcode) AS "nonVolatile",
      (SELECT pn.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace WHERE p.oid = o.oprcode) AS routine,
      ARRAY(SELECT CASE WHEN side.type <> 0 THEN (SELECT tn.nspname || '.' || t.typname FROM pg_type t JOIN pg_namespace tn ON tn.oid = t.typnamespace WHERE t.oid = side.type) END
        FROM (VALUES (1, o.oprleft), (2, o.oprright)) side (place, type) ORDER BY side.place) AS operands,
      ${TAKES("ARRAY[o.oprleft, o.oprright]")} AS takes, (SELECT base.key FROM base WHERE base.oid = o.oprresult) AS gives, false AS unary, false AS "anyRow"
    FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
      LEFT JOIN pg_depend d ON d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e'
      LEFT JOIN pg_extension x ON x.oid = d.refobjid
   WHERE ${OWN_SCHEMA} AND o.oprcode <> 0 ORDER BY o.oid`,
  casts: `SELECT sn.nspname || '.' || s.typname AS source, tn.nspname || '.' || t.typname AS target, own.context, n.nspname || '.' || p.proname AS routine
    FROM (${OWN_CASTS}) own JOIN pg_type s ON s.oid = own.source JOIN pg_namespace sn ON sn.oid = s.typnamespace
      JOIN pg_type t ON t.oid = own.target JOIN pg_namespace tn ON tn.oid = t.typnamespace
      JOIN pg_proc p ON p.oid = own.routine JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE s.typtype <> 'd' AND t.typtype <> 'd' AND own.source <> own.target ORDER BY 1, 2`,
  extensions: "SELECT extname AS name FROM pg_extension ORDER BY 1",
} as const;
