// A plan's parameter slots filled for the wire: text, NULL, or bytes for keys.

import type { JsonValue } from "../../core/model/json-value.ts";
import type { ParameterSlot } from "../../core/sql/executable-plan.ts";
import type { Binding } from "../../gate/ports/database.ts";

export type WireValue = string | null | Buffer;

export function fillSlots(slots: readonly ParameterSlot[], binding: Binding): WireValue[] {
  return slots.map((slot) => fillSlot(slot, binding));
}

function fillSlot(slot: ParameterSlot, binding: Binding): WireValue {
  if (slot.kind === "caller") return encodeParameter(binding.parameters[slot.index] ?? null);
  if (slot.kind === "constant") return binding.constants[slot.index] ?? null;
  if (slot.kind === "inner-pad") return Buffer.from(binding.innerPad);
  if (slot.kind === "outer-pad") return Buffer.from(binding.outerPad);
  return attributeOf(binding, slot.name);
}

/** Own names alone: an attribute called `constructor` is nobody's. An empty one is none. */
function attributeOf({ attributes }: Binding, name: string): string | null {
  const value = Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;
  return value === null || value.trim() === "" ? null : value;
}

/** Lists are sent as PostgreSQL arrays, for `= ANY($1)`; mappings as JSON text. */
export function encodeParameter(value: JsonValue): WireValue {
  if (value === null) return null;
  if (typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  return isList(value) ? encodeArray(value) : JSON.stringify(value);
}

function encodeArray(values: readonly JsonValue[]): string {
  const elements = values.map((value) => {
    if (value === null) return "NULL";
    if (typeof value === "object" && isList(value)) return encodeArray(value);
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`;
  });
  return `{${elements.join(",")}}`;
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
