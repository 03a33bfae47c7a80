// The whole of Gatehouse's own state, as one process has it open to work with. Whoever keeps it has to meet these ports; how it is read by
// people and checked is the port to the ledger as it is kept (stored-ledger.ts).

import type { Approvals } from "./approvals.ts";
import type { Budgets } from "./budgets.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { Erasures } from "./erasures.ts";
import type { Ledger } from "./ledger.ts";
import type { LedgerAudit } from "./ledger-audit.ts";
import type { Locks } from "./locks.ts";
import type { StoredLedger } from "./stored-ledger.ts";

/** What needs no other key than the one that seals for the ledger. All of it lives as long as the ledger is open. */
export interface LedgerState {
  readonly ledger: Ledger;
  readonly checkpoints: Checkpoints;
  readonly erasures: Erasures;
  /** This process, as the ledger's entries and the claims of approvals name it. */
  readonly instance: string;
}

export interface State extends LedgerState {
  readonly approvals: Approvals;
  readonly budgets: Budgets;
  readonly locks: Locks;
  readonly audit: LedgerAudit;
}

export interface OpenOptions {
  /** Told the ledger's size after each commit of appends. */
  readonly appended?: (size: number) => void;
}

/** What keeps the state of one project. Nothing is open before it is asked for. */
export interface StateStore {
  /** Rejects like `openLedger`, and with a Failure `key-missing` for the key of the approvals. */
  open(options?: OpenOptions): Promise<State>;
  /**
   * What commands need that append to the ledger and have nothing to do with requests. Rejects with a Failure `key-missing` when there is a
   * ledger and the key that seals for it is gone, and `ledger-altered` when a ledger was signed for and is gone: another one is not begun in
   * silence.
   */
  openLedger(options?: OpenOptions): Promise<LedgerState>;
  /** The ledger as it is kept. */
  readonly stored: StoredLedger;
  /** Whether callers were answered: with pseudonyms, and digests of answers. Rejects where there is a ledger that cannot be read. */
  wasCalled(): Promise<boolean>;
}
