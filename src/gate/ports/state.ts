// The whole of Gatehouse's own state, as one process has it open to work with. Whoever keeps it has to meet these ports; how it is read by
// people and checked is the port to the ledger as it is kept (stored-ledger.ts).

import type { Approvals } from "./approvals.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { Erasures } from "./erasures.ts";
import type { Ledger } from "./ledger.ts";
import type { LedgerAudit } from "./ledger-audit.ts";
import type { Locks } from "./locks.ts";
import type { Tokens } from "./tokens.ts";

/** What needs no other key than the one that seals for the ledger. All of it lives as long as the ledger is open. */
export interface LedgerState {
  readonly ledger: Ledger;
  readonly checkpoints: Checkpoints;
  readonly erasures: Erasures;
  readonly tokens: Tokens;
  /** This process, as the ledger's entries and the claims of approvals name it. */
  readonly instance: string;
}

export interface State extends LedgerState {
  readonly approvals: Approvals;
  readonly locks: Locks;
  readonly audit: LedgerAudit;
}
