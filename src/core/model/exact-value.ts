// Values that JSON has no notation for, as an object of one member that says the notation: bytes, and integers beyond 2^53-1 where a string
// would be another value. For engines whose parameters have no types of their own; they go in as they come out.

import type { JsonValue } from "./json-value.ts";

export const BYTES = "$base64";
export const INTEGER = "$integer";

/** The text under the one member of that name; null of anything else. */
export function exactText(value: JsonValue, member: typeof BYTES | typeof INTEGER): string | null {
  if (value === null || typeof value !== "object" || isList(value)) return null;
  const text = value[member];
  return typeof text === "string" && Object.keys(value).length === 1 ? text : null;
}

/** RFC 4648, section 4, padded. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
