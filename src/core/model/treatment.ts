// What a role gets of a column: clear, a mask, or nothing at all.

export type Treatment =
  | { readonly kind: "clear" }
  /** A constant: `[redacted]` for text, NULL for types that cannot hold it. */
  | { readonly kind: "redact" }
  | { readonly kind: "null" }
  /** Keeps `count` characters of one end (or, for `domain`, what follows the last @); the rest become `*`. */
  | { readonly kind: "partial"; readonly keep: "first" | "last" | "domain"; readonly count: number }
  /** The first day of the year, in the column's own type. */
  | { readonly kind: "year" }
  /** Numbers rounded down to a multiple of `size`. */
  | { readonly kind: "bucket"; readonly size: number }
  /** A keyed pseudonym (HMAC-SHA256 under the caller's key): equal for equal values of one class. */
  | { readonly kind: "token" }
  /** The column does not exist. */
  | { readonly kind: "hide" };

export type TreatmentKind = Treatment["kind"];

/** How much each treatment withholds; where two apply, the greater wins. */
const STRICTNESS: Readonly<Record<TreatmentKind, number>> = {
  clear: 0,
  bucket: 1,
  year: 2,
  partial: 3,
  token: 4,
  redact: 5,
  null: 6,
  hide: 7,
};

/** The stricter of two treatments. */
export function stricter(a: Treatment, b: Treatment): Treatment {
  return STRICTNESS[b.kind] > STRICTNESS[a.kind] ? b : a;
}
