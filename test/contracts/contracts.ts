// Every contract of the ports to Gatehouse's own state, by what it is about.

import { approvalsContract } from "./approvals.ts";
import { budgetsContract } from "./budgets.ts";
import { checkpointsContract } from "./checkpoints.ts";
import { erasuresContract } from "./erasures.ts";
import { ledgerContract } from "./ledger.ts";
import { ledgerAuditContract } from "./ledger-audit.ts";
import { ledgerReaderContract } from "./ledger-reader.ts";
import { locksContract } from "./locks.ts";
import { storedLedgerContract } from "./stored-ledger.ts";
import { tokensContract } from "./tokens.ts";

export const CONTRACTS = [
  ["the ledger", ledgerContract],
  ["the approvals", approvalsContract],
  ["the budgets", budgetsContract],
  ["the locks", locksContract],
  ["the tokens", tokensContract],
  ["erasures", erasuresContract],
  ["the auditors' port", ledgerAuditContract],
  ["the checkpoints", checkpointsContract],
  ["a ledger that is read", ledgerReaderContract],
  ["a ledger as it is kept", storedLedgerContract],
] as const;
