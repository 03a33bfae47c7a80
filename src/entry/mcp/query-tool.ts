// The tool `query`.

import { z } from "zod";
import type { JsonValue } from "../../core/model/json-value.ts";
import { runQuery } from "../../gate/run-query.ts";
import { receiptSchema } from "./receipt-schema.ts";
import { defineTool } from "./tool.ts";

const LARGEST_PARAMETERS = 4_000_000;

const parameter: z.ZodType<JsonValue> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.json()),
  z.record(z.string(), z.json()),
]);

export const queryTool = defineTool({
  name: "query",
  title: "Run a SQL query",
  description: `Runs one SELECT statement and returns its rows as arrays. You see what your role may see:
- Masked columns hold masks wherever the statement uses them: in WHERE, JOIN, GROUP BY, functions, JSON. \`masked\` on a result column says which.
- A token such as email_9f2c31d07a44be10 stands for one real value: the same value gives the same token, so join, group, count and filter by tokens.
- \`row_filtered\` names tables of which you see some rows only; \`truncated\` says that a limit ended the result: aggregate, or narrow with WHERE and LIMIT.
Use parameters ($1, $2, … in PostgreSQL; ?1, ?2, … in SQLite) for values. A refusal names its rule and what to write instead. Call describe-schema first.`,
  input: z.strictObject({
    sql: z.string().describe("One SELECT statement in the database's own dialect."),
    parameters: z
      .array(parameter)
      .max(10_000)
      .refine((values) => JSON.stringify(values).length <= LARGEST_PARAMETERS)
      .optional()
      .describe("Values of $1, $2, … in order."),
    database: z.string().optional().describe("The database's name; not needed when there is only one."),
  }),
  output: z.object({
    database: z.string(),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        masked: z
          .array(z.object({ source: z.string(), class: z.string().nullable(), treatment: z.string() }))
          .optional()
          .describe("Masked columns that flow into this one."),
        redactions: z.number().optional().describe("Values in which personal data was found by its form and replaced."),
      }),
    ),
    rows: z.array(z.unknown()).describe("Each row is an array in the order of columns."),
    row_count: z.number(),
    truncated: z.boolean(),
    truncated_by: z.enum(["rows", "bytes"]).optional(),
    row_filtered: z.array(z.string()).optional().describe("Relations of which only some rows are visible."),
    ledger: receiptSchema,
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  handle: ({ sql, parameters, database }, context) =>
    runQuery({ sql, parameters: parameters ?? [], database: database ?? null }, context),
});
