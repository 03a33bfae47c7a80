// Values of json and jsonb, read and sent so that what was read means the same when it is sent. A text that could be meant as JSON is JSON,
// in both directions; any other text is the JSON string of these characters.

import type { JsonValue } from "../../../core/model/json-value.ts";

const MEANT_AS_JSON = /^\s*(?:[[{"]|(?:true|false|null)\s*$|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$)/;

export function isMeantAsJson(text: string): boolean {
  return MEANT_AS_JSON.test(text);
}

/** A string of the caller's for a parameter of type json. */
export function jsonOfString(text: string): string {
  return isMeantAsJson(text) ? text : JSON.stringify(text);
}

/**
 * JSON with numbers of more than 15 digits or of a large exponent, which JavaScript would round, stays text, and so do JSON's own null, which
 * is no NULL, and strings that would be taken for something else.
 */
export function decodeJson(text: string): JsonValue {
  try {
    const outside = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""');
    if (/\d(?:\.?\d){15}/.test(outside) || /[eE][+-]?\d{3}/.test(outside)) return text;
    const value: unknown = JSON.parse(text);
    if (value === null || (typeof value === "string" && isMeantAsJson(value))) return text;
    return isJson(value) ? value : text;
  } catch {
    return text;
  }
}

/** JSON.parse makes nothing else. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}
