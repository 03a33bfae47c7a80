// Which sealed details an erasure takes away. An erasure is an entry: its detail says what was chosen, and it covers earlier entries alone.

import { z } from "zod";
import { type IndexRanges, isWithin, parseRanges } from "./search/index-ranges.ts";

/** All that are given have to hold. */
export interface ErasureChoice {
  /** As entries write times. */
  readonly before?: string;
  readonly caller?: string;
  readonly entry?: number;
  /** Entries before this index: what was there when it was asked for. */
  readonly upTo?: number;
  /** Indexes, as `3,7-9`: of a data subject, whose name stands nowhere. */
  readonly which?: string;
  /** Indexes that keep it although they fit: of requests that were not finished. */
  readonly kept?: string;
}

const choiceSchema = z.tuple([
  z.strictObject({
    before: z.string().exactOptional(),
    caller: z.string().exactOptional(),
    entry: z.int().exactOptional(),
    upTo: z.int().exactOptional(),
    which: z.string().exactOptional(),
    kept: z.string().exactOptional(),
  }),
]) satisfies z.ZodType<readonly [ErasureChoice]>;

/** As a request for it holds it: the list of its parameters, as JSON. Throws for anything else. */
export function readErasureChoice(parameters: string): ErasureChoice {
  return choiceSchema.parse(JSON.parse(parameters))[0];
}

export interface Erasure {
  /** Index of the entry that records it. */
  readonly index: number;
  readonly before: string | null;
  readonly caller: string | null;
  readonly entry: number | null;
  readonly upTo: number | null;
  readonly which: IndexRanges | null;
  readonly kept: IndexRanges | null;
}

const erasureSchema = z.object({
  index: z.int().min(0),
  detail: z.object({
    before: z.string().optional(),
    caller: z.string().optional(),
    entry: z.int().min(0).optional(),
    upTo: z.int().min(0).optional(),
    which: z.string().optional(),
    kept: z.string().optional(),
  }),
});

/** From a parsed entry of the kind `erasure`; null when it chooses nothing, and then it excuses nothing. */
export function readErasure(record: unknown): Erasure | null {
  const parsed = erasureSchema.safeParse(record);
  if (!parsed.success) return null;
  const { before = null, caller = null, entry = null, upTo = null, which, kept } = parsed.data.detail;
  if (before === null && caller === null && entry === null && which === undefined) return null;
  const ranges = which === undefined ? null : parseRanges(which);
  const spared = kept === undefined ? null : parseRanges(kept);
  if ((which !== undefined && ranges === null) || (kept !== undefined && spared === null)) return null;
  return { index: parsed.data.index, before, caller, entry, upTo, which: ranges, kept: spared };
}

/** True when the erasure names the sealed detail of this entry. */
export function covers(erasure: Erasure, entry: { index: number; time: string; principal: string | null }): boolean {
  return (
    entry.index < erasure.index &&
    (erasure.before === null || entry.time < erasure.before) &&
    (erasure.caller === null || entry.principal === erasure.caller) &&
    (erasure.entry === null || entry.index === erasure.entry) &&
    (erasure.upTo === null || entry.index < erasure.upTo) &&
    (erasure.which === null || isWithin(erasure.which, entry.index)) &&
    (erasure.kept === null || !isWithin(erasure.kept, entry.index))
  );
}
