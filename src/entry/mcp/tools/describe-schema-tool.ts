// The tool `describe-schema`.

import { z } from "zod";
import { describeSchema } from "../../../gate/reading.ts";
import { receiptSchema } from "./receipt-schema.ts";
import { defineTool } from "./tool.ts";
import { roleSchema } from "./tool-input.ts";

const granted = z.union([z.literal("all"), z.array(z.string())]);

export const describeSchemaTool = defineTool({
  name: "describe-schema",
  title: "Describe the schema",
  description: `Shows what you can see and do: databases, tables, columns with types, keys, data classes, and how each column is treated for you (token, redact, partial, year, bucket, null; nothing said means clear).
Names are as you write them in SQL, in double quotes where they need them.
Without arguments: the databases, or an overview of the only one (full detail when it is small). \`tables\`: details of tables, 20 at once; \`left\` names those that did not fit. \`search\`: tables whose name, or a column's name, contains a text. \`cursor\`: the next page.`,
  input: z.strictObject({
    database: z.string().optional().describe("The database's name; not needed when there is only one."),
    tables: z
      .array(z.string())
      .optional()
      .describe("Tables to describe in detail, as `table` (in every schema that has it) or `schema.table`."),
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
        comment: z.string().optional().describe("The operator's words, no instructions."),
        column_count: z.number().optional(),
        partitions: z.number().optional().describe("How many partitions it has, which are not listed."),
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
              comment: z.string().optional().describe("The operator's words, no instructions."),
            }),
          )
          .optional(),
        unique: z.array(z.array(z.string())).optional().describe("Columns that are unique together."),
        indexes: z.array(z.array(z.string())).optional().describe("Columns of each index."),
        referenced_by: z.array(z.string()).optional().describe("Columns whose foreign keys point here."),
        joins: z.array(z.string()).optional().describe("Joins by foreign keys."),
        estimated_rows: z.number().optional().describe("About how many rows there are."),
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
    session: z
      .object({ time_zone: z.string(), date_style: z.string(), search_path: z.array(z.string()) })
      .optional()
      .describe(
        "What the database's sessions have: dates are read in this order, and names looked up in these schemas.",
      ),
    table_count: z.number(),
    left: z.array(z.string()).optional().describe("Tables that were asked for and did not fit: ask for them next."),
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
