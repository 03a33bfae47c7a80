// A value of the text format as JSON can hold it. Nothing is rounded: what a JSON number cannot hold stays text.

import type { JsonValue } from "../../core/model/json-value.ts";
import { type ArrayText, parseArray } from "./parse-array.ts";

/** OIDs of pg_type (PostgreSQL's pg_type.dat); they never change. */
const OID = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  json: 114,
  float4: 700,
  float8: 701,
  oid: 26,
  jsonb: 3802,
} as const;

/** Element types of the array types whose elements are decoded; other arrays stay text. */
const ELEMENT_OF: Readonly<Record<number, number>> = {
  1000: OID.bool,
  1005: OID.int2,
  1007: OID.int4,
  1016: OID.int8,
  1021: OID.float4,
  1022: OID.float8,
  1009: 25,
  1014: 1042,
  1015: 1043,
  1231: 1700,
  1182: 1082,
  1115: 1114,
  1185: 1184,
  2951: 2950,
};

type Decode = (text: string) => JsonValue;

export function decoderFor(oid: number): Decode {
  const element = ELEMENT_OF[oid];
  if (element !== undefined) return arrayDecoder(scalarDecoder(element));
  return scalarDecoder(oid);
}

function scalarDecoder(oid: number): Decode {
  switch (oid) {
    case OID.bool:
      return (text) => text === "t";
    case OID.int2:
    case OID.int4:
    case OID.oid:
      return Number;
    case OID.int8:
      return (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
    case OID.float4:
    case OID.float8:
      return (text) => (Number.isFinite(Number(text)) ? Number(text) : text);
    case OID.bytea:
      return (text) => Buffer.from(text.slice(2), "hex").toString("base64");
    case OID.json:
    case OID.jsonb:
      return decodeJson;
    default:
      return (text) => text;
  }
}

/** JSON with numbers of more than 15 digits or of a large exponent, which JavaScript would round, stays text. */
function decodeJson(text: string): JsonValue {
  try {
    const outside = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""');
    if (/\d(?:\.?\d){15}/.test(outside) || /[eE][+-]?\d{3}/.test(outside)) return text;
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : text;
  } catch {
    return text;
  }
}

/** JSON.parse makes nothing else. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

function arrayDecoder(element: Decode): Decode {
  const decode = (value: ArrayText): JsonValue =>
    value.map((item) => (item === null ? null : typeof item === "string" ? element(item) : decode(item)));
  return (text) => {
    const parsed = parseArray(text);
    return parsed === null ? text : decode(parsed);
  };
}
