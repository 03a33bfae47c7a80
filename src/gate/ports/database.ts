// The port to one database. An adapter translates and decides nothing: it executes plans, and plans alone.

import type { PendingCommit } from "../../core/approvals/approval-state.ts";
import type { Catalogue, Engine } from "../../core/model/catalogue.ts";
import type { ExecutablePlan } from "../../core/sql/plans/executable-plan.ts";
import type { PlanText } from "../../core/sql/plans/write-plan.ts";
import type { Cancellation } from "./cancellation.ts";
import type { Binding, Description, Execution, RowFormat } from "./execution.ts";
import type { RolledBack, TransactionStatus, WriteRequest, WriteTransaction } from "./write-transaction.ts";

/** `known`: as last read. `recent`: read within about a second, for a name that may be new. `now`: read after the call, for a catalogue that is known to be stale. */
export type Freshness = "known" | "recent" | "now";

export interface ExecuteOptions {
  readonly binding: Binding;
  readonly signal: Cancellation;
  readonly format?: RowFormat | null;
}

export interface Database {
  readonly name: string;
  readonly engine: Engine;
  /** The catalogue, as fresh as asked for. Rejects with a Failure `database-unavailable`. */
  catalogue(freshness?: Freshness): Promise<Catalogue>;
  /**
   * Executes a plan in a read-only session, under its limits. Never releases more than they allow.
   * `format`: how rows are to be written, if they are; null or absent for values.
   * Rejects with a Failure: `database-unavailable`, `database-busy` (no connection in time), `cancelled` (the signal; the query was stopped in the database).
   */
  execute(plan: ExecutablePlan, options: ExecuteOptions): Promise<Execution>;
  /**
   * What a plan takes and gives, by the engine's own word and without running it. Absent where the engine has no types of its wire's.
   * Rejects as `execute`.
   */
  describe?(plan: PlanText, signal: Cancellation): Promise<Description>;
  /** False when the database is open for reading alone. */
  readonly writable: boolean;
  /**
   * Begins the transaction of a write, of rows or of the schema, and previews it. Whoever it answers with an open one ends it, by `commit` or by
   * `rollBack`. Nothing waits behind the locks of a change of the schema for longer than behind those of a write.
   */
  begin(request: WriteRequest): Promise<WriteTransaction | RolledBack>;
  /** What became of a transaction whose COMMIT was sent. `unknown` also when the cluster or file is not the one that it was sent to. */
  transactionStatus(pendingCommit: PendingCommit): Promise<TransactionStatus>;
  /** Identity of the cluster and database, or of the file. */
  system(): Promise<string>;
  /** What this database role could do that it should not, a sentence each. */
  posture(): Promise<readonly string[]>;
  close(): Promise<void>;
}
