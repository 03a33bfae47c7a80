// Reads a text that has to be canonical JSON as entries are (canonical-json.ts). What is not has no value: it is not what was appended.

import { type Canonical, canonicalJson } from "./canonical-json.ts";

/** Undefined when the text is not canonical. */
export function parseCanonical(text: string): Canonical | undefined {
  let value: Canonical | undefined;
  try {
    value = readCanonical(JSON.parse(text));
  } catch {
    return undefined;
  }
  if (value === undefined) return undefined;
  // The first is five times as fast, and differs where names look like numbers: those are put first when JSON is read.
  return JSON.stringify(value) === text && isOrdered(value) ? value : canonicalJson(value) === text ? value : undefined;
}

/** Undefined when there is anything in it that an entry cannot hold. */
function readCanonical(value: unknown): Canonical | undefined {
  return isCanonical(value) ? value : undefined;
}

function isCanonical(value: unknown): value is Canonical {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0);
  if (typeof value !== "object" || value === null) return false;
  for (const [name, member] of Object.entries(value)) if (!name.isWellFormed() || !isCanonical(member)) return false;
  return true;
}

function isOrdered(value: Canonical | undefined): boolean {
  if (typeof value !== "object" || value === null) return true;
  const list = Array.isArray(value);
  let previous: string | null = null;
  for (const [name, member] of Object.entries(value)) {
    if (!list && previous !== null && name <= previous) return false;
    if (!isOrdered(member)) return false;
    previous = name;
  }
  return true;
}
