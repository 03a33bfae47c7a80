// Arguments as clients really send them, made what was meant where only one thing can be: null for an argument that may be left out, a number
// or a list as text. What does not fit is left as it is, for the schema to refuse.

import { z } from "zod";
import { holdsInexactNumber } from "../messages/inexact-number.ts";

const propertySchema = z.looseObject({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

type Property = z.infer<typeof propertySchema>;

export class InputRelaxer {
  readonly #properties: ReadonlyMap<string, Property>;

  /** `schema`: the JSON Schema of the input, of type object. */
  constructor(schema: unknown) {
    const { properties } = propertySchema.parse(schema);
    this.#properties = new Map(
      Object.entries(properties ?? {}).flatMap(([name, value]) => {
        const property = propertySchema.safeParse(value);
        return property.success ? [[name, property.data] as const] : [];
      }),
    );
  }

  relax(input: unknown): unknown {
    if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
    return Object.fromEntries(
      Object.entries(input).flatMap(([name, value]) => {
        const property = this.#properties.get(name);
        if (property === undefined) return [[name, value]];
        if (value === null) return [];
        return [[name, relaxValue(value, property)]];
      }),
    );
  }
}

function relaxValue(value: unknown, property: Property): unknown {
  if (property.type === "object") return new InputRelaxer(property).relax(value);
  if (typeof value !== "string") return value;
  if (property.type === "integer") return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return property.type === "array" ? (listIn(value) ?? value) : value;
}

/** A list that came as its JSON; null for any other text. */
function listIn(text: string): readonly unknown[] | null {
  if (!text.startsWith("[") || holdsInexactNumber(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
