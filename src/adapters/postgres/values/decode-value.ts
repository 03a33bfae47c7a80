// A value of the text format as JSON can hold it. Nothing is rounded: what a JSON number cannot hold stays text. What comes of it means the
// same when it is sent as a parameter (encode-parameter.ts).

import type { JsonValue } from "../../../core/model/json-value.ts";
import { baseOf, isJsonType, OID, type TypesByOid } from "../catalogue/types-by-oid.ts";
import { decodeJson } from "./json-text.ts";
import { type ArrayText, parseArray } from "./parse-array.ts";

type Decode = (text: string) => JsonValue;

export function decoderFor(oid: number, types: TypesByOid): Decode {
  const type = types.get(baseOf(oid, types));
  if (type === undefined || type.element === null) return scalarDecoder(oid);
  const element = baseOf(type.element, types);
  return arrayDecoder(scalarDecoder(element), { delimiter: type.delimiter, flat: isJsonType(element) });
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
      return (text) => (Number.isFinite(Number(text)) && text !== "-0" ? Number(text) : text);
    case OID.json:
    case OID.jsonb:
      return decodeJson;
    default:
      return (text) => text;
  }
}

/** `flat`: lists inside would be taken for lists of JSON, so an array of several dimensions stays text; as one with bounds of its own does. */
function arrayDecoder(element: Decode, { delimiter, flat }: { delimiter: string; flat: boolean }): Decode {
  const decode = (value: ArrayText): JsonValue =>
    value.map((item) => (item === null ? null : typeof item === "string" ? element(item) : decode(item)));
  return (text) => {
    const parsed = parseArray(text, delimiter);
    return parsed === null || (flat && parsed.some((item) => typeof item === "object" && item !== null))
      ? text
      : decode(parsed);
  };
}
