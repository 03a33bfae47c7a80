// Settings that a session may come to have: from its database, its role, its URL, or by SET.

import fc from "fast-check";

export type Settings = readonly (readonly [name: string, value: string])[];

/** Parameters that users may set and that move what values mean, how they are read or written, or what names mean. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  // `UTC5` makes of UTC another zone; the last one makes of a full name an abbreviation
  TimeZone: [
    "UTC",
    "Asia/Tokyo",
    "America/New_York",
    "Pacific/Kiritimati",
    "Asia/Kolkata",
    "UTC5",
    "<EUROPE/BERLIN>11",
  ],
  DateStyle: ["ISO, YMD", "ISO, MDY", "SQL, DMY", "German", "Postgres, MDY"],
  IntervalStyle: ["postgres", "postgres_verbose", "sql_standard", "iso_8601"],
  timezone_abbreviations: ["Default", "Australia", "India"],
  extra_float_digits: ["1", "0", "-15", "3"],
  bytea_output: ["hex", "escape"],
  lc_monetary: ["C", "C.UTF-8"],
  lc_numeric: ["C", "C.UTF-8"],
  lc_time: ["C", "C.UTF-8"],
  lc_messages: ["C"],
  standard_conforming_strings: ["on", "off"],
  escape_string_warning: ["on", "off"],
  backslash_quote: ["on", "off", "safe_encoding"],
  array_nulls: ["on", "off"],
  transform_null_equals: ["on", "off"],
  xmloption: ["content", "document"],
  xmlbinary: ["base64", "hex"],
  quote_all_identifiers: ["on", "off"],
  default_text_search_config: ["pg_catalog.simple", "pg_catalog.english", "pg_catalog.german"],
  search_path: ["pg_catalog", "public", "impostor, public, pg_catalog", "pg_catalog, impostor", ""],
  gin_fuzzy_search_limit: ["0", "1"],
  enable_seqscan: ["on", "off"],
  enable_hashjoin: ["on", "off"],
  jit: ["on", "off"],
  plan_cache_mode: ["auto", "force_generic_plan", "force_custom_plan"],
};

export const sessionSettings: fc.Arbitrary<Settings> = fc
  .subarray(Object.entries(VALUES))
  .chain((chosen) =>
    fc.tuple(...chosen.map(([name, values]) => fc.constantFrom(...values).map((value) => [name, value] as const))),
  );
