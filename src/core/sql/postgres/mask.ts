// The SQL expression of each treatment over a column of each family of types.
// INVARIANT: no expression raises for any stored value, and none holds a key: the key's pads are parameters.

import type { ColumnType, TypeFamily } from "../../model/catalogue.ts";
import type { GovernedColumn } from "../../model/governed-relation.ts";
import type { Treatment, TreatmentKind } from "../../model/treatment.ts";
import { quoteName, quoteText } from "./quote.ts";
import type { Slots } from "./slots.ts";

interface Masked {
  /** The raw column, quoted. */
  readonly raw: string;
  readonly type: ColumnType;
  readonly class: string;
  readonly slots: Slots;
}

/** The column as this treatment shows it; null when it does not exist. */
export function maskExpression({ column, class: dataClass, treatment }: GovernedColumn, slots: Slots): string | null {
  const masked: Masked = { raw: quoteName(column.name), type: column.type, class: dataClass ?? "value", slots };
  return MASKS[treatment.kind](masked, treatment);
}

const MASKS: Readonly<Record<TreatmentKind, (masked: Masked, treatment: Treatment) => string | null>> = {
  clear: ({ raw }) => raw,
  hide: () => null,
  null: ({ type }) => nothing(type),
  redact: ({ type }) => (type.family === "text" ? "'[redacted]'::text" : nothing(type)),
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
  return type.family === "text" ? "NULL::text" : `NULL::${type.sql}`;
}

function partial(raw: string, { keep, count }: { keep: "first" | "last" | "domain"; count: number }): string {
  const text = `${raw}::text`;
  const length = `char_length(${text})`;
  const stars = `repeat('*', ${length})`;
  if (keep === "domain") {
    const kept = `strpos(reverse(${text}), '@') - 1`;
    return `CASE WHEN strpos(${text}, '@') = 0 THEN ${stars} ELSE repeat('*', ${length} - (${kept})) || right(${text}, ${kept}) END`;
  }
  const shown = Number.isSafeInteger(count) && count > 0 ? Math.min(count, 1_000_000) : 0;
  if (shown === 0) return stars;
  const hidden = `repeat('*', ${length} - ${shown})`;
  const open = keep === "first" ? `left(${text}, ${shown}) || ${hidden}` : `${hidden} || right(${text}, ${shown})`;
  return `CASE WHEN ${length} <= ${shown} THEN ${stars} ELSE ${open} END`;
}

/** The calendar begins in November 4714 BC: what lies in its first years has no first of January to go to. */
function year(raw: string, type: ColumnType): string {
  if (type.family === "date") {
    const first = `make_date(extract(year FROM ${raw})::int, 1, 1)`;
    return `CASE WHEN NOT isfinite(${raw}) THEN ${raw}::date WHEN ${raw} < '4713-01-01 BC'::date THEN NULL ELSE ${first} END`;
  }
  if (type.family !== "timestamp") return nothing(type);
  return `CASE WHEN NOT isfinite(${raw}) OR ${raw} >= '4712-01-01 BC'::timestamp THEN date_trunc('year', ${raw}) END`;
}

const INTEGER_LEAST: Readonly<Record<string, string>> = {
  smallint: "-32768",
  int2: "-32768",
  integer: "-2147483648",
  int4: "-2147483648",
};

function bucket(raw: string, { type, size }: { type: ColumnType; size: number }): string {
  if (!(size >= 1e-9 && size <= 1e15)) return nothing(type);
  const multiple = (value: string, step: string) => `floor(${value} / ${step}) * ${step}`;
  const bounded = (limit: string, value: string) => `CASE WHEN ${raw} BETWEEN -${limit} AND ${limit} THEN ${value} END`;
  const exact = `'${size}'::numeric`;
  if (type.family === "integer") {
    const least = INTEGER_LEAST[type.sql] ?? "-9223372036854775808";
    const floored = `greatest(trunc(${multiple(`${raw}::numeric`, exact)}), ${least}::numeric)::${type.sql}`;
    return `CASE WHEN ${raw} IS NOT NULL THEN ${floored} END`; // greatest() passes over NULL
  }
  if (type.family === "numeric") return bounded("1e300::numeric", multiple(raw, exact));
  if (type.family !== "float") return nothing(type);
  // by way of numeric, because division of the smallest floats raises an underflow
  return bounded("1e37::float8", `(${multiple(`${raw}::numeric`, exact)})::${type.sql}`);
}

type TokenForm = (hash: string, masked: Masked) => string;

const asText: TokenForm = (hash, masked) => `${quoteText(`${masked.class}_`)} || encode(substr(${hash}, 1, 8), 'hex')`;
const asInteger: TokenForm = (hash) => `('x' || left(encode(${hash}, 'hex'), 13))::bit(52)::bigint`;

const TOKENS: Readonly<Record<TypeFamily, TokenForm | null>> = {
  text: asText,
  enum: asText,
  integer: asInteger,
  numeric: (hash, masked) => `(${asInteger(hash, masked)})::numeric`,
  uuid: (hash) => `encode(substr(${hash}, 1, 16), 'hex')::uuid`,
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

/** HMAC-SHA256 (RFC 2104) over class, a colon and the value's text, from two nested built-in hashes. */
function token(masked: Masked): string {
  const form = TOKENS[masked.type.family];
  if (form === null) return nothing(masked.type);
  const inner = masked.slots.placeholder({ kind: "inner-pad" });
  const outer = masked.slots.placeholder({ kind: "outer-pad" });
  const message = `convert_to(${quoteText(`${masked.class}:`)} || ${masked.raw}::text, 'UTF8')`;
  return form(`sha256(${outer}::bytea || sha256(${inner}::bytea || ${message}))`, masked);
}
