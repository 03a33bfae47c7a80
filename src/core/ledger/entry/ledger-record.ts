// What the ledger's table repeats of an entry: what is needed to find entries without an index beside it. Everything here is recomputed
// from the entry when it is verified. Searching is by an index of its own, which is made from the entries and can be thrown away.

import { z } from "zod";

/** The parts of an entry that are searched; the others pass through. Read back from our own store, so checked like any input. */
export const recordSchema = z.looseObject({
  v: z.literal(1),
  index: z.int().min(0),
  time: z.string(),
  kind: z.string(),
  correlation: z.string(),
  server: z.looseObject({ instance: z.string(), version: z.string() }),
  caller: z
    .looseObject({ principal: z.string(), role: z.string(), method: z.string(), owner: z.string().optional() })
    .optional(),
  agent: z
    .looseObject({
      session: z.string(),
      client: z.string().optional(),
      version: z.string().optional(),
      model: z.string().optional(),
    })
    .optional(),
  tool: z.string().optional(),
  target: z.looseObject({ database: z.string(), engine: z.string() }).optional(),
  statement: z.looseObject({ normalised: z.string(), kind: z.string(), fingerprint: z.string() }).optional(),
  touched: z
    .array(
      z.looseObject({
        relation: z.string(),
        access: z.string(),
        columns: z.array(z.string()),
        classes: z.array(z.string()),
        treatments: z.record(z.string(), z.string()),
        rowFilter: z.boolean(),
      }),
    )
    .optional(),
  decision: z.looseObject({ effect: z.string(), rule: z.string(), code: z.string().optional() }).optional(),
  result: z
    .looseObject({
      status: z.string(),
      rows: z.int(),
      bytes: z.int(),
      truncated: z.boolean(),
      sqlstate: z.string().optional(),
      microseconds: z.int(),
    })
    .optional(),
  reason: z.string().optional(),
  policy: z.string().optional(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  sealed: z.string().optional(),
});

export type LedgerRecord = z.infer<typeof recordSchema>;

export interface DerivedColumns {
  readonly time: string;
  readonly kind: string;
  readonly correlation: string;
  readonly principal: string | null;
}

export const DERIVED_COLUMNS = [
  "time",
  "kind",
  "correlation",
  "principal",
] as const satisfies readonly (keyof DerivedColumns)[];

export function deriveColumns(
  record: Pick<LedgerRecord, "time" | "kind" | "correlation"> & {
    readonly caller?: { principal: string } | null | undefined;
  },
): DerivedColumns {
  const { time, kind, correlation, caller } = record;
  return { time, kind, correlation, principal: caller?.principal ?? null };
}
