// What a tool answers, in outline, as JSON Schema: every conversation begins with the list of tools, and an answer says itself what is in it.
// Names, types and words of what an answer has; of what every answer lists, the names and types of its parts. Nothing that an answer holds is
// ruled out by it, and nothing is required that the whole schema does not require.

import { z } from "zod";

const part = z.looseObject({
  type: z.json().optional(),
  enum: z.json().optional(),
  const: z.json().optional(),
  description: z.string().optional(),
});
const object = z.looseObject({ properties: z.record(z.string(), z.json()), required: z.array(z.string()).default([]) });
const listing = z.looseObject({ type: z.literal("array"), items: object });

export function outlineOutput(schema: unknown) {
  const { properties, required } = object.parse(schema);
  const outlined = Object.entries(properties).map(([name, held]) => {
    const { description, ...shape } = wordsOf(held);
    const listed = required.includes(name) ? listing.safeParse(held) : null;
    const items = listed?.success === true ? { items: partsOf(listed.data.items) } : {};
    return [name, { ...shape, ...items, ...(description !== undefined && { description }) }] as const;
  });
  return { type: "object" as const, properties: Object.fromEntries(outlined), required };
}

function partsOf({ properties, required }: z.infer<typeof object>) {
  const parts = Object.entries(properties).map(([name, held]) => {
    const { description: _, ...shape } = wordsOf(held);
    return [name, shape] as const;
  });
  return { type: "object", properties: Object.fromEntries(parts), required };
}

function wordsOf(held: z.core.util.JSONType) {
  const { type, enum: values, const: value, description } = part.parse(held);
  return {
    ...(type !== undefined && { type }),
    ...(values !== undefined && { enum: values }),
    ...(value !== undefined && { const: value }),
    ...(description !== undefined && { description }),
  };
}
