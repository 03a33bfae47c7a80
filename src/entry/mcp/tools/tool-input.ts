// Parts of inputs that several tools take.

import { z } from "zod";
import type { JsonValue } from "../../../core/model/json-value.ts";

const LARGEST_PARAMETERS = 4_000_000;

/**
 * What arrived as JSON is JSON: a long list is not walked value by value to find that out. Said as one list of types: some clients fold an
 * anyOf into one of its branches, and others take no list whose items have no type, and no object whose members are not named. Objects are
 * taken all the same.
 */
const parameter: z.ZodType<JsonValue> = z.any().meta({
  type: ["string", "number", "boolean", "null", "array"],
  items: { type: ["string", "number", "boolean", "null"] },
});

export const parametersSchema = z
  .array(parameter)
  .max(10_000)
  .refine((values) => JSON.stringify(values).length <= LARGEST_PARAMETERS)
  .optional()
  .describe(
    "Values of $1, $2, … in order. A list fits = ANY($1) and json; a JSON object goes as its text. Large integers and long decimals: as strings.",
  );

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
