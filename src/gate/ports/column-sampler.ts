// The port by which `init` learns what a database holds: its tables, and what values of their columns look like. INVARIANT: no value crosses it, in either direction: an adapter hands
// what it reads to tallyValues, where it is read, and answers with counts. Nothing that the database says of an error crosses it either.

import type { TableShape } from "../../core/classification/table-shape.ts";
import type { Tally } from "../../core/classification/values/tally-values.ts";
import type { RelationKey } from "../../core/model/relation-name.ts";

/** `no-rights`: none of the columns may be read. `too-long`: the time of one table was over. `unreadable`: anything else. */
export type Sampled =
  | { readonly kind: "tallied"; readonly columns: ReadonlyMap<string, Tally> }
  | { readonly kind: "none"; readonly why: "no-rights" | "too-long" | "unreadable" };

export interface ColumnSampler {
  /** Every relation with its columns. Rejects with a Failure `database-unavailable`. */
  tables(): Promise<readonly TableShape[]>;
  /** Expressions of defaults, by relation and column; empty where they cannot be read. */
  defaults(): Promise<ReadonlyMap<RelationKey, ReadonlyMap<string, string>>>;
  /** Whether any column of the tables may be read. Rejects with a Failure `database-unavailable`. */
  mayRead(tables: readonly TableShape[]): Promise<boolean>;
  /**
   * Of each of the columns at most SAMPLE_SIZE values, read in a read-only transaction within `milliseconds`. Columns that may not be read
   * are absent. Never rejects.
   */
  sample(
    table: TableShape,
    options: { readonly columns: readonly string[]; readonly milliseconds: number },
  ): Promise<Sampled>;
  close(): Promise<void>;
}
