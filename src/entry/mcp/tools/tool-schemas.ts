// What a tool takes and says, as JSON Schema. To make it takes a tenth of a start, and it never changes: in the program that is published
// this file is the table of what it gives for each tool (scripts/bundle.mjs).

import { z } from "zod";
import { outlineOutput } from "./outline-output.ts";

const jsonMapping = z.record(z.string(), z.json());
const listedSchema = z.looseObject({ type: z.literal("object"), properties: jsonMapping.optional() });

export interface ToolSchemas {
  readonly input: ReturnType<typeof objectSchema>;
  /** An outline: what is answered is held against the whole schema here, and by no client. */
  readonly output: ReturnType<typeof outlineOutput>;
}

export function schemasOf(tool: {
  readonly name: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}): ToolSchemas {
  return { input: objectSchema(tool.input), output: outlineOutput(z.toJSONSchema(tool.output, { io: "output" })) };
}

function objectSchema(schema: z.ZodType) {
  const { properties, ...rest } = listedSchema.parse(z.toJSONSchema(schema, { io: "input" }));
  return { ...rest, ...(properties !== undefined && { properties }) };
}
