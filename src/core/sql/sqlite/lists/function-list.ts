// Which functions a statement may call. Built in, deterministic or harmless, bounded by the connection's memory limit.
// Left out on purpose: what loads code, reads the schema or the session's state (changes, last_insert_rowid, sqlite_*), and full-text search.

const split = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/));

export const FUNCTIONS: ReadonlySet<string> = split(`
  abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling char coalesce concat concat_ws cos cosh count cume_dist
  current_date current_time current_timestamp date datetime degrees dense_rank exp first_value floor format glob
  group_concat hex if ifnull iif instr json json_array json_array_length json_error_position json_extract json_group_array
  json_group_object json_insert json_object json_patch json_pretty json_quote json_remove json_replace json_set json_type
  json_valid jsonb jsonb_array jsonb_extract jsonb_group_array jsonb_group_object jsonb_insert jsonb_object jsonb_patch
  jsonb_remove jsonb_replace jsonb_set julianday lag last_value lead length like likelihood likely ln log log10 log2 lower
  ltrim max median min mod nth_value ntile nullif octet_length percent_rank percentile percentile_cont percentile_disc pi
  pow power printf quote radians random rank replace round row_number rtrim sign sin sinh sqrt strftime string_agg substr
  substring subtype sum tan tanh time timediff total trim trunc typeof unhex unicode unistr unistr_quote unixepoch unlikely upper
`);

/** Functions that may stand in FROM, with the columns that they have. */
export const TABLE_FUNCTIONS: ReadonlySet<string> = split("json_each json_tree");

/** Functions that raise for no value and grow none: with these alone, a row filter needs no fence. */
export const LEAKPROOF_FUNCTIONS: ReadonlySet<string> = split(`
  avg coalesce count cume_dist dense_rank first_value ifnull iif lag last_value lead length lower max min nullif
  percent_rank rank row_number total typeof upper
`);
