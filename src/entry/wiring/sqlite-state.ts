// The state of a project in one SQLite file: the ledger, and the approvals, budgets, locks and erasures beside it. What this file gives are
// ports.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { openLedgerAudit } from "../../adapters/sqlite-state/ledger/ledger-audit.ts";
import { type LedgerStore, openLedger } from "../../adapters/sqlite-state/ledger/ledger-store.ts";
import { holdsCalls } from "../../adapters/sqlite-state/ledger/ledger-uses.ts";
import { storedLedger } from "../../adapters/sqlite-state/ledger/stored-ledger.ts";
import { nodeNoteCrypto } from "../../adapters/system/note-crypto.ts";
import { systemClock, uuidIds } from "../../adapters/system/system-clock.ts";
import type { OpenOptions, State, StateStore } from "../../gate/ports/state.ts";
import type { StoredLedger } from "../../gate/ports/stored-ledger.ts";
import { trustProject } from "./checkpoints/trust-project.ts";
import { approvalsKeyFor, keysAtHand, ledgerStateOf, refuseLost, requestsOf, sealingKeyFor } from "./state-parts.ts";
import type { StatePlace } from "./state-place.ts";
import { VERSION } from "./version.ts";

/** Opens nothing yet. */
export function sqliteState(place: StatePlace): StateStore {
  return {
    open: (options = {}) => openState(place, options),
    openLedger: async (options = {}) => {
      const { store, instance } = await openStore(place, options);
      return ledgerStateOf(store, { file: ledgerFile(place), instance });
    },
    stored: storedLedger({
      file: ledgerFile(place),
      indexFile: searchIndexFile(place),
      keys: keysAtHand(place),
      primitives: nodeNoteCrypto,
    }),
    wasCalled: async () => holdsCalls(ledgerFile(place)),
  };
}

/** A ledger that lies elsewhere as a file: without its keys, and without a trace beside it. Opens nothing yet. */
export function sqliteLedgerAt(file: string): StoredLedger {
  const none = async () => null;
  const keys = { sealing: none, approvals: none, folder: null };
  return storedLedger({ file, indexFile: null, keys, primitives: nodeNoteCrypto });
}

async function openState(place: StatePlace, options: OpenOptions): Promise<State> {
  const file = ledgerFile(place);
  const [{ store, instance, sealingKey }, approvalsKey] = await Promise.all([
    openStore(place, options),
    approvalsKeyFor(place, file),
  ]);
  return {
    ...ledgerStateOf(store, { file, instance }),
    ...requestsOf(store, approvalsKey),
    audit: openLedgerAudit({
      file,
      indexFile: searchIndexFile(place),
      sealingKey,
      approvalsKey,
      trust: () => trustProject(place),
      primitives: nodeNoteCrypto,
    }),
  };
}

async function openStore(
  place: StatePlace,
  options: OpenOptions,
): Promise<{ store: LedgerStore; instance: string; sealingKey: Uint8Array }> {
  const file = ledgerFile(place);
  if (!existsSync(file)) refuseLost(place, `The ledger ${file}`);
  const sealingKey = await sealingKeyFor(place, () => existsSync(file));
  const instance = uuidIds.next();
  const store = openLedger({
    file,
    server: { instance, version: VERSION, pid: process.pid },
    now: systemClock.now,
    sealingKey,
    ...options,
  });
  return { store, instance, sealingKey };
}

/** Where it lies in a state folder. */
export function ledgerFile({ stateFolder }: Pick<StatePlace, "stateFolder">): string {
  return join(stateFolder, "ledger.db");
}

/** Derived from the ledger, and made again when it is not there. */
function searchIndexFile({ stateFolder }: StatePlace): string {
  return join(stateFolder, "ledger-search.db");
}
