// The tool `ledger-verify`, for auditors.

import { z } from "zod";
import { verifyForAuditor } from "../../../gate/auditing.ts";
import { receiptSchema } from "./receipt-schema.ts";
import { defineTool } from "./tool.ts";

export const ledgerVerifyTool = defineTool({
  name: "ledger-verify",
  title: "Verify the ledger",
  description: `Recomputes the whole ledger and says what it is: whole (as the heads that you give saw it), whole-to-anchor (up to the newest of them), self-consistent (no head was given: nobody else's word speaks for it), altered (with the first entry that is wrong), or forked (it is not the ledger that a head saw: rewritten, or cut short).
A head is the \`ledger\` part of an earlier result (size and root), kept by you or somebody else. This verification is itself recorded.`,
  input: z.strictObject({
    against: z
      .array(
        z.strictObject({
          size: z.int().min(0).describe("Entries that the head counts."),
          root: z
            .string()
            .regex(/^[A-Za-z0-9+/]{43}=$/)
            .describe("The Merkle root over them, base64."),
        }),
      )
      .max(100)
      .optional()
      .describe("Heads that left the house."),
  }),
  output: z.object({
    verdict: z.string(),
    message: z.string(),
    size: z.number().optional(),
    root: z.string().optional(),
    covered: z.number().optional(),
    index: z.number().optional(),
    ledger: receiptSchema,
  }),
  waits: false,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  handle: ({ against }, context) => verifyForAuditor({ against: against ?? [] }, context),
});
