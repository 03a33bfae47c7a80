// The state in one SQLite file meets the ports, as a server opens it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { openErasures } from "../../src/adapters/sqlite-state/erasure/erasure-store.ts";
import type { LedgerStore } from "../../src/adapters/sqlite-state/ledger/ledger-store.ts";
import { openState } from "../../src/entry/wiring/open-state.ts";
import { approvalsContract } from "./approvals.ts";
import { erasuresContract } from "./erasures.ts";
import { ledgerContract } from "./ledger.ts";
import { ledgerAuditContract } from "./ledger-audit.ts";
import { locksContract } from "./locks.ts";
import type { MakeState } from "./state.ts";

const sqliteState: MakeState = async () => {
  const stateFolder = mkdtempSync(join(tmpdir(), "gatehouse-contract-"));
  const opened: LedgerStore[] = [];
  return {
    open: async () => {
      const state = await openState({ stateFolder });
      opened.push(state.ledger);
      return { ...state, erasures: openErasures(state.ledger) };
    },
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
