// The state in one SQLite file meets the ports, as a server opens it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { sqliteState } from "../../src/entry/wiring/sqlite-state.ts";
import type { Ledger } from "../../src/gate/ports/ledger.ts";
import { approvalsContract } from "./approvals.ts";
import { budgetsContract } from "./budgets.ts";
import { checkpointsContract } from "./checkpoints.ts";
import { erasuresContract } from "./erasures.ts";
import { ledgerContract } from "./ledger.ts";
import { ledgerAuditContract } from "./ledger-audit.ts";
import { ledgerReaderContract } from "./ledger-reader.ts";
import { locksContract } from "./locks.ts";
import type { MakeState } from "./state.ts";
import { storedLedgerContract } from "./stored-ledger.ts";

const onSqlite: MakeState = async () => {
  const stateFolder = mkdtempSync(join(tmpdir(), "gatehouse-contract-"));
  const store = sqliteState({ stateFolder });
  const opened: Ledger[] = [];
  return {
    open: async () => {
      const state = await store.open();
      opened.push(state.ledger);
      return state;
    },
    stored: store.stored,
    remove: async () => {
      for (const ledger of opened) await ledger.close();
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
};

describe.each([
  ["the ledger", ledgerContract],
  ["the approvals", approvalsContract],
  ["the budgets", budgetsContract],
  ["the locks", locksContract],
  ["erasures", erasuresContract],
  ["the auditors' port", ledgerAuditContract],
  ["the checkpoints", checkpointsContract],
  ["a ledger that is read", ledgerReaderContract],
  ["a ledger as it is kept", storedLedgerContract],
] as const)("%s, on SQLite", (_, contract) => {
  contract(onSqlite);
});
