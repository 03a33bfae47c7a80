// The tool `request-approval`.

import { z } from "zod";
import { requestApproval } from "../../gate/request-approval.ts";
import { receiptSchema } from "./receipt-schema.ts";
import { defineTool } from "./tool.ts";

export const requestApprovalTool = defineTool({
  name: "request-approval",
  title: "Ask whether a statement needs approval",
  description: `Says whether a statement needs a person's approval before it may run. Statements that only read need none: send them with query. The databases are open for reading only at present, so a statement that writes is refused and nothing is queued.`,
  input: z.strictObject({
    sql: z.string().describe("The statement that you want to run."),
    reason: z.string().min(1).max(2_000).describe("Why it is needed, for the person who decides."),
    database: z.string().optional().describe("The database's name; not needed when there is only one."),
  }),
  output: z.object({ status: z.literal("not-needed"), rule: z.string(), message: z.string(), ledger: receiptSchema }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  handle: ({ sql, reason, database }, context) => requestApproval({ sql, reason, database: database ?? null }, context),
});
