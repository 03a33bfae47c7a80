// Parts of inputs that several tools take.

import { z } from "zod";
import type { JsonValue } from "../../core/model/json-value.ts";

const LARGEST_PARAMETERS = 4_000_000;

/** What arrived as JSON is JSON: a long list is not walked value by value to find that out. */
const parameter: z.ZodType<JsonValue> = z.any().meta({
  anyOf: [
    { type: "string" },
    { type: "number" },
    { type: "boolean" },
    { type: "null" },
    { type: "array", items: {} },
    { type: "object", additionalProperties: {} },
  ],
});

export const parametersSchema = z
  .array(parameter)
  .max(10_000)
  .refine((values) => JSON.stringify(values).length <= LARGEST_PARAMETERS)
  .optional()
  .describe("Values of $1, $2, … in order.");

export const roleSchema = z
  .string()
  .max(100)
  .optional()
  .describe(
    "A role that people granted you for a time (request-approval with access); leave it out to act in your own.",
  );

export const waitSchema = z
  .int()
  .min(0)
  .max(600)
  .optional()
  .describe(
    "How many seconds to wait for the people who decide; 0 answers at once. Many clients give a call up after 60.",
  );
