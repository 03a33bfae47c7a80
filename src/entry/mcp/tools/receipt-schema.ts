// The ledger's receipt, as every result carries it. Kept by the client, it proves later that the ledger was not rewritten.

import { z } from "zod";

export const receiptSchema = z
  .object({ index: z.number(), size: z.number(), root: z.string() })
  .describe("Where this call is recorded: entry, size and Merkle root of the ledger.");
