// How a write ended.

import type { RolledBack, WriteAnswer } from "../ports/write-transaction.ts";

export type WriteOutcome =
  | Written
  /** COMMIT was sent and no answer came. */
  | { readonly kind: "in-doubt" }
  | RolledBack;

export interface Written extends WriteAnswer {
  readonly kind: "written";
}

/** serialization_failure and deadlock_detected (PostgreSQL, Appendix A): the transaction is to be run again. */
const GIVES_WAY = new Set(["40001", "40P01"]);

/** The database gave it up in favour of another one. */
export function gaveWay(outcome: WriteOutcome): boolean {
  return outcome.kind === "database-error" && GIVES_WAY.has(outcome.sqlstate);
}
