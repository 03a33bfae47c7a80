// The state of a project in one SQLite file: the ledger, and the approvals, budgets, locks and erasures beside it, with the keys that seal what
// they hold. What this file gives are ports.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readKey } from "../../adapters/files/key-file.ts";
import { openApprovals } from "../../adapters/sqlite-state/approvals/approval-store.ts";
import { openErasures } from "../../adapters/sqlite-state/erasure/erasure-store.ts";
import { openLedgerAudit } from "../../adapters/sqlite-state/ledger/ledger-audit.ts";
import { openCheckpoints } from "../../adapters/sqlite-state/ledger/ledger-checkpoints.ts";
import { openLedger } from "../../adapters/sqlite-state/ledger/ledger-store.ts";
import { holdsCalls, holdsRequests, opensRequests } from "../../adapters/sqlite-state/ledger/ledger-uses.ts";
import { storedLedger } from "../../adapters/sqlite-state/ledger/stored-ledger.ts";
import { openLocks } from "../../adapters/sqlite-state/locks/lock-store.ts";
import { openTokens } from "../../adapters/sqlite-state/tokens/token-store.ts";
import { nodeApprovalCrypto } from "../../adapters/system/approval-crypto.ts";
import { nodeNoteCrypto } from "../../adapters/system/note-crypto.ts";
import { systemClock, uuidIds } from "../../adapters/system/system-clock.ts";
import { Failure } from "../../core/model/failure.ts";
import type { LedgerState, OpenOptions, State, StateStore } from "../../gate/ports/state.ts";
import type { StoredLedger } from "../../gate/ports/stored-ledger.ts";
import { checkpointKeys } from "./checkpoints/checkpoint-keys.ts";
import { trustProject } from "./checkpoints/trust-project.ts";
import { stateKey } from "./state-key.ts";
import type { StatePlace } from "./state-place.ts";
import { VERSION } from "./version.ts";

/** Opens nothing yet. */
export function sqliteState(place: StatePlace): StateStore {
  return {
    open: (options = {}) => openState(place, options),
    openLedger: (options = {}) => openLedgerState(place, options),
    stored: storedLedgerOf(place),
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
  const [{ store, sealingKey, ...state }, approvalsKey] = await Promise.all([
    openStore(place, options),
    approvalsKeyFor(place),
  ]);
  const approvals = openApprovals(store, { key: approvalsKey, primitives: nodeApprovalCrypto });
  return {
    ...state,
    approvals,
    budgets: approvals,
    locks: openLocks(store),
    audit: openLedgerAudit({
      file: ledgerFile(place),
      indexFile: searchIndexFile(place),
      sealingKey,
      approvalsKey,
      trust: () => trustProject(place),
      primitives: nodeNoteCrypto,
    }),
  };
}

async function openLedgerState(place: StatePlace, options: OpenOptions): Promise<LedgerState> {
  const { ledger, checkpoints, erasures, tokens, instance } = await openStore(place, options);
  return { ledger, checkpoints, erasures, tokens, instance };
}

function storedLedgerOf(place: StatePlace): StoredLedger {
  const key = (name: string) => readKey(join(keyFolder(place), name));
  return storedLedger({
    file: ledgerFile(place),
    indexFile: searchIndexFile(place),
    keys: { sealing: () => key("sealing.key"), approvals: () => key("approvals.key"), folder: keyFolder(place) },
    primitives: nodeNoteCrypto,
  });
}

async function openStore(place: StatePlace, options: OpenOptions) {
  const file = ledgerFile(place);
  refuseLost(file, place);
  const sealingKey = await stateKey(join(keyFolder(place), "sealing.key"), {
    used: () => existsSync(file),
    without: "nothing of the ledger is written until then",
  });
  const instance = uuidIds.next();
  const store = openLedger({
    file,
    server: { instance, version: VERSION, pid: process.pid },
    now: systemClock.now,
    sealingKey,
    ...options,
  });
  const parts = {
    ledger: store,
    checkpoints: openCheckpoints(store, file),
    erasures: openErasures(store),
    tokens: openTokens(store),
    instance,
  };
  return { ...parts, store, sealingKey };
}

function refuseLost(file: string, { stateFolder }: StatePlace): void {
  const { signed } = checkpointKeys(stateFolder);
  if (existsSync(file) || !existsSync(signed)) return;
  throw new Failure(
    "ledger-altered",
    `The ledger ${file} is gone, and a checkpoint of it was signed; restore it from a copy, or move ${signed} away to begin another one.`,
  );
}

/** Rejects with a Failure `key-missing` when there are requests, and the key is gone or another one. */
async function approvalsKeyFor(place: StatePlace): Promise<Uint8Array> {
  const path = join(keyFolder(place), "approvals.key");
  const file = ledgerFile(place);
  const key = await stateKey(path, {
    used: () => holdsRequests(file),
    without:
      "requests for approval cannot be read, decided or carried out without it, and a new one would not open them",
  });
  if (opensOrUnknown(file, key)) return key;
  throw new Failure(
    "key-missing",
    `The key ${path} does not open the requests for approval in the ledger: it is another one; restore it from a copy, or run gatehouse ledger verify if it is the right one.`,
  );
}

/** A ledger that cannot be read now says so with each call. */
function opensOrUnknown(file: string, key: Uint8Array): boolean {
  try {
    return opensRequests(file, key);
  } catch {
    return true;
  }
}

function keyFolder({ stateFolder }: StatePlace): string {
  return join(stateFolder, "keys");
}

function ledgerFile({ stateFolder }: StatePlace): string {
  return join(stateFolder, "ledger.db");
}

/** Derived from the ledger, and made again when it is not there. */
function searchIndexFile({ stateFolder }: StatePlace): string {
  return join(stateFolder, "ledger-search.db");
}
