// What query and request-approval answer about a statement that changes rows.

import { z } from "zod";
import { receiptSchema } from "./receipt-schema.ts";

const cells = z.array(z.string().nullable()).nullable();

const tableSample = z.object({
  relation: z.string().optional(),
  columns: z.array(z.string()),
  rows: z.array(z.object({ before: cells, after: cells })),
});

export const writeResultSchema = z.object({
  database: z.string().optional(),
  request: z.string().optional().describe("Id of the request, for request-approval."),
  replaced_by: z
    .string()
    .optional()
    .describe("Of a stale request: id of the new one in its place, whose effect and preview these are."),
  effect: z
    .array(z.object({ table: z.string().optional(), verb: z.string(), rows: z.number().optional(), cause: z.string() }))
    .optional()
    .describe("What it changes or would change."),
  risk: z
    .array(z.object({ rule: z.string(), reason: z.string() }))
    .optional()
    .describe("Why people are asked."),
  preview: tableSample
    .extend({ also: z.array(tableSample).optional().describe("The same of further tables.") })
    .optional()
    .describe(
      "Some of the rows before and after, as you see them: before is null for a new row, after for one that goes.",
    ),
  approvals: z.object({ needed: z.number(), until: z.string().optional() }).optional(),
  mask_notes: z
    .array(z.object({ columns: z.array(z.string()), in: z.array(z.string()), cause: z.string(), note: z.string() }))
    .optional()
    .describe("Where masks changed what the statement means: what not to conclude from the answer."),
  columns: z.array(z.unknown()).optional(),
  rows: z.array(z.unknown()).optional(),
  row_count: z.number().optional(),
  truncated: z.boolean().optional(),
  truncated_by: z.enum(["rows", "bytes"]).optional(),
  next: z.string().optional().describe("What to do next."),
  ledger: receiptSchema,
});
