// The queries that read a PostgreSQL catalogue. They run under search_path = pg_catalog, so that definitions come out qualified.

/** Schemas whose relations are never shown. */
const USER_SCHEMA = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;
/** And the table of markers never (write-marker.ts). */
const SHOWN = `${USER_SCHEMA} AND NOT (n.nspname = 'gatehouse' AND c.relname = 'writes')`;

/** A body with no word that begins a statement, which calls nothing but what pg_catalog has and computes on what it is given. */
const OWN_ROW = `(l.lanname = 'plpgsql' AND p.prosrc !~* '\\m(insert|update|delete|merge|truncate|select|with|values|table|into|execute|perform|call|do|copy|create|alter|drop|refresh|notify|lock|fetch|open)\\M'
       AND p.prosrc !~ '"' AND NOT EXISTS (SELECT FROM regexp_matches(lower(p.prosrc), '([a-z0-9_$.]+)\\s*\\(', 'g') AS called (name)
         WHERE called.name[1] NOT IN ('if', 'elsif', 'and', 'or', 'not', 'when', 'then', 'return', 'in', 'any', 'all', 'array', 'coalesce', 'nullif', 'greatest', 'least', 'clock_timestamp', 'random', 'gen_random_uuid', 'nextval')
           AND NOT EXISTS (SELECT FROM pg_proc f WHERE f.pronamespace = 'pg_catalog'::regnamespace AND f.proname = called.name[1] AND f.provolatile <> 'v')))`;
/** What the type `m` is made of. */
const PARTS = `SELECT m.typbasetype WHERE m.typbasetype <> 0 UNION ALL SELECT m.typelem WHERE m.typcategory = 'A'
            UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE m.oid IN (r.rngtypid, r.rngmultitypid)
            UNION ALL SELECT f.atttypid FROM pg_attribute f WHERE m.typtype = 'c' AND f.attrelid = m.typrelid AND f.attnum > 0 AND NOT f.attisdropped`;

/** Columns with what they are called and of what type they are, and what else is asked of each. Domains are followed once for each type. */
const COLUMNS = (
  more: string,
) => `WITH RECURSIVE base (oid, at) AS (SELECT t.oid, t.oid FROM pg_type t WHERE t.typtype <> 'd'
      UNION ALL SELECT d.oid, base.at FROM base JOIN pg_type d ON d.typbasetype = base.oid AND d.typtype = 'd')
    SELECT a.attrelid::int8::text AS relation, a.attnum AS number, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS label,
      b.typname AS base, b.typcategory AS category, b.typtype AS kind, said.description AS comment${more}
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_type t ON t.oid = a.atttypid JOIN base ON base.oid = t.oid JOIN pg_type b ON b.oid = base.at
      LEFT JOIN pg_description said ON said.classoid = 'pg_class'::regclass AND said.objoid = a.attrelid AND said.objsubid = a.attnum
   WHERE ${SHOWN} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped`;

/** In no order: a sort takes longer where they are read than where they are used. */
export const COLUMN_SHAPES = COLUMNS("");

export const CATALOGUE_QUERIES = {
  server: `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding, current_database()::text AS database`,
  relations: `SELECT c.oid::int8::text AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
      CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition,
      CASE WHEN c.reltuples >= 0 THEN c.reltuples::int8::text END AS rows,
      said.description AS comment,
      ARRAY(SELECT ARRAY[pn.nspname::text, p.relname::text] FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
              JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE i.inhrelid = c.oid ORDER BY i.inhseqno) AS parents,
      ARRAY(SELECT a.attname::text FROM pg_index x CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY k(attnum, place)
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
             WHERE x.indrelid = c.oid AND x.indisprimary ORDER BY k.place) AS "primaryKey"
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_description said ON said.classoid = 'pg_class'::regclass AND said.objoid = c.oid AND said.objsubid = 0
   WHERE ${SHOWN} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') ORDER BY c.oid`,
  columns: `${COLUMNS(`, NOT a.attnotnull AS nullable, format_type(b.oid, -1) AS bare, b.oid::int8::text AS "typeOid",
      format_type(b.oid, CASE WHEN t.typtype = 'd' THEN NULL ELSE a.atttypmod END) AS sql,
      CASE WHEN a.atthasdef THEN (SELECT md5(pg_get_expr(f.adbin, f.adrelid)) FROM pg_attrdef f WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum) END AS "default",
      CASE WHEN a.atttypid::int8 < 16384 THEN '{}' ELSE ARRAY(WITH RECURSIVE made (oid) AS (SELECT a.atttypid
          UNION SELECT part.oid FROM made JOIN pg_type m ON m.oid = made.oid CROSS JOIN LATERAL (
            ${PARTS}) part (oid))
        SELECT ARRAY[mn.nspname::text, u.typname::text] FROM made JOIN pg_type u ON u.oid = made.oid JOIN pg_namespace mn ON mn.oid = u.typnamespace
         WHERE u.oid::int8 >= 16384 ORDER BY 1) END AS "madeOf",
      a.attgenerated <> '' OR a.attidentity = 'a' AS computed, a.attidentity = 'a' AS identity, a.attidentity = 'd' AS "byDefault"`)}
   ORDER BY a.attrelid, a.attnum`,
  generated: `SELECT a.attrelid::int8::text AS relation, a.attname AS name, s.attname AS source
    FROM pg_attribute a JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
      JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid AND d.refclassid = 'pg_class'::regclass
        AND d.refobjid = a.attrelid AND d.refobjsubid > 0 AND d.refobjsubid <> a.attnum
      JOIN pg_attribute s ON s.attrelid = d.refobjid AND s.attnum = d.refobjsubid
   WHERE a.attgenerated <> ''
   UNION SELECT a.attrelid::int8::text, a.attname, s.attname
    FROM pg_attribute a JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = a.attrelid AND d.objsubid = a.attnum
        AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid > 0
      JOIN pg_attribute s ON s.attrelid = d.refobjid AND s.attnum = d.refobjsubid
   WHERE a.attgenerated <> ''`,
  // What calls code that may read more than it is given. Known code is in C or built in, immutable, and part of the server or of an
  // extension; what of the server is pinned stands in no pg_depend. A null name is a view's own body.
  opaque: `WITH known AS (
      SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
       WHERE l.lanname IN ('c', 'internal') AND p.provolatile = 'i' AND p.prokind <> 'a' AND (p.oid::int8 < 16384 OR EXISTS (
         SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype IN ('e', 'i')))),
    code AS (SELECT 'pg_proc'::regclass AS class, oid FROM known
      UNION ALL SELECT 'pg_proc'::regclass, a.aggfnoid::oid FROM pg_aggregate a JOIN pg_depend e ON e.classid = 'pg_proc'::regclass AND e.objid = a.aggfnoid::oid AND e.deptype = 'e'
       WHERE a.aggtransfn::oid IN (SELECT oid FROM known) AND (a.aggfinalfn::oid = 0 OR a.aggfinalfn::oid IN (SELECT oid FROM known))
      UNION ALL SELECT 'pg_operator'::regclass, o.oid FROM pg_operator o WHERE o.oprcode::oid IN (SELECT oid FROM known)
      UNION ALL SELECT 'pg_type'::regclass, t.oid FROM pg_type t LEFT JOIN pg_type element ON element.oid = t.typelem AND t.typcategory = 'A'
       WHERE coalesce(element.typtype, t.typtype) IN ('e', 'd', 'c')
          OR EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = coalesce(element.oid, t.oid) AND e.deptype = 'e')
          OR EXISTS (SELECT FROM pg_range r WHERE coalesce(element.oid, t.oid) IN (r.rngtypid, r.rngmultitypid) AND r.rngcanonical = 0 AND r.rngsubopc::int8 < 16384)),
    used AS (SELECT r.ev_class AS relation, NULL AS name, d.refclassid, d.refobjid FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
       WHERE r.rulename = '_RETURN'
      UNION ALL SELECT f.adrelid, a.attname::text, d.refclassid, d.refobjid FROM pg_attrdef f JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
        JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid WHERE a.attgenerated <> '')
    SELECT DISTINCT u.relation::int8::text AS relation, u.name FROM used u
     WHERE u.refclassid NOT IN ('pg_class'::regclass, 'pg_collation'::regclass, 'pg_constraint'::regclass, 'pg_namespace'::regclass, 'pg_ts_config'::regclass, 'pg_ts_dict'::regclass)
       AND NOT EXISTS (SELECT FROM code c WHERE c.class = u.refclassid AND c.oid = u.refobjid) ORDER BY 1, 2`,
  references: `SELECT k.conrelid::int8::text AS relation, a.attname AS name, n.nspname AS schema, c.relname AS target, r.attname AS "column"
    FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair(own, other)
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.own
      JOIN pg_attribute r ON r.attrelid = k.confrelid AND r.attnum = pair.other
      JOIN pg_class c ON c.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE k.contype = 'f' ORDER BY k.oid, pair.own`,
  referencing: `SELECT k.confrelid::int8::text AS target, n.nspname AS schema, c.relname AS name, k.confdeltype AS "onDelete", k.confupdtype AS "onUpdate",
      ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY x(num, place) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.num ORDER BY place) AS columns,
      ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY x(num, place) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = x.num ORDER BY place) AS referenced
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE k.contype = 'f' ORDER BY k.oid`,
  // expressions, conditions, other collations, periods (WITHOUT OVERLAPS) and checks at the end of a transaction are no key that ON CONFLICT could be paired by
  uniqueKeys: `SELECT x.indrelid::int8::text AS relation, k.conname AS "constraint",
      coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::bool, false) AS "nullsAlike",
      ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY i(num, place)
              JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = i.num WHERE i.place <= x.indnkeyatts ORDER BY i.place) AS columns
    FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_constraint k ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u')
   WHERE ${USER_SCHEMA} AND x.indisunique AND NOT x.indisexclusion AND x.indimmediate AND x.indisvalid AND x.indpred IS NULL AND x.indexprs IS NULL
     AND NOT EXISTS (SELECT 1 FROM unnest(x.indkey::int2[], x.indcollation::oid[]) WITH ORDINALITY i(num, collates, place)
            JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = i.num
           WHERE i.place <= x.indnkeyatts AND i.collates <> 0 AND i.collates <> a.attcollation)
   ORDER BY x.indrelid, x.indexrelid`,
  // what the server looks at together when one of them changes; a whole row in a CHECK stands as column 0
  joins: `WITH looked AS (
      SELECT 'c' || k.oid AS id, k.conrelid AS relation, num, 0 = ANY (k.conkey) AND k.contype = 'c' AS every
        FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey) num WHERE k.contype IN ('c', 'x') OR (k.contype = 'f' AND cardinality(k.conkey) > 1)
      UNION SELECT 'g' || f.oid, f.adrelid, s.refobjsubid, false FROM pg_attrdef f JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum AND a.attgenerated <> ''
        JOIN pg_depend s ON s.classid = 'pg_attrdef'::regclass AND s.objid = f.oid AND s.refclassid = 'pg_class'::regclass AND s.refobjid = f.adrelid AND s.refobjsubid NOT IN (0, f.adnum)
      UNION SELECT concat('g', d.objid, '.', d.objsubid), d.objid, d.refobjsubid, false FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.objid AND a.attnum = d.objsubid AND a.attgenerated <> ''
       WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = d.objid AND d.refobjsubid > 0
      UNION SELECT 'i' || x.indexrelid, x.indrelid, d.refobjsubid, false FROM pg_index x JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = x.indexrelid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = x.indrelid AND d.refobjsubid > 0
       WHERE x.indexprs IS NOT NULL OR x.indpred IS NOT NULL OR x.indisexclusion
      UNION SELECT 'x' || k.oid, k.conrelid, d.refobjsubid, false FROM pg_constraint k JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = k.conrelid AND d.refobjsubid > 0
       WHERE k.contype IN ('c', 'x')
      UNION SELECT 'p' || p.partrelid, p.partrelid, d.objsubid, false FROM pg_partitioned_table p JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = p.partrelid AND d.objsubid > 0
         AND d.refclassid = 'pg_class'::regclass AND d.refobjid = p.partrelid AND d.refobjsubid = 0)
    SELECT l.relation::int8::text AS relation, array_agg(DISTINCT a.attname::text ORDER BY a.attname::text) AS columns
      FROM looked l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum > 0 AND NOT a.attisdropped AND (l.every OR a.attnum = l.num)
     WHERE ${USER_SCHEMA} GROUP BY l.id, l.relation HAVING count(DISTINCT a.attnum) > 1 ORDER BY 1, 2`,
  // what a trigger does and what a default gives are part of what people approve
  triggers: `SELECT t.tgrelid::int8::text AS relation, t.tgname AS name, t.tgtype::int AS type,
      md5(concat(pg_get_triggerdef(t.oid), pg_get_functiondef(t.tgfoid))) AS digest,
      ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr::int2[]) ORDER BY a.attnum) AS columns,
      ${OWN_ROW} AS own
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang
   WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') ORDER BY 1, 2`,
  // functions that stand behind defaults, generated columns, checks, triggers, indexes and policies, and behind domains of columns; and what
  // these call as far as the server knows it (of bodies that are no text)
  behind: `WITH RECURSIVE owned AS (
      SELECT f.adrelid AS relation, 'pg_attrdef'::regclass::oid AS class, f.oid AS object FROM pg_attrdef f
      UNION ALL SELECT k.conrelid, 'pg_constraint'::regclass, k.oid FROM pg_constraint k WHERE k.conrelid <> 0
      UNION ALL SELECT t.tgrelid, 'pg_trigger'::regclass, t.oid FROM pg_trigger t WHERE NOT t.tgisinternal
      UNION ALL SELECT x.indrelid, 'pg_class'::regclass, x.indexrelid FROM pg_index x
      UNION ALL SELECT p.polrelid, 'pg_policy'::regclass, p.oid FROM pg_policy p
      UNION ALL SELECT a.attrelid, 'pg_type'::regclass, a.atttypid FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped),
    reached AS (
      SELECT o.relation, o.class, o.object FROM owned o JOIN pg_class c ON c.oid = o.relation JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${SHOWN}
      UNION SELECT r.relation, further.class, further.object FROM reached r CROSS JOIN LATERAL (
        SELECT d.refclassid AS class, d.refobjid AS object FROM pg_depend d WHERE d.classid = r.class AND d.objid = r.object
           AND d.refclassid IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass, 'pg_cast'::regclass)
        UNION ALL SELECT 'pg_constraint'::regclass, k.oid FROM pg_constraint k WHERE r.class = 'pg_type'::regclass AND k.contypid = r.object
        UNION ALL SELECT 'pg_type'::regclass, t.typbasetype FROM pg_type t WHERE r.class = 'pg_type'::regclass AND t.oid = r.object AND t.typbasetype <> 0
      ) further)
    SELECT r.relation::int8::text AS relation, md5(string_agg(said.text, E'\n' ORDER BY said.text)) AS digest
      FROM reached r CROSS JOIN LATERAL (
        SELECT concat_ws(' ', p.oid, CASE WHEN p.prokind IN ('f', 'p', 'w') THEN pg_get_functiondef(p.oid) ELSE p.proname::text END) AS text FROM pg_proc p WHERE r.class = 'pg_proc'::regclass AND p.oid = r.object
        UNION ALL SELECT concat_ws(' ', t.oid, t.typbasetype, t.typtypmod, t.typnotnull, t.typdefault) FROM pg_type t WHERE r.class = 'pg_type'::regclass AND t.oid = r.object AND t.typtype = 'd'
        UNION ALL SELECT concat_ws(' ', k.oid, k.convalidated, pg_get_constraintdef(k.oid)) FROM pg_constraint k WHERE r.class = 'pg_constraint'::regclass AND k.oid = r.object AND k.contypid <> 0
        UNION ALL SELECT concat_ws(' ', o.oid, o.oprcode) FROM pg_operator o WHERE r.class = 'pg_operator'::regclass AND o.oid = r.object AND o.oid >= 16384
      ) said GROUP BY 1 ORDER BY 1`,
  rewriting: `SELECT r.ev_class::int8::text AS relation FROM pg_rewrite r WHERE r.rulename <> '_RETURN' ORDER BY 1`,
  constraints: `SELECT k.conrelid::int8::text AS relation, k.conname AS name, k.contype AS type, md5(pg_get_constraintdef(k.oid)) AS digest,
      ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY x(num, place) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.num ORDER BY place) AS columns,
      CASE WHEN k.confrelid <> 0 THEN (SELECT ARRAY[rn.nspname::text, r.relname::text] FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace WHERE r.oid = k.confrelid) END AS target
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE ${USER_SCHEMA} AND k.contype IN ('p', 'u', 'c', 'f', 'n', 'x') ORDER BY k.oid`,
  indexes: `SELECT x.indrelid::int8::text AS relation, n.nspname AS schema, c.relname AS name, md5(pg_get_indexdef(c.oid)) AS digest,
      EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')) AS constrained,
      ARRAY(SELECT DISTINCT a.attname::text FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = x.indrelid AND d.refobjsubid > 0 ORDER BY 1) AS columns
    FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE ${USER_SCHEMA} ORDER BY c.oid`,
  // what reads a relation through a rule: views, materialized ones too
  readers: `SELECT d.refobjid::int8::text AS relation, n.nspname AS schema, v.relname AS name,
      coalesce(array_agg(DISTINCT a.attname::text ORDER BY a.attname::text) FILTER (WHERE a.attname IS NOT NULL), '{}') AS columns
    FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class JOIN pg_namespace n ON n.oid = v.relnamespace
      LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
   WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class AND ${USER_SCHEMA}
   GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  labels: `SELECT enumtypid::int8::text AS type, array_agg(enumlabel::text ORDER BY enumsortorder) AS labels FROM pg_enum GROUP BY 1`,
  // types that a caller could name, row types of relations among them, and the routines of users' that run when a value becomes one of
  // theirs: of checks of domains, and of ranges, at any depth. Routines of the server and of extensions in C are known (see `opaque`).
  types: `WITH RECURSIVE own AS (SELECT t.oid, n.nspname AS schema, t.typname AS name, CASE WHEN t.typtype = 'c' AND c.relkind <> 'c' THEN 'row' ELSE t.typtype::text END AS kind
       FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
      WHERE ${USER_SCHEMA} AND t.typtype IN ('e', 'd', 'c', 'r', 'm', 'b') AND NOT (t.typtype = 'b' AND t.typcategory = 'A') AND t.typisdefined),
    -- read once for all types: what a domain's check depends on, looked up for each of them, would read all constraints as often as there are types
    part (whole, oid) AS MATERIALIZED (SELECT m.oid, p.oid FROM pg_type m CROSS JOIN LATERAL (${PARTS}) p (oid) WHERE p.oid::int8 >= 16384
      UNION SELECT k.contypid, d.refobjid FROM pg_constraint k JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND d.refclassid = 'pg_type'::regclass
       WHERE k.contypid <> 0 AND d.refobjid::int8 >= 16384),
    made (root, oid) AS (SELECT oid, oid FROM own UNION SELECT made.root, part.oid FROM made JOIN part ON part.whole = made.oid),
    code (type, routine) AS (SELECT k.contypid, CASE WHEN d.refclassid = 'pg_proc'::regclass THEN d.refobjid ELSE (SELECT o.oprcode::oid FROM pg_operator o WHERE o.oid = d.refobjid) END
        FROM pg_constraint k JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass) WHERE k.contypid <> 0
      UNION SELECT t.oid, f.oid FROM pg_range r JOIN pg_type t ON t.oid IN (r.rngtypid, r.rngmultitypid)
        CROSS JOIN LATERAL (SELECT r.rngcanonical::oid UNION ALL SELECT s.amproc::oid FROM pg_opclass c JOIN pg_amproc s ON s.amprocfamily = c.opcfamily
          AND s.amproclefttype = c.opcintype AND s.amprocrighttype = c.opcintype WHERE c.oid = r.rngsubopc) f (oid)
      UNION SELECT t.oid, f.oid FROM pg_type t CROSS JOIN LATERAL (VALUES (t.typinput::oid), (t.typoutput::oid), (t.typmodin::oid)) f (oid) WHERE t.typtype = 'b' AND t.oid::int8 >= 16384),
    -- made is gone through once for all types, and not once for each
    parts (root, keys, checked) AS (SELECT m.root, array_agg(pn.nspname || '.' || p.typname ORDER BY pn.nspname || '.' || p.typname), bool_or(p.typtype = 'd')
        FROM made m JOIN pg_type p ON p.oid = m.oid JOIN pg_namespace pn ON pn.oid = p.typnamespace GROUP BY m.root),
    calls (root, keys) AS (SELECT m.root, array_agg(DISTINCT pn.nspname || '.' || p.proname ORDER BY pn.nspname || '.' || p.proname)
        FROM made m JOIN code c ON c.type = m.oid JOIN pg_proc p ON p.oid = c.routine JOIN pg_namespace pn ON pn.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
       WHERE p.oid::int8 >= 16384 AND NOT (l.lanname IN ('c', 'internal') AND p.provolatile <> 'v') GROUP BY m.root)
    SELECT o.schema, o.name, o.kind, coalesce(calls.keys, '{}') AS calls, parts.keys AS parts, parts.checked,
      (SELECT ARRAY[rn.nspname::text, rt.typname::text] FROM pg_range r JOIN pg_type rt ON rt.oid = r.rngtypid JOIN pg_namespace rn ON rn.oid = rt.typnamespace WHERE r.rngmultitypid = o.oid) AS range
    FROM own o JOIN parts ON parts.root = o.oid LEFT JOIN calls ON calls.root = o.oid ORDER BY 1, 2`,
  valueTypes: `SELECT t.oid::int8::text AS oid, format_type(t.oid, NULL) AS name, nullif(t.typbasetype, 0)::int8::text AS base,
      e.oid::int8::text AS element, coalesce(e.typdelim, ',') AS delimiter
    FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid WHERE t.typtype <> 'p'`,
} as const;
