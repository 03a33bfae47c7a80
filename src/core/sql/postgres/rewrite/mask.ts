// The SQL expression of each treatment over a column of each family of types.
// INVARIANT: no expression raises for any stored value, none holds a key (the key's pads are parameters), and none computes another
// value under other settings of the session: what is called is written with its schema, instants are cut in UTC (utc.ts).

import type { ColumnType, TypeFamily } from "../../../model/catalogue.ts";
import type { GovernedColumn } from "../../../model/governed-relation.ts";
import type { Treatment, TreatmentKind } from "../../../model/treatment.ts";
import { call, cast, operate } from "./built-in.ts";
import type { PlanParameters } from "./plan-parameters.ts";
import { quoteName, quoteText } from "./quote.ts";
import { atUtc, isZoned } from "./utc.ts";

interface Masked {
  /** The raw column, quoted. */
  readonly raw: string;
  readonly type: ColumnType;
  readonly class: string;
  readonly planParameters: PlanParameters;
}

/** The column as this treatment shows it; null when it does not exist. */
export function maskExpression(
  { column, class: dataClass, treatment }: GovernedColumn,
  planParameters: PlanParameters,
): string | null {
  const masked: Masked = {
    raw: quoteName(column.name),
    type: column.type,
    class: dataClass ?? "value",
    planParameters,
  };
  return MASKS[treatment.kind](masked, treatment);
}

const MASKS: Readonly<Record<TreatmentKind, (masked: Masked, treatment: Treatment) => string | null>> = {
  clear: ({ raw }) => raw,
  hide: () => null,
  null: ({ type }) => nothing(type),
  redact: ({ type }) => (type.family === "text" ? cast("'[redacted]'", "text") : nothing(type)),
  partial: (masked, treatment) =>
    treatment.kind === "partial" && masked.type.family === "text"
      ? partial(masked.raw, treatment)
      : nothing(masked.type),
  year: ({ raw, type }) => year(raw, type),
  bucket: ({ raw, type }, treatment) =>
    treatment.kind === "bucket" ? bucket(raw, { type, size: treatment.size }) : nothing(type),
  token,
};

/** NULL of the type, with character types as text. */
export function nothing(type: ColumnType): string {
  return cast("NULL", type.family === "text" ? "text" : type.sql);
}

function partial(raw: string, { keep, count }: { keep: "first" | "last" | "domain"; count: number }): string {
  const text = cast(raw, "text");
  const length = call("char_length", text);
  const stars = (number: string) => call("repeat", "'*'", number);
  if (keep === "domain") {
    const kept = operate(call("strpos", call("reverse", text), "'@'"), "-", "1");
    const domain = operate(stars(operate(length, "-", kept)), "||", call('"right"', text, kept));
    return `CASE WHEN ${operate(call("strpos", text, "'@'"), "=", "0")} THEN ${stars(length)} ELSE ${domain} END`;
  }
  const shown = Number.isSafeInteger(count) && count > 0 ? Math.min(count, 1_000_000) : 0;
  if (shown === 0) return stars(length);
  const hidden = stars(operate(length, "-", String(shown)));
  const open =
    keep === "first"
      ? operate(call('"left"', text, String(shown)), "||", hidden)
      : operate(hidden, "||", call('"right"', text, String(shown)));
  return `CASE WHEN ${operate(length, "<=", String(shown))} THEN ${stars(length)} ELSE ${open} END`;
}

/** The calendar begins in November 4714 BC: what lies in its first years has no first of January to go to. */
function year(raw: string, type: ColumnType): string {
  const finite = call("isfinite", raw);
  if (type.family === "date") {
    const first = call("make_date", `extract(year FROM ${raw})::int`, "1", "1");
    const early = operate(raw, "<", cast("'4713-01-01 BC'", "date"));
    return `CASE WHEN NOT ${finite} THEN ${cast(raw, "date")} WHEN ${early} THEN NULL ELSE ${first} END`;
  }
  if (type.family !== "timestamp") return nothing(type);
  const zoned = isZoned(type);
  const late = operate(raw, ">=", zoned ? "'4712-01-01 00:00:00+00 BC'::timestamptz" : "'4712-01-01 BC'::timestamp");
  const truncated = call("date_trunc", "'year'", zoned ? atUtc(raw) : raw);
  return `CASE WHEN NOT ${finite} OR ${late} THEN ${zoned ? atUtc(truncated) : truncated} END`;
}

const INTEGER_LEAST: Readonly<Record<string, string>> = {
  smallint: "-32768",
  int2: "-32768",
  integer: "-2147483648",
  int4: "-2147483648",
};

function bucket(raw: string, { type, size }: { type: ColumnType; size: number }): string {
  if (!(size >= 1e-9 && size <= 1e15)) return nothing(type);
  const step = `'${size}'::numeric`;
  const multiple = (value: string) => operate(call("floor", operate(value, "/", step)), "*", step);
  const within = (limit: string) => `${operate(raw, ">=", `-${limit}`)} AND ${operate(raw, "<=", limit)}`;
  const exact = `${raw}::numeric`;
  if (type.family === "integer") {
    const least = INTEGER_LEAST[type.sql] ?? "-9223372036854775808";
    const floored = `greatest(${call("trunc", multiple(exact))}, ${least}::numeric)::${type.sql}`;
    return `CASE WHEN ${raw} IS NOT NULL THEN ${floored} END`; // greatest() passes over NULL
  }
  if (type.family === "numeric") return `CASE WHEN ${within("1e300::numeric")} THEN ${multiple(raw)} END`;
  if (type.family !== "float") return nothing(type);
  // by way of numeric, because division of the smallest floats raises an underflow
  return `CASE WHEN ${within("1e37::double precision")} THEN ${cast(multiple(exact), type.sql)} END`;
}

type TokenForm = (hash: string, masked: Masked) => string;

const hex = (hash: string) => call("encode", hash, "'hex'");

const asText: TokenForm = (hash, masked) =>
  operate(cast(quoteText(`${masked.class}_`), "text"), "||", hex(call("substr", hash, "1", "8")));
const asInteger: TokenForm = (hash) =>
  `${operate(cast("'x'", "text"), "||", call('"left"', hex(hash), "13"))}::bit(52)::bigint`;

const TOKENS: Readonly<Record<TypeFamily, TokenForm | null>> = {
  text: asText,
  enum: asText,
  integer: asInteger,
  numeric: (hash, masked) => `(${asInteger(hash, masked)})::numeric`,
  uuid: (hash) => cast(hex(call("substr", hash, "1", "16")), "uuid"),
  // texts of these would depend on settings: a token of one would be another under other settings
  float: null,
  boolean: null,
  date: null,
  timestamp: null,
  time: null,
  interval: null,
  json: null,
  bytes: null,
  network: null,
  array: null,
  other: null,
};

/** As text, one for all that are equal: citext knows no case. */
function valueText({ raw, type }: Masked): string {
  const text = cast(raw, "text");
  return type.foreign?.endsWith(".citext") === true ? call("lower", text) : text;
}

/**
 * HMAC-SHA256 (RFC 2104) over class, a colon and the value's text in UTF-8, from two nested built-in hashes. The text's bytes are those that
 * it would be sent with, which costs a fifth of convert_to; that they are UTF-8 is pinned (session-settings.ts).
 */
function token(masked: Masked): string {
  const form = TOKENS[masked.type.family];
  if (form === null) return nothing(masked.type);
  const inner = cast(masked.planParameters.placeholder({ kind: "inner-pad" }), "bytea");
  const outer = cast(masked.planParameters.placeholder({ kind: "outer-pad" }), "bytea");
  const text = operate(cast(quoteText(`${masked.class}:`), "text"), "||", valueText(masked));
  const hash = call("sha256", operate(inner, "||", call("textsend", text)));
  return form(call("sha256", operate(outer, "||", hash)), masked);
}
