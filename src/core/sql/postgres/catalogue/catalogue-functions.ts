// Functions and types of pg_catalog that statements about the catalogue use besides those of function-list.ts, in three lists: free ones
// compute on what they are given; fenced ones are given an id only where the caller sees what it names; answered ones are replaced.
// The texts of answered ones run under the path pg_catalog; `$1`, `$2` stand for the arguments, `{…}` for lists of ids.

import type { IdList } from "./catalogue-relations.ts";

const split = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/));

export const FREE: ReadonlySet<string> = split(`
  pg_encoding_to_char pg_char_to_encoding getdatabaseencoding pg_get_keywords pg_is_in_recovery pg_my_temp_schema pg_is_other_temp_schema
  pg_options_to_table pg_encoding_max_length
`);

/** Of the SQL functions of information_schema those that compute on what they are given. */
export const FREE_OF_INFORMATION_SCHEMA: ReadonlySet<string> = split(
  "_pg_expandarray _pg_char_max_length _pg_char_octet_length _pg_numeric_precision _pg_numeric_precision_radix _pg_numeric_scale _pg_datetime_precision _pg_interval_type",
);

/** `none` lets no id of users' through. */
export type Fence = IdList | "none";

/** By argument; null for one that is let through. */
export const FENCED: ReadonlyMap<string, readonly (Fence | null)[]> = new Map<string, readonly (Fence | null)[]>([
  ["format_type", ["types", null]],
  // the text of an expression names columns of whatever relation the second argument says
  ["pg_get_expr", [null, "relations", null]],
  ["pg_get_constraintdef", ["constraints", null]],
  ["pg_get_indexdef", ["indexes", null, null]],
  ["pg_get_viewdef", ["definitions", null]],
  ["pg_get_partkeydef", ["clear"]],
  ["pg_get_statisticsobjdef_columns", ["none"]],
  ["pg_get_ruledef", ["none", null]],
  ["pg_get_triggerdef", ["none", null]],
  ["pg_get_functiondef", ["none"]],
  ["pg_get_function_result", ["none"]],
  ["pg_get_function_arguments", ["none"]],
  ["pg_get_function_identity_arguments", ["none"]],
  ["pg_function_is_visible", ["none"]],
  ["pg_operator_is_visible", ["none"]],
  ["pg_opclass_is_visible", ["none"]],
  ["pg_collation_is_visible", ["none"]],
  ["pg_conversion_is_visible", ["none"]],
  ["pg_relation_size", ["clear", null]],
  ["pg_table_size", ["clear"]],
  ["pg_indexes_size", ["clear"]],
  ["pg_total_relation_size", ["clear"]],
  ["pg_relation_is_publishable", ["relations"]],
  ["pg_index_column_has_property", ["indexes", null, null]],
  ["has_table_privilege", ["relations", null]],
  ["has_any_column_privilege", ["relations", null]],
]);

/** Fences whose ids are of relations, which a text names. */
export const OF_RELATIONS: ReadonlySet<Fence> = new Set<Fence>(["relations", "clear", "definitions", "indexes"]);

/** In views of the server's own: what the connection's role may do says nothing of what the caller sees, who has only what is shown. */
export const ANSWERED_IN_VIEWS: ReadonlyMap<string, string> = new Map(
  [
    "pg_has_role",
    "has_table_privilege",
    "has_column_privilege",
    "has_any_column_privilege",
    "has_sequence_privilege",
    "has_schema_privilege",
    "has_type_privilege",
  ].map((name) => [name, "true"]),
);

/** Asked there of what is seen. */
export const FREE_IN_VIEWS: ReadonlySet<string> = split("pg_relation_is_updatable pg_column_is_updatable");

export const ANSWERED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    pg_table_is_visible: [isVisible("pg_table_is_visible", "objects")],
    pg_type_is_visible: [isVisible("pg_type_is_visible", "types")],
    col_description: [
      "",
      "(SELECT d.description AS col_description FROM pg_catalog.pg_description AS d WHERE d.classoid = 1259 AND d.objoid = ($1)::pg_catalog.oid AND d.objsubid = ($2)::pg_catalog.int4 AND (d.objoid < 16384 OR d.objoid::int8 * 65536 + d.objsubid = ANY ({columns})))",
    ],
    obj_description: [
      "",
      `(SELECT d.description AS obj_description FROM pg_catalog.pg_description AS d JOIN pg_catalog.pg_class AS k ON k.oid = d.classoid AND k.relnamespace = 11
         WHERE d.objoid = ($1)::pg_catalog.oid AND k.relname = ($2)::pg_catalog.name AND d.objsubid = 0 AND (d.objoid < 16384
           OR k.relname = 'pg_class' AND d.objoid = ANY ({objects}) OR k.relname = 'pg_type' AND d.objoid = ANY ({types})
           OR k.relname = 'pg_constraint' AND d.objoid = ANY ({constraints}) OR k.relname = 'pg_namespace' AND d.objoid = ANY ({schemas})))`,
    ],
    shobj_description: [
      "",
      "(SELECT NULL::pg_catalog.text AS shobj_description WHERE ($1)::pg_catalog.oid = 0 AND ($2)::pg_catalog.name = '')",
    ],
    pg_get_userbyid: [
      "(SELECT CASE WHEN ($1)::pg_catalog.oid = 10 THEN 'owner'::pg_catalog.name END AS pg_get_userbyid)",
    ],
    has_schema_privilege: [
      "",
      "(SELECT v.o = ANY ({schemas}) OR v.o < 16384 AS has_schema_privilege FROM (SELECT ($1)::pg_catalog.oid, ($2)::pg_catalog.text) AS v (o, p))",
    ],
  }),
);

/** Types that name an object of the catalogue, and the lists that say whose names are seen. */
export const NAME_TYPES: ReadonlyMap<string, Fence> = new Map<string, Fence>([
  ["regclass", "objects"],
  ["regtype", "types"],
  ["regnamespace", "schemas"],
  ["regproc", "none"],
  ["regprocedure", "none"],
  ["regoper", "none"],
  ["regoperator", "none"],
  ["regcollation", "none"],
  ["regrole", "none"],
]);

const TYPES: ReadonlySet<string> = split("oid xid xid8 cid tid int2vector oidvector");

export function isCatalogueType(name: string): boolean {
  return TYPES.has(name) || (name.startsWith("_") && TYPES.has(name.slice(1)));
}

/** Whether a name by itself makes a statement one about the catalogue. */
export function isCatalogueWord(name: string): boolean {
  return (
    name === "information_schema" ||
    name === "current_schemas" ||
    NAME_TYPES.has(name) ||
    isCatalogueType(name) ||
    FREE.has(name) ||
    FENCED.has(name) ||
    ANSWERED.has(name)
  );
}

/** A bare name means an object that the caller sees, or one of the server's own. */
function isVisible(name: string, list: IdList): string {
  return `(SELECT CASE WHEN v.o < 16384 THEN pg_catalog.${name}(v.o) WHEN v.o = ANY ({${list}}) THEN v.o = ANY ({bare}) END AS ${name} FROM (SELECT ($1)::pg_catalog.oid) AS v (o))`;
}
