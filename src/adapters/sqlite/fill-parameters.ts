// What is bound to the parameters of a text.

import { BYTES, exactText, INTEGER, isBase64 } from "../../core/model/exact-value.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import { UnfitValue } from "../../core/model/unfit-value.ts";
import type { PlanParameter } from "../../core/sql/plans/executable-plan.ts";
import type { Binding, Execution } from "../../gate/ports/execution.ts";

export type BoundValue = string | number | bigint | Uint8Array | null;

/** Throws an UnfitValue. */
export function fillParameters(parameters: readonly PlanParameter[], binding: Binding): BoundValue[] {
  return parameters.map((parameter) => {
    switch (parameter.kind) {
      case "caller":
        return encode(binding.parameters[parameter.index] ?? null, parameter.index);
      case "constant":
        return constantOf(binding.constants[parameter.index] ?? null, parameter.integer ?? false);
      case "attribute":
        return attributeOf(binding, parameter);
      case "ids":
        return parameter.text;
      case "inner-pad":
      case "outer-pad":
        return null; // travels beside the parameters
    }
  });
}

/** Own names alone: an attribute called `constructor` is nobody's. A number that would be rounded stays a text, which a column's type converts. */
function attributeOf(
  { attributes }: Binding,
  { name, number }: Extract<PlanParameter, { kind: "attribute" }>,
): string | number | null {
  const value = Object.hasOwn(attributes, name) ? (attributes[name] ?? "").trim() : "";
  if (value === "") return null;
  if (number !== true) return attributes[name] ?? null;
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(value)) return null;
  return Number.isInteger(Number(value)) && !Number.isSafeInteger(Number(value)) ? value : Number(value);
}

type Refused = Extract<Execution, { kind: "database-error" }>;

export function fillOrRefuse(parameters: readonly PlanParameter[], binding: Binding): BoundValue[] | Refused {
  try {
    return fillParameters(parameters, binding);
  } catch (error) {
    if (error instanceof UnfitValue) return unfit(error);
    throw error;
  }
}

/** Of a value that was not bound: with the code that the engine has for a value that is none of its type. */
export function unfit({ parameter }: UnfitValue): Refused {
  return { kind: "database-error", sqlstate: "SQLITE_MISMATCH", message: null, unfit: parameter };
}

/** Lists and mappings are JSON, which is text here; but for those that say another notation. */
function encode(value: JsonValue, index: number): BoundValue {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const unfit = (type: string): never => {
    throw new UnfitValue({ parameter: index + 1, given: "object", type });
  };
  const bytes = exactText(value, BYTES);
  if (bytes !== null) return isBase64(bytes) ? Buffer.from(bytes, "base64") : unfit("blob");
  const digits = exactText(value, INTEGER);
  if (digits !== null) return integerOf(digits) ?? unfit("integer");
  return JSON.stringify(value);
}

/** Of 64 bits, as the engine has them; null of anything else. */
function integerOf(digits: string): bigint | null {
  if (!/^-?\d{1,19}$/.test(digits)) return null;
  const integer = BigInt(digits);
  return BigInt.asIntN(64, integer) === integer ? integer : null;
}

/** With the storage class that it has in the text. */
function constantOf(source: string | null, integer: boolean): string | number | null {
  return source !== null && integer ? Number(source) : source;
}
