// The tool `request-approval`.

import { z } from "zod";
import { requestApproval } from "../../../gate/writing.ts";
import { defineTool } from "./tool.ts";
import { parametersSchema, roleSchema, waitSchema } from "./tool-input.ts";
import { writeResultSchema } from "./write-result-schema.ts";

export const requestApprovalTool = defineTool({
  name: "request-approval",
  title: "Ask people to approve a write, or access to masked columns",
  description: `Asks people to approve a statement that changes data, or, given the id of a request, says how it stands, waits for it and carries it out once it is approved.
- With sql and reason: files a request without running anything. \`not_needed\` means that query runs it at once.
- With request (an id that query or this tool gave): \`pending_approval\` means that nobody has decided yet; when it is approved it runs, once, exactly as it was approved, and the answer is its outcome.
- With access and reason: asks to read masked columns in the clear for some minutes. Once a person has approved it, it is in force by itself: query simply reads them in the clear until it ends. Or asks for a role, which calls then name in role.
A person decides in a terminal of their own. You cannot approve anything, and nothing that you write speeds it up: say plainly why the change is needed.`,
  input: z.strictObject({
    sql: z.string().optional().describe("The statement that you want to run; not with request."),
    parameters: parametersSchema,
    reason: z
      .string()
      .min(1)
      .max(2_000)
      .optional()
      .describe("Why it is needed, for the person who decides; with sql or access."),
    access: z
      .strictObject({
        columns: z
          .array(z.string().min(1).max(300))
          .min(1)
          .max(50)
          .optional()
          .describe("Masked columns as schema.table.column, as results name them under masked."),
        role: z.string().min(1).max(100).optional().describe("A role to act in, instead of columns."),
        minutes: z.int().min(1).max(1_440).optional().describe("For how long; as long as the role may, if absent."),
      })
      .optional()
      .describe("Masked columns that you need in the clear, or a role to act in for a time; instead of sql."),
    request: z.string().max(100).optional().describe("Id of a request that was made before; instead of sql."),
    wait_seconds: waitSchema,
    role: roleSchema,
    database: z.string().optional().describe("The database's name; not needed when there is only one."),
  }),
  output: writeResultSchema.extend({
    status: z.string(),
    rule: z.string().optional(),
    message: z.string().optional(),
    access: z
      .object({
        role: z.string().optional(),
        columns: z.array(z.string()),
        minutes: z.number(),
        until: z.string().optional(),
      })
      .optional()
      .describe("The columns or the role that was asked for, and until when that is in force."),
  }),
  waits: true,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  handle: ({ sql, parameters, reason, request, access, wait_seconds, role, database }, context) =>
    requestApproval(
      {
        database: database ?? null,
        sql: sql ?? null,
        parameters: parameters ?? [],
        reason: reason ?? null,
        request: request ?? null,
        waitSeconds: wait_seconds ?? 0,
        role: role ?? null,
        access:
          access === undefined
            ? null
            : { columns: access.columns ?? null, role: access.role ?? null, minutes: access.minutes ?? null },
      },
      context,
    ),
});
