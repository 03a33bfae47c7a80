// The tool `query`.

import { z } from "zod";
import { runQuery } from "../../../gate/reading.ts";
import { defineTool } from "./tool.ts";
import { parametersSchema, roleSchema, waitSchema } from "./tool-input.ts";
import { writeResultSchema } from "./write-result-schema.ts";

export const queryTool = defineTool({
  name: "query",
  title: "Run a SQL query",
  description: `Runs one SQL statement. A SELECT returns its rows as arrays; you see what your role may see:
- Masked columns hold masks wherever the statement uses them: in WHERE, JOIN, GROUP BY, functions, JSON. \`masked\` on a result column says which.
- A token such as email_9f2c31d07a44be10 stands for one real value: the same value gives the same token, so join, group, count and filter by tokens.
- \`mask_notes\` says where conditions, joins, groups or order on masked columns gave another result than the values would: do not conclude from it what it says cannot be known.
- \`row_filtered\` names tables of which you see some rows only; \`truncated\` says that a limit ended the result: aggregate, or narrow with WHERE and LIMIT.
INSERT, UPDATE and DELETE run where your role may change data and no rule of risk holds. What is risky is shown to people first: give a reason, and the answer is \`pending_approval\` with an id (go on with request-approval). Masked values may choose rows (WHERE email = 'email_…') and are never stored.
Use parameters ($1, $2, … in PostgreSQL; ?1, ?2, … in SQLite) for values, and send values as answers show them. Send integers beyond 9007199254740991 and long decimals as strings: JSON numbers would be rounded, and are refused. A refusal names its rule and what to write instead. Call describe-schema first.`,
  input: z.strictObject({
    sql: z.string().describe("One statement in the database's own dialect."),
    parameters: parametersSchema,
    reason: z
      .string()
      .max(2_000)
      .optional()
      .describe("For a statement that changes data: why it is needed, for the person who may have to decide."),
    wait_seconds: waitSchema,
    role: roleSchema,
    database: z.string().optional().describe("The database's name; not needed when there is only one."),
  }),
  output: writeResultSchema.extend({
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
    access: z
      .array(z.string())
      .optional()
      .describe("Ids of the approved requests by which masked columns are in the clear here, for a time."),
    break_glass: z
      .array(z.object({ request: z.string(), until: z.string() }))
      .optional()
      .describe(
        "What was opened in an emergency and puts masked columns in the clear here; each use of it is reviewed.",
      ),
    row_filtered: z.array(z.string()).optional().describe("Relations of which only some rows are visible."),
    status: z.string().optional().describe("Of a statement that changes data: executed, pending_approval, …"),
  }),
  waits: true,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  annotationsOfReaders: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  handle: ({ sql, parameters, reason, wait_seconds, role, database }, context) =>
    runQuery(
      {
        sql,
        parameters: parameters ?? [],
        reason: reason ?? null,
        waitSeconds: wait_seconds ?? 0,
        role: role ?? null,
        database: database ?? null,
      },
      context,
    ),
});
