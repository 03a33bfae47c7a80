// Which sealed details an erasure took away. An erasure is an entry: its detail says what was chosen, and it covers earlier entries alone.

import { z } from "zod";

export interface Erasure {
  /** Index of the entry that records it. */
  readonly index: number;
  /** All that are given have to hold. */
  readonly before: string | null;
  readonly caller: string | null;
  readonly entry: number | null;
}

const erasureSchema = z.object({
  index: z.int().min(0),
  detail: z.object({
    before: z.string().optional(),
    caller: z.string().optional(),
    entry: z.int().min(0).optional(),
  }),
});

/** From a parsed entry of the kind `erasure`; null when it chooses nothing, and then it excuses nothing. */
export function readErasure(record: unknown): Erasure | null {
  const parsed = erasureSchema.safeParse(record);
  if (!parsed.success) return null;
  const { before, caller, entry } = parsed.data.detail;
  if (before === undefined && caller === undefined && entry === undefined) return null;
  return { index: parsed.data.index, before: before ?? null, caller: caller ?? null, entry: entry ?? null };
}

/** True when the erasure names the sealed detail of this entry. */
export function covers(erasure: Erasure, entry: { index: number; time: string; principal: string | null }): boolean {
  return (
    entry.index < erasure.index &&
    (erasure.before === null || entry.time < erasure.before) &&
    (erasure.caller === null || entry.principal === erasure.caller) &&
    (erasure.entry === null || entry.index === erasure.entry)
  );
}
