// The port to what callers have used up of what they may do with nobody asked. It is counted from what is in the ledger's own file, whoever
// wrote it there: several servers share one budget. What is spent is written down by the port of whatever spends it, in the transaction in
// which it is counted once more (`FilingOptions.weighed`), so that nobody spends the same twice.

/** Writes that rules let run with nobody asked. */
export interface UnaskedWrites {
  readonly writes: number;
  /** Rows of all relations. */
  readonly rows: number;
}

/** Whose unasked writes in which database; `since` in microseconds since the Unix epoch. */
export interface UnaskedBy {
  readonly requester: string;
  readonly database: string;
  readonly since: number;
}

/** Rejects with a Failure `ledger-unavailable`: where nobody can tell what was spent, nothing is. */
export interface Budgets {
  /** What the caller changed in the database since then without anybody being asked. */
  unaskedWrites(by: UnaskedBy): Promise<UnaskedWrites>;
}
