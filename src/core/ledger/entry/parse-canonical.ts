// Reads a text that has to be canonical JSON as entries are (canonical-json.ts). What is not has no value: it is not what was appended.

import { type Canonical, canonicalJson } from "./canonical-json.ts";

/** Undefined when the text is not canonical. */
export function parseCanonical(text: string): Canonical | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isCanonical(value)) return undefined;
    // The first is five times as fast, and differs where names look like numbers: those are put first when JSON is read.
    if (isOrdered(value) && isWellFormed(text) && JSON.stringify(value) === text) return value;
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Every string in it is Unicode: an escape of half a surrogate pair is the only other way in, and canonical text has no such escape. */
function isWellFormed(text: string): boolean {
  return text.isWellFormed() && !text.includes("\\ud");
}

/** False when there is anything in it that an entry cannot hold; strings are looked at elsewhere. */
function isCanonical(value: unknown): value is Canonical {
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0);
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ? value.every(isCanonical) : Object.values(value).every(isCanonical);
}

function isOrdered(value: Canonical | undefined): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isOrdered);
  let previous: string | null = null;
  for (const name of Object.keys(value)) {
    if (previous !== null && name <= previous) return false;
    previous = name;
  }
  return Object.values(value).every(isOrdered);
}
