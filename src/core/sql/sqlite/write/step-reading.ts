// One step of a write that was read: what it does to one table by one verb.

import type { WriteFacts } from "../../../model/facts.ts";
import type { Reading, Use } from "../analyse/reading.ts";
import type { ComposedWrite } from "./compose-rows.ts";
import type { Timed } from "./depends-on-clock.ts";
import type { Meetings } from "./rows-in-the-way.ts";

export interface StepReading {
  readonly composed: ComposedWrite;
  readonly facts: WriteFacts;
  /** The rows to be written; null for INSERT … DEFAULT VALUES. */
  readonly rows: Reading | null;
  /** Where the target stands in `rows`; null for an INSERT. */
  readonly use: Use | null;
  readonly returning: { readonly reading: Reading; readonly use: Use } | null;
  /** Keys of which no two rows may hold the same: each row is there once, or given once. */
  readonly distinct: readonly (readonly string[])[];
  /** Of the rows that an upsert is given, the inputs that are nothing but the clock's or made anew. */
  readonly timedInputs: ReadonlyMap<string, Timed>;
  /** Of OR REPLACE and of an UPDATE OR IGNORE: by which keys its rows could meet others. */
  readonly meetings: Meetings | null;
  /** True of the rows that the step before it takes the place of: its statement deletes them. */
  readonly replaced: boolean;
}
