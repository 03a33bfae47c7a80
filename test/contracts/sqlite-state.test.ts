// The state in one SQLite file meets the ports, as a server opens it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { sqliteState } from "../../src/entry/wiring/sqlite-state.ts";
import type { Ledger } from "../../src/gate/ports/ledger.ts";
import { CONTRACTS } from "./contracts.ts";
import type { MakeState } from "./state.ts";

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

describe.each(CONTRACTS)("%s, on SQLite", (_, contract) => {
  contract(onSqlite);
});
