// A plan's parameters, filled for the wire: text, NULL, or bytes for keys. What the caller gives is written as its parameter's type reads
// it; strings are that already, but for json.

import { BYTES, exactText, isBase64 } from "../../../core/model/exact-value.ts";
import type { JsonValue } from "../../../core/model/json-value.ts";
import { UnfitValue } from "../../../core/model/unfit-value.ts";
import type { PlanParameter } from "../../../core/sql/plans/executable-plan.ts";
import type { Binding } from "../../../gate/ports/execution.ts";
import { baseOf, isJsonType, labelOf, OID, type TypesByOid } from "../catalogue/types-by-oid.ts";
import type { WireValue } from "../protocol/frontend-messages.ts";
import { isMeantAsJson, jsonOfString } from "./json-text.ts";

export interface ParameterTypes {
  /** By place among the parameters, as Describe has them; null where nobody asked. */
  readonly oids: readonly number[] | null;
  readonly types: TypesByOid;
}

/** Whether the text of a value depends on the type of its parameter. `mayBeJson`: whether a parameter may be of that type. */
export function dependsOnTypes(
  parameters: readonly PlanParameter[],
  { parameters: given }: Binding,
  mayBeJson: () => boolean,
): boolean {
  const values = parameters.map((parameter) => (parameter.kind === "caller" ? (given[parameter.index] ?? null) : null));
  if (values.some((value) => value !== null && typeof value === "object")) return true;
  return values.some((value) => typeof value === "string" && !isMeantAsJson(value)) && mayBeJson();
}

/** Throws an UnfitValue. */
export function fillParameters(
  parameters: readonly PlanParameter[],
  binding: Binding,
  { oids, types }: ParameterTypes,
): WireValue[] {
  return parameters.map((parameter, place) => {
    if (parameter.kind !== "caller") return fillParameter(parameter, binding);
    const value = binding.parameters[parameter.index] ?? null;
    const oid = oids?.[place] ?? 0;
    const encoded = oid === 0 ? encodeUntyped(value) : encodeAs(value, oid, types);
    if (encoded !== undefined) return encoded;
    const given = isList(value) ? "list" : "object";
    throw new UnfitValue({ parameter: parameter.index + 1, given, type: labelOf(oid, types) });
  });
}

function fillParameter(parameter: Exclude<PlanParameter, { kind: "caller" }>, binding: Binding): WireValue {
  if (parameter.kind === "constant") return binding.constants[parameter.index] ?? null;
  if (parameter.kind === "ids") return parameter.text;
  if (parameter.kind === "inner-pad") return Buffer.from(binding.innerPad);
  if (parameter.kind === "outer-pad") return Buffer.from(binding.outerPad);
  return attributeOf(binding, parameter.name);
}

/** Own names alone: an attribute called `constructor` is nobody's. An empty one is none. */
function attributeOf({ attributes }: Binding, name: string): string | null {
  const value = Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;
  return value === null || value.trim() === "" ? null : value;
}

/** Where no type is known the server refuses the statement, or the type makes no difference. */
function encodeUntyped(value: JsonValue): string | null {
  return value !== null && typeof value === "object" ? JSON.stringify(value) : textOf(value);
}

/** Undefined where the type has no text for such a value. */
export function encodeAs(value: JsonValue, oid: number, types: TypesByOid): string | null | undefined {
  const own = baseOf(oid, types);
  if (value === null) return null;
  if (isJsonType(own)) return typeof value === "string" ? jsonOfString(value) : JSON.stringify(value);
  if (typeof value !== "object") return textOf(value);
  if (!isList(value)) return own === OID.bytea ? bytesOf(value) : undefined;
  const { element, delimiter } = types.get(own) ?? { element: null, delimiter: "," };
  return element === null ? undefined : encodeArray(value, { element, delimiter, types });
}

function encodeArray(
  values: readonly JsonValue[],
  array: { element: number; delimiter: string; types: TypesByOid },
): string | undefined {
  const { element, delimiter, types } = array;
  const json = isJsonType(baseOf(element, types));
  const texts: string[] = [];
  for (const value of values) {
    // a list in a list is a dimension, but of JSON it is an element
    const nested = value !== null && isList(value) && !json;
    const text = nested ? encodeArray(value, array) : encodeAs(value, element, types);
    if (text === undefined) return undefined;
    texts.push(nested || text === null ? (text ?? "NULL") : quoteElement(text));
  }
  return `{${texts.join(delimiter)}}`;
}

export function quoteElement(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}

/** For a text[] of our own. */
export function encodeTexts(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? "NULL" : quoteElement(value))).join(",")}}`;
}

function textOf(value: string | number | boolean | null): string | null {
  return value === null ? null : String(value);
}

/** Bytes as answers of SQLite have them are taken here, too. */
function bytesOf(value: JsonValue): string | undefined {
  const encoded = exactText(value, BYTES);
  return encoded === null || !isBase64(encoded) ? undefined : `\\x${Buffer.from(encoded, "base64").toString("hex")}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
