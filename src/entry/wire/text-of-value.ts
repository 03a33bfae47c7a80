// A value of an answer as PostgreSQL writes it in the text format: of what RETURNING gives, which comes as values.

import { quoteElement } from "../../adapters/postgres/values/encode-parameter.ts";
import { isMeantAsJson } from "../../adapters/postgres/values/json-text.ts";
import type { JsonValue } from "../../core/model/json-value.ts";

const BOOL = 16;
const JSON_TYPES: ReadonlySet<number> = new Set([114, 3802]);

/** `oid` is of pg_type. */
export function textOfValue(value: JsonValue, oid: number): string | null {
  if (value === null) return null;
  if (JSON_TYPES.has(oid)) return typeof value === "string" && isMeantAsJson(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return arrayText(value);
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value === "boolean") return oid === BOOL ? (value ? "t" : "f") : String(value);
  return String(value);
}

function arrayText(values: readonly JsonValue[]): string {
  const texts = values.map((value) => {
    if (value === null) return "NULL";
    if (Array.isArray(value)) return arrayText(value);
    const text =
      typeof value === "object"
        ? JSON.stringify(value)
        : typeof value === "boolean"
          ? value
            ? "t"
            : "f"
          : String(value);
    return quoteElement(text);
  });
  return `{${texts.join(",")}}`;
}
