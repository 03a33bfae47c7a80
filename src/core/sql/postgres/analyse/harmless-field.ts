// `x.f` and `(x).f` call the function f of one argument when x has no column f. No call node shows it, so the name is checked here.
// Listed: what pg_catalog (PostgreSQL 18) can call that way and the function list does not hold; whole families go by prefix.

import { FUNCTIONS } from "../lists/function-list.ts";

const FAMILIES =
  /^(pg_|lo_|dblink|binary_upgrade|txid_|has_|to_reg|xml|xpath|query_to|cursor_to|table_to|schema_to|database_to)/;

const CALLABLE: ReadonlySet<string> = new Set(
  `
  aclexplode aclitemin aclitemout amvalidate any_in any_out anyarray_in anyarray_out anyarray_send anycompatible_in
  anycompatible_out anycompatiblearray_in anycompatiblearray_out anycompatiblearray_send anycompatiblemultirange_out
  anycompatiblenonarray_in anycompatiblenonarray_out anycompatiblerange_out anyelement_in anyelement_out anyenum_in
  anyenum_out anymultirange_out anynonarray_in anynonarray_out anyrange_out array_out array_send bit_out bit_send
  bitnot bittypmodin bittypmodout boolin boolout boolsend box_center box_in box_out box_send bpcharout bpcharsend
  bpchartypmodin bpchartypmodout brin_bloom_summary_in brin_bloom_summary_out brin_bloom_summary_send
  brin_minmax_multi_summary_in brin_minmax_multi_summary_out brin_minmax_multi_summary_send
  brin_summarize_new_values btequalimage btvarstrequalimage byteain byteaout byteasend cash_in cash_out cash_send
  cash_words charin charout charsend cidin cidout cidr_in cidr_out cidr_send cidsend circle_center circle_in
  circle_out circle_send cstring_in cstring_out cstring_send current_schemas current_setting currval date_in
  date_out date_send daterange_canonical dcbrt dexp dlog1 dlog10 dround dsqrt dtrunc enum_out enum_send
  event_trigger_in event_trigger_out fdw_handler_in fdw_handler_out float4abs float4in float4out float4send float4um
  float4up float8_avg float8_corr float8_covar_pop float8_covar_samp float8_regr_avgx float8_regr_avgy
  float8_regr_intercept float8_regr_r2 float8_regr_slope float8_regr_sxx float8_regr_sxy float8_regr_syy
  float8_stddev_pop float8_stddev_samp float8_var_pop float8_var_samp float8abs float8in float8out float8send
  float8um float8up fmgr_c_validator fmgr_internal_validator fmgr_sql_validator gin_clean_pending_list
  gist_translate_cmptype_common gtsvectorin gtsvectorout hash_aclitem hash_array hash_multirange hash_numeric
  hash_range hash_record hashbool hashbpchar hashbytea hashchar hashcid hashdate hashenum hashfloat4 hashfloat8
  hashinet hashint2 hashmacaddr hashmacaddr8 hashname hashoid hashoidvector hashtid hashxid hashxid8
  index_am_handler_in index_am_handler_out inet_in inet_out inet_send inetnot int2abs int2in int2int4_sum int2not
  int2out int2send int2um int2up int2vectorin int2vectorout int2vectorsend int4abs int4in int4inc int4not int4out
  int4range_canonical int4send int4um int4up int8_avg int8abs int8dec int8in int8inc int8not int8out
  int8range_canonical int8send int8um int8up internal_in interval_hash interval_out interval_send interval_um
  intervaltypmodin intervaltypmodout json_in json_out json_send jsonb_hash jsonb_in jsonb_out jsonb_send jsonpath_in
  jsonpath_out jsonpath_send language_handler_in language_handler_out line_horizontal line_in line_out line_send
  line_vertical lseg_center lseg_horizontal lseg_in lseg_length lseg_out lseg_send lseg_vertical macaddr8_in
  macaddr8_not macaddr8_out macaddr8_send macaddr_in macaddr_not macaddr_out macaddr_send multirange_out
  multirange_send mxid_age namein nameout namesend nextval numeric_abs numeric_exp numeric_inc numeric_ln
  numeric_out numeric_send numeric_uminus numeric_uplus numerictypmodin numerictypmodout obj_description oid oidin
  oidout oidsend oidvectorin oidvectorout oidvectorsend oidvectortypes path_in path_length path_npoints path_out
  path_send plpgsql_validator point_in point_out point_send poly_center poly_in poly_npoints poly_out poly_send
  range_out range_send record_out record_send regclass regclassin regclassout regclasssend regcollationin
  regcollationout regcollationsend regconfigin regconfigout regconfigsend regdictionaryin regdictionaryout
  regdictionarysend regnamespacein regnamespaceout regnamespacesend regoperatorin regoperatorout regoperatorsend
  regoperin regoperout regopersend regprocedurein regprocedureout regproceduresend regprocin regprocout regprocsend
  regrolein regroleout regrolesend regtypein regtypeout regtypesend row_security_active satisfies_hash_partition
  setseed shell_in shell_out spg_poly_quad_compress table_am_handler_in table_am_handler_out textin textlen textout
  textsend tidin tidout tidsend time_hash time_out time_send timestamp_hash timestamp_out timestamp_send
  timestamptypmodin timestamptypmodout timestamptz_hash timestamptz_out timestamptz_send timestamptztypmodin
  timestamptztypmodout timetypmodin timetypmodout timetz_hash timetz_out timetz_send timetztypmodin timetztypmodout
  trigger_in trigger_out ts_debug ts_stat ts_token_type tsm_handler_in tsm_handler_out tsquery_not tsqueryin
  tsqueryout tsquerysend tsvectorin tsvectorout tsvectorsend unknownin unknownout unknownsend uuid_hash uuid_in
  uuid_out uuid_send varbit_out varbit_send varbittypmodin varbittypmodout varcharout varcharsend varchartypmodin
  varchartypmodout void_in void_out void_send xid xid8in xid8out xid8send xidin xidout xidsend
`
    .trim()
    .split(/\s+/),
);

/** True when reading `name` from a value cannot call a function outside the list. */
export function isHarmlessField(name: string): boolean {
  return FUNCTIONS.has(name) || !(CALLABLE.has(name) || FAMILIES.test(name));
}
