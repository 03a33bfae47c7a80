// The tool `describe-schema`.

import { z } from "zod";
import { describeSchema } from "../../gate/describe-schema.ts";
import { receiptSchema } from "./receipt-schema.ts";
import { defineTool } from "./tool.ts";
import { roleSchema } from "./tool-input.ts";

const granted = z.union([z.literal("all"), z.array(z.string())]);

export const describeSchemaTool = defineTool({
  name: "describe-schema",
  title: "Describe the schema",
  description: `Shows what you can see and do: databases, tables, columns with types, keys, data classes, and how each column is treated for you (token, redact, partial, year, bucket, null; nothing said means clear).
Without arguments: the databases, or an overview of the only one (full detail when it is small). \`tables\`: details of up to 20 tables. \`search\`: tables whose name, or a column's name, contains a text. \`cursor\`: the next page.`,
  input: z.strictObject({
    database: z.string().optional().describe("The database's name; not needed when there is only one."),
    tables: z.array(z.string()).optional().describe("Tables to describe in detail, as `table` or `schema.table`."),
    search: z.string().max(200).optional().describe("Part of a table's or a column's name."),
    role: roleSchema,
    cursor: z.string().max(500).optional().describe("`next_cursor` of the page before."),
  }),
  output: z.object({
    databases: z.array(z.object({ name: z.string(), engine: z.string() })),
    database: z.string().optional(),
    access: z.object({
      role: z.string(),
      reads: z.string(),
      writes: z.string(),
      create_in: z.array(z.string()).optional().describe("Schemas in which you may ask for new tables."),
      limits: z.object({ rows: z.number(), bytes: z.number(), milliseconds: z.number() }),
    }),
    tables: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        column_count: z.number().optional(),
        columns: z
          .array(
            z.object({
              name: z.string(),
              type: z.string(),
              nullable: z.boolean(),
              primary_key: z.literal(true).optional(),
              references: z.string().optional(),
              class: z.string().optional(),
              treatment: z.string().optional(),
              instead_of: z
                .literal("token")
                .optional()
                .describe("You may write values of the class somewhere, so its pseudonyms are not shown to you."),
              values: z.array(z.string()).optional(),
            }),
          )
          .optional(),
        row_filtered: z.literal(true).optional(),
        writes: z
          .object({ insert: granted.optional(), update: granted.optional(), delete: z.literal(true).optional() })
          .optional()
          .describe("What you may ask to change."),
        schema_changes: z
          .array(z.string())
          .optional()
          .describe("Changes of its schema that you may ask for: alter, drop, truncate. Each waits for approval."),
      }),
    ),
    table_count: z.number(),
    next_cursor: z.string().optional(),
    ledger: receiptSchema,
  }),
  waits: false,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  handle: ({ database, tables, search, role, cursor }, context) =>
    describeSchema(
      {
        database: database ?? null,
        tables: tables ?? [],
        search: search ?? null,
        role: role ?? null,
        cursor: cursor ?? null,
      },
      context,
    ),
});
