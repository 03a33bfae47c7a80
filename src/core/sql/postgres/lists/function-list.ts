// Which functions of pg_catalog a statement may call, by name: every overload of a name is safe, or the name is not here.
// Drawn from PostgreSQL 18's pg_proc (immutable or stable, no internal, reg* or snapshot types), then reviewed by hand.
// Left out on purpose: what takes names of types or relations as text (to_regclass; pg_input_is_valid is judged by itself, input-check.ts),
// what runs SQL text (ts_stat, query_to_xml, and ts_rewrite of two arguments), reads files, large objects, settings or the catalogue,
// sleeps, locks, signals, or moves sequences. Volatile and harmless ones stay, because ordinary SQL orders by random().

import { OPERATOR_FUNCTIONS, SUPPORT_FUNCTIONS } from "./operator-functions.ts";

const split = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/));

const ORDINARY: ReadonlySet<string> = split(`
  abbrev abs acos acosd acosh age any_value area array_agg array_append array_cat array_dims array_fill array_length
  array_lower array_ndims array_position array_positions array_prepend array_remove array_replace array_reverse
  array_sample array_shuffle array_sort array_to_json array_to_string array_to_tsvector array_upper ascii asin asind
  asinh atan atan2 atan2d atand atanh avg bit bit_and bit_count bit_length bit_or bit_xor bool bool_and bool_or box
  bpchar btrim bytea cardinality casefold cbrt ceil ceiling center char char_length character_length chr cidr circle
  clock_timestamp concat concat_ws convert convert_from convert_to corr cos cosd cosh cot cotd count covar_pop
  covar_samp crc32 crc32c cume_dist current_database current_schema date date_add date_bin date_part date_subtract
  date_trunc datemultirange daterange decode degrees dense_rank diagonal diameter div encode enum_first enum_last
  enum_range erf erfc every exp extract factorial family first_value float4 float8 floor format gamma gcd
  gen_random_uuid generate_series generate_subscripts get_bit get_byte hashint4 hashint8 hashtext hashtextextended
  height host hostmask inet_merge inet_same_family initcap int2 int4 int4multirange int4range int8 int8multirange
  int8range interval is_normalized isclosed isempty isfinite ishorizontal isopen isparallel isperp isvertical
  json_agg json_agg_strict json_array_elements json_array_elements_text json_array_length json_build_array
  json_build_object json_each json_each_text json_extract_path json_extract_path_text json_object json_object_agg
  json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict json_object_keys json_populate_record
  json_populate_recordset json_strip_nulls json_to_record json_to_recordset json_to_tsvector json_typeof jsonb_agg
  jsonb_agg_strict jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array
  jsonb_build_object jsonb_concat jsonb_contains jsonb_delete jsonb_each jsonb_each_text jsonb_exists
  jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_agg_strict
  jsonb_object_agg_unique jsonb_object_agg_unique_strict jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz
  jsonb_path_match jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz
  jsonb_path_query_first jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record
  jsonb_populate_record_valid jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls
  jsonb_to_record jsonb_to_recordset jsonb_to_tsvector jsonb_typeof justify_days justify_hours justify_interval lag
  last_value lcm lead left length lgamma like like_escape line ln log log10 lower lower_inc lower_inf lpad lseg
  ltrim macaddr macaddr8 macaddr8_set7bit make_date make_interval make_time make_timestamp make_timestamptz masklen
  max md5 min min_scale mod mode money multirange name netmask network normalize notlike now npoints nth_value ntile
  num_nonnulls num_nulls numeric nummultirange numnode numrange octet_length overlaps overlay parse_ident path
  pclose percent_rank percentile_cont percentile_disc pg_collation_for pg_column_size
  pg_size_bytes pg_size_pretty pg_typeof phraseto_tsquery pi plainto_tsquery point polygon popen position pow power
  querytree quote_ident quote_literal quote_nullable radians radius random random_normal range_agg
  range_intersect_agg range_merge rank regexp_count regexp_instr regexp_like regexp_match regexp_matches
  regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr regr_avgx regr_avgy regr_count
  regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat replace reverse right round row_number
  row_to_json rpad rtrim scale set_bit set_byte set_masklen setweight sha224 sha256 sha384 sha512 sign
  similar_escape similar_to_escape sin sind sinh slope split_part sqrt starts_with statement_timestamp stddev
  stddev_pop stddev_samp string_agg string_to_array string_to_table strip strpos substr substring sum tan tand tanh
  text time timeofday timestamp timestamptz timetz timezone to_ascii to_bin to_char to_date to_hex to_json to_jsonb
  to_number to_oct to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim_array trim_scale trunc
  ts_delete ts_filter ts_headline ts_rank ts_rank_cd tsmultirange tsquery_phrase tsrange tstzmultirange tstzrange
  tsvector_to_array unicode_assigned unicode_version unistr unnest upper upper_inc upper_inf uuid_extract_timestamp
  uuid_extract_version uuidv4 uuidv7 var_pop var_samp varbit varchar variance version websearch_to_tsquery width
  width_bucket xml xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlagg xmlcomment
  xmlexists xmltext xpath xpath_exists
`);

/** Types whose name, called with one value, casts it: no function bears the name. */
const TYPE_CASTS: ReadonlySet<string> = split("inet json jsonb jsonpath tsquery tsvector uuid");

/** What aggregates are made of, over arrays and numbers that the caller gives. */
const AGGREGATE_STEPS: ReadonlySet<string> = split(`
  booland_statefunc boolor_statefunc float4_accum float8_accum float8_combine float8_regr_accum float8_regr_combine int4inc int8dec
  int8inc numeric_inc
`);

export const FUNCTIONS: ReadonlySet<string> = new Set([
  ...ORDINARY,
  ...OPERATOR_FUNCTIONS,
  ...SUPPORT_FUNCTIONS,
  ...TYPE_CASTS,
  ...AGGREGATE_STEPS,
]);

/** Names of which one form alone may be called, by the number of its arguments: the others run SQL that they are given as text. */
export const FORMS: ReadonlyMap<string, number> = new Map([["ts_rewrite", 3]]);

/** Those whose answer, or whose argument, is a name as the search path has it. */
export const PATH_FUNCTIONS: ReadonlySet<string> = split(`
  current_schema pg_collation_for pg_typeof json_to_tsvector jsonb_to_tsvector phraseto_tsquery plainto_tsquery
  to_tsquery to_tsvector ts_debug ts_headline ts_lexize ts_parse ts_token_type websearch_to_tsquery
`);

/** Aggregates among them: columns inside their arguments need no place in GROUP BY. */
export const AGGREGATES: ReadonlySet<string> = split(`
  any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp cume_dist
  dense_rank every json_agg json_agg_strict json_object_agg json_object_agg_strict json_object_agg_unique
  json_object_agg_unique_strict jsonb_agg jsonb_agg_strict jsonb_object_agg jsonb_object_agg_strict
  jsonb_object_agg_unique jsonb_object_agg_unique_strict max min mode percent_rank percentile_cont percentile_disc
  range_agg range_intersect_agg rank regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx
  regr_sxy regr_syy stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance xmlagg
`);

/** Set-returning functions whose columns the tree alone does not tell. */
export const SHAPELESS_FUNCTIONS: ReadonlySet<string> = split(`
  unnest json_populate_record json_populate_recordset jsonb_populate_record jsonb_populate_recordset
  json_to_record json_to_recordset jsonb_to_record jsonb_to_recordset
`);

/** Columns of set-returning functions that name their results. */
export const FUNCTION_COLUMNS: ReadonlyMap<string, readonly string[]> = new Map([
  ["json_each", ["key", "value"]],
  ["json_each_text", ["key", "value"]],
  ["jsonb_each", ["key", "value"]],
  ["jsonb_each_text", ["key", "value"]],
  ["json_array_elements", ["value"]],
  ["json_array_elements_text", ["value"]],
  ["jsonb_array_elements", ["value"]],
  ["jsonb_array_elements_text", ["value"]],
  ["pg_input_error_info", ["message", "detail", "hint", "sql_error_code"]],
]);
