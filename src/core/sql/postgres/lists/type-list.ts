// Which types of pg_catalog a statement may name. Left out: reg* (they read the catalogue), pseudo-types, and types of the system's own.
// User types are enums and domains of the catalogue; row types of tables are not, because they list hidden columns.

const TYPES: ReadonlySet<string> = new Set(
  `
  bit bool box bpchar bytea char cidr circle date datemultirange daterange float4 float8 inet int2 int4 int4multirange int4range
  int8 int8multirange int8range interval json jsonb jsonpath line lseg macaddr macaddr8 money name numeric nummultirange numrange
  path point polygon record text time timestamp timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector
  uuid varbit varchar xml regconfig
`
    .trim()
    .split(/\s+/),
);

/** `int4[]` may be written `_int4`. */
export function isListedType(name: string): boolean {
  return TYPES.has(name) || (name.startsWith("_") && TYPES.has(name.slice(1)));
}

/** What SQL names without parentheses. The names of the connection's own accounts are not among them. */
export const VALUE_FUNCTIONS: ReadonlySet<string> = new Set([
  "SVFOP_CURRENT_DATE",
  "SVFOP_CURRENT_TIME",
  "SVFOP_CURRENT_TIME_N",
  "SVFOP_CURRENT_TIMESTAMP",
  "SVFOP_CURRENT_TIMESTAMP_N",
  "SVFOP_LOCALTIME",
  "SVFOP_LOCALTIME_N",
  "SVFOP_LOCALTIMESTAMP",
  "SVFOP_LOCALTIMESTAMP_N",
  "SVFOP_CURRENT_CATALOG",
  "SVFOP_CURRENT_SCHEMA",
]);
