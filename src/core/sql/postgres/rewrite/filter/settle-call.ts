// Calls of built-in functions in a row filter, over arguments that are settled: days and instants as UTC has them, and no function
// whose result goes by a setting.

import { dayAs, literalAs, literalText, nameOf, type Problems, utcOf, valueOf } from "./convert.ts";
import { castNode, textNode } from "./make-node.ts";
import { DAYS, type Settled, type Sort, STEADY_TEXT, settled } from "./value-sort.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const CLOCKS = words("now transaction_timestamp statement_timestamp clock_timestamp");
/** Take a day or an instant apart; of a date, PostgreSQL would make an instant first. */
const OF_DAYS = words("date_trunc extract date_part to_char date_bin age overlaps");
/** Give one of their arguments back, or nothing of it. */
const OF_ANY = words(
  "min max any_value lag lead first_value last_value nth_value mode count num_nulls num_nonnulls isfinite array_agg",
);
/** Make a text of whatever they are given. */
const TO_TEXT =
  words(`format concat concat_ws quote_literal quote_nullable array_to_string text varchar bpchar name char
  to_json to_jsonb row_to_json array_to_json json_build_array json_build_object jsonb_build_array jsonb_build_object
  json_agg jsonb_agg json_object_agg jsonb_object_agg json_agg_strict jsonb_agg_strict json_populate_record jsonb_populate_record`);
const SEARCHES = words(
  "to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_headline json_to_tsvector jsonb_to_tsvector",
);
/** Go by the time zone, the language or other settings of a session, or read dates by them. */
const MOVED =
  words(`timeofday make_timestamptz quote_ident to_number date_add date_subtract timestamptz timetz timestamp date time
  interval money jsonb_path_exists_tz jsonb_path_match_tz jsonb_path_query_tz jsonb_path_query_array_tz jsonb_path_query_first_tz
  current_schema json_to_record json_to_recordset jsonb_to_record jsonb_to_recordset
  json_populate_recordset jsonb_populate_recordset`);
const RANGES = words("daterange tsrange tstzrange datemultirange tsmultirange tstzmultirange");

const RESULTS: ReadonlyMap<string, Sort> = new Map(
  Object.entries({
    text: `lower upper trim btrim ltrim rtrim substr substring left right replace translate split_part md5 encode initcap reverse
      repeat lpad rpad regexp_replace regexp_substr chr to_hex json_extract_path_text jsonb_extract_path_text overlay to_char format
      concat concat_ws string_agg normalize json_typeof jsonb_typeof casefold host unistr quote_literal quote_nullable array_to_string`,
    number: `length char_length character_length octet_length bit_length position strpos ascii array_length cardinality count
      json_array_length jsonb_array_length width_bucket extract array_position regexp_count regexp_instr num_nulls num_nonnulls masklen
      family array_upper array_lower array_ndims row_number rank dense_rank ntile hashtext hashint4 hashint8 hashtextextended
      crc32 crc32c bit_count scale min_scale gcd lcm`,
    float: "date_part random cbrt sin cos tan percent_rank cume_dist ts_rank ts_rank_cd",
    boolean: `starts_with isfinite regexp_like jsonb_exists jsonb_path_exists jsonb_path_match jsonb_contains bool_and bool_or every
      isempty overlaps inet_same_family is_normalized like notlike`,
    json: `jsonb_extract_path json_extract_path jsonb_path_query jsonb_path_query_first jsonb_path_query_array to_json to_jsonb
      row_to_json json_build_object jsonb_build_object json_agg jsonb_agg jsonb_set jsonb_strip_nulls`,
    bytes: "sha224 sha256 sha384 sha512 decode convert_to",
    date: "make_date to_date",
    timestamp: "make_timestamp",
    time: "make_time",
    interval: "make_interval age justify_days justify_hours justify_interval",
    uuid: "gen_random_uuid uuidv4 uuidv7",
    array:
      "string_to_array regexp_match regexp_split_to_array array_agg array_remove array_append array_cat array_prepend",
    network: "network broadcast netmask hostmask set_masklen inet_merge",
  } satisfies Partial<Record<Sort, string>>).flatMap(([sort, names]) =>
    [...words(names)].map((name): [string, Sort] => [name, isSort(sort) ? sort : "unknown"]),
  ),
);

function isSort(word: string): word is Sort {
  return word !== "";
}

/** Give a number of the kind that they were given. */
const SAME = words("abs round floor ceil ceiling trunc sign sum avg mod div power pow sqrt exp ln greatest least");

export interface Call {
  readonly name: string;
  readonly args: readonly Settled[];
  /** Writes the call with these arguments. */
  readonly write: (args: readonly unknown[]) => unknown;
}

export function settleCall({ name, args, write }: Call, problems: Problems): Settled {
  if (CLOCKS.has(name)) return settled(write([]), "instant");
  if (name === "timezone") return settleZone({ name, args, write }, problems);
  if (OF_DAYS.has(name)) return settleOfDays({ name, args, write }, problems);
  if (SEARCHES.has(name)) return settled(write(withConfiguration(name, args, problems)), "other");
  if (MOVED.has(name)) problems(`${name}() goes by settings of the session`);
  if (name === "to_timestamp") {
    if (args.length !== 1) problems("to_timestamp() of a text goes by the time zone: write to_date(…, 'YYYY-MM-DD')");
    return settled(write(args.map(valueOf)), "instant");
  }
  if (name === "to_date") refuseLocalFormat(args[1], problems);
  if (TO_TEXT.has(name)) for (const value of args) refuseMoved(name, value, problems);
  if (RANGES.has(name)) return settled(write(rangeArguments(name, args, problems)), "other");
  if (OF_ANY.has(name)) {
    const [first] = args;
    return settled(write(args.map(valueOf)), RESULTS.get(name) ?? first?.sort ?? "unknown", {
      type: first?.type ?? null,
    });
  }
  for (const { sort } of args) if (sort === "instant") problems(`${name}() is given an instant`);
  const sort = RESULTS.get(name) ?? (SAME.has(name) ? (args[0]?.sort ?? "unknown") : "unknown");
  return settled(write(args.map(valueOf)), sort === "literal" ? "unknown" : sort);
}

function refuseMoved(name: string, { sort }: Settled, problems: Problems): void {
  if (!STEADY_TEXT.has(sort)) problems(`${name}() makes a text of ${nameOf(sort)}, which depends on settings`);
}

/** `x AT TIME ZONE z`. Abbreviations and short names go by settings; names of regions, and spans, do not. */
function settleZone({ args, write }: Call, problems: Problems): Settled {
  const [zone, value] = args;
  if (zone === undefined || value === undefined) {
    problems("AT LOCAL goes by the time zone of the session");
    return settled(write(args.map(valueOf)), "unknown");
  }
  const text = literalText(zone);
  const utc = text !== null && /^(utc|gmt|z|zulu|etc\/(utc|gmt))$/i.test(text);
  if (!utc && zone.sort !== "interval" && !(text !== null && text.includes("/"))) {
    problems("the time zone is to be UTC or a region's full name, such as 'Europe/Berlin'");
  }
  const zoneNode = utc ? castNode(textNode("0"), "interval") : zone.node;
  if (value.sort === "instant") return settled(write([zoneNode, valueOf(value)]), "timestamp");
  const local = value.sort === "literal" ? literalAs(value, "timestamp", problems) : dayAs(value, "timestamp");
  if (local.sort !== "timestamp") problems(`${nameOf(value.sort)} is moved to a time zone: cast it to timestamp`);
  return settled(write([zoneNode, local.node]), "instant");
}

function settleOfDays({ name, args, write }: Call, problems: Problems): Settled {
  if (name === "age" && args.length === 1) problems("age() of one day counts from a day of the session's: give both");
  if (name === "date_trunc" && args.length > 2) problems("date_trunc() with a zone: write AT TIME ZONE instead");
  if (/^timezone/i.test(literalText(args[0] ?? settled(null, "unknown")) ?? "")) problems("the time zone is asked for");
  if (name === "to_char") refuseLocalFormat(args[1], problems);
  const days = args.some(({ sort }) => DAYS.has(sort));
  for (const { sort } of args)
    if (sort === "unknown") problems(`${name}() is given a value whose type cannot be told: cast it`);
  const dates = name === "extract" || name === "date_part";
  const given = args.map((value, index) => {
    if (value.sort === "date" && !dates) return castNode(value.node, "timestamp");
    const first = index === 0 && (name === "date_trunc" || dates);
    return value.sort === "literal" && days && !first && name !== "to_char"
      ? literalAs(value, "timestamp", problems).node
      : utcOf(value);
  });
  const result = RESULTS.get(name);
  if (result !== undefined) return settled(write(given), result);
  const day = args.find(({ sort }) => DAYS.has(sort));
  // of a date, date_trunc makes an instant
  const instant = day !== undefined && (day.sort === "instant" || day.sort === "date");
  return settled(write(given), instant ? "instant" : (day?.sort ?? "unknown"), { utc: instant });
}

/** Patterns that write or read names of months, or numbers, as a locale has them. */
function refuseLocalFormat(format: Settled | undefined, problems: Problems): void {
  const text = format === undefined ? null : literalText(format);
  if (text === null) problems("the format is to be a constant");
  else if (/TM|TZ|OF|[LG]|(^|[09,.])D($|[09,.])/.test(text.replaceAll(/"[^"]*"/g, ""))) {
    problems(`the format '${text}' goes by the language or the time zone of the session`);
  }
}

/** A configuration of text search, by its full name. */
function withConfiguration(name: string, args: readonly Settled[], problems: Problems): readonly unknown[] {
  const [first, ...others] = args;
  const text = first === undefined ? null : literalText(first);
  const least = name === "ts_headline" || name.startsWith("json") ? 3 : 2;
  if (text === null || args.length < least) {
    if (first?.sort !== "other")
      problems(`${name}() without a configuration goes by a setting: write ${name}('english', …)`);
    return args.map(valueOf);
  }
  return [castNode(textNode(text.includes(".") ? text : `pg_catalog.${text}`), "regconfig"), ...others.map(valueOf)];
}

function rangeArguments(name: string, args: readonly Settled[], problems: Problems): readonly unknown[] {
  const sort: Sort = name.startsWith("date") ? "date" : name.startsWith("tstz") ? "instant" : "timestamp";
  return args.map((value, index) => {
    if (index > 1) return value.node;
    return valueOf(
      value.sort === "literal" ? literalAs(value, sort, problems) : DAYS.has(value.sort) ? dayAs(value, sort) : value,
    );
  });
}
