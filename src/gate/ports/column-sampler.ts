// The port by which `init` learns what values of columns look like. INVARIANT: no value crosses it, in either direction: an adapter hands
// what it reads to tallyValues, where it is read, and answers with counts. Nothing that the database says of an error crosses it either.

import type { Tally } from "../../core/classification/values/tally-values.ts";
import type { Relation } from "../../core/model/catalogue.ts";
import type { RelationKey } from "../../core/model/relation-name.ts";

/** `no-rights`: none of the columns may be read. `too-long`: the time of one table was over. `unreadable`: anything else. */
export type Sampled =
  | { readonly kind: "tallied"; readonly columns: ReadonlyMap<string, Tally> }
  | { readonly kind: "none"; readonly why: "no-rights" | "too-long" | "unreadable" };

export interface ColumnSampler {
  /** Expressions of defaults, by relation and column; empty where they cannot be read. */
  defaults(): Promise<ReadonlyMap<RelationKey, ReadonlyMap<string, string>>>;
  /** Whether any column of the relations may be read. Rejects with a Failure `database-unavailable`. */
  mayRead(relations: readonly Relation[]): Promise<boolean>;
  /**
   * Of each of the columns at most SAMPLE_SIZE values, read in a read-only transaction within `milliseconds`. Columns that may not be read
   * are absent. Never rejects.
   */
  sample(
    relation: Relation,
    options: { readonly columns: readonly string[]; readonly milliseconds: number },
  ): Promise<Sampled>;
  close(): Promise<void>;
}
