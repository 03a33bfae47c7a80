// What is bound to the parameters of a text.

import type { JsonValue } from "../../core/model/json-value.ts";
import type { ParameterSlot } from "../../core/sql/executable-plan.ts";
import type { Binding } from "../../gate/ports/database.ts";

export function fillSlots(slots: readonly ParameterSlot[], binding: Binding): (string | number | null)[] {
  return slots.map((slot) => {
    switch (slot.kind) {
      case "caller":
        return encode(binding.parameters[slot.index] ?? null);
      case "constant":
        return constantOf(binding.constants[slot.index] ?? null, slot.integer ?? false);
      case "attribute":
        return attributeOf(binding, slot);
      case "inner-pad":
      case "outer-pad":
        return null; // travels beside the parameters
    }
  });
}

/** Own names alone: an attribute called `constructor` is nobody's. A number that would be rounded stays a text, which a column's type converts. */
function attributeOf(
  { attributes }: Binding,
  { name, number }: Extract<ParameterSlot, { kind: "attribute" }>,
): string | number | null {
  const value = Object.hasOwn(attributes, name) ? (attributes[name] ?? "").trim() : "";
  if (value === "") return null;
  if (number !== true) return attributes[name] ?? null;
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(value)) return null;
  return Number.isInteger(Number(value)) && !Number.isSafeInteger(Number(value)) ? value : Number(value);
}

function encode(value: JsonValue): string | number | null {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return JSON.stringify(value);
}

/** With the storage class that it has in the text. */
function constantOf(source: string | null, integer: boolean): string | number | null {
  return source !== null && integer ? Number(source) : source;
}
