// What the parts of the state that stand beside the ledger work with: transactions on its tables, whoever makes them durable.

import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import type { Ledger } from "../../gate/ports/ledger.ts";
import type { Append } from "./ledger/ledger-append.ts";
import type { StateConnection } from "./state-connection.ts";

export interface Transacted<T> {
  readonly result: T;
  /** Of the entries, in order. */
  readonly receipts: readonly LedgerReceipt[];
}

export interface StateTransactions extends Ledger {
  /**
   * `act` and the entries that it appends are one transaction, durable when this resolves. It may run more than once; the last run counts.
   * Rejects as `append` does, and with whatever Failure `act` throws; then nothing was written, unless COMMIT itself failed.
   */
  transact<T>(act: (connection: StateConnection, append: Append) => T): Promise<Transacted<T>>;
  /** Reads, on one snapshot, what is in force now. */
  read<T>(act: (connection: StateConnection) => T): Promise<T>;
  /** For what cannot stand in a transaction. */
  outside<T>(act: (connection: StateConnection) => T): Promise<T>;
}
