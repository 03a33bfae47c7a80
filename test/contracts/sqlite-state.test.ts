// The state in one SQLite file meets the ports, as a server opens it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { openState, storedLedgerOf } from "../../src/entry/wiring/open-state.ts";
import type { Ledger } from "../../src/gate/ports/ledger.ts";
import { approvalsContract } from "./approvals.ts";
import { checkpointsContract } from "./checkpoints.ts";
import { erasuresContract } from "./erasures.ts";
import { ledgerContract } from "./ledger.ts";
import { ledgerAuditContract } from "./ledger-audit.ts";
import { ledgerReaderContract } from "./ledger-reader.ts";
import { locksContract } from "./locks.ts";
import type { MakeState } from "./state.ts";
import { storedLedgerContract } from "./stored-ledger.ts";

const sqliteState: MakeState = async () => {
  const stateFolder = mkdtempSync(join(tmpdir(), "gatehouse-contract-"));
  const opened: Ledger[] = [];
  return {
    open: async () => {
      const state = await openState({ stateFolder });
      opened.push(state.ledger);
      return state;
    },
    stored: storedLedgerOf({ stateFolder }),
    remove: async () => {
      for (const ledger of opened) await ledger.close();
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
};

describe("the ledger, on SQLite", () => {
  ledgerContract(sqliteState);
});
describe("the approvals, on SQLite", () => {
  approvalsContract(sqliteState);
});
describe("the locks, on SQLite", () => {
  locksContract(sqliteState);
});
describe("erasures, on SQLite", () => {
  erasuresContract(sqliteState);
});
describe("the auditors' port, on SQLite", () => {
  ledgerAuditContract(sqliteState);
});
describe("the checkpoints, on SQLite", () => {
  checkpointsContract(sqliteState);
});
describe("a ledger that is read, on SQLite", () => {
  ledgerReaderContract(sqliteState);
});
describe("a ledger as it is kept, on SQLite", () => {
  storedLedgerContract(sqliteState);
});
