// The parts of a state over transactions on its tables, whoever makes those durable; with the keys, which lie in the state folder.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readKey } from "../../adapters/files/key-file.ts";
import { openApprovals } from "../../adapters/sqlite-state/approvals/approval-store.ts";
import { openErasures } from "../../adapters/sqlite-state/erasure/erasure-store.ts";
import { openCheckpoints } from "../../adapters/sqlite-state/ledger/ledger-checkpoints.ts";
import { holdsRequests, opensRequests } from "../../adapters/sqlite-state/ledger/ledger-uses.ts";
import type { StateKeys } from "../../adapters/sqlite-state/ledger/stored-ledger.ts";
import { openLocks } from "../../adapters/sqlite-state/locks/lock-store.ts";
import type { StateTransactions } from "../../adapters/sqlite-state/state-transactions.ts";
import { openTokens } from "../../adapters/sqlite-state/tokens/token-store.ts";
import { nodeApprovalCrypto } from "../../adapters/system/approval-crypto.ts";
import { Failure } from "../../core/model/failure.ts";
import type { LedgerState, State } from "../../gate/ports/state.ts";
import { checkpointKeys } from "./checkpoints/checkpoint-keys.ts";
import { stateKey } from "./state-key.ts";
import type { StatePlace } from "./state-place.ts";

/** `file` is where the tables are. */
export function ledgerStateOf(
  store: StateTransactions,
  { file, instance }: { file: string; instance: string },
): LedgerState {
  return {
    ledger: store,
    checkpoints: openCheckpoints(store, file),
    erasures: openErasures(store),
    tokens: openTokens(store),
    instance,
  };
}

export function requestsOf(
  store: StateTransactions,
  approvalsKey: Uint8Array,
): Pick<State, "approvals" | "budgets" | "locks"> {
  const approvals = openApprovals(store, { key: approvalsKey, primitives: nodeApprovalCrypto });
  return { approvals, budgets: approvals, locks: openLocks(store) };
}

/** Throws a Failure `ledger-altered` when checkpoints of a ledger were signed here: another one is not begun in silence. */
export function refuseLost({ stateFolder }: StatePlace, ledger: string): void {
  const { signed } = checkpointKeys(stateFolder);
  if (!existsSync(signed)) return;
  throw new Failure(
    "ledger-altered",
    `${ledger} is gone, and a checkpoint of it was signed; restore it from a copy, or move ${signed} away to begin another one.`,
  );
}

/** `used` says whether there is a ledger. */
export function sealingKeyFor(
  { stateFolder }: StatePlace,
  used: () => boolean | Promise<boolean>,
): Promise<Uint8Array> {
  return stateKey(join(keyFolder(stateFolder), "sealing.key"), {
    used,
    without: "nothing of the ledger is written until then",
  });
}

/** Rejects with a Failure `key-missing` when there are requests, and the key is gone or another one; and as `used`, which says whether there are. */
export async function approvalsKeyFor(
  { stateFolder }: StatePlace,
  file: string,
  used = () => holdsRequests(file),
): Promise<Uint8Array> {
  const path = join(keyFolder(stateFolder), "approvals.key");
  const key = await stateKey(path, {
    used,
    without:
      "requests for approval cannot be read, decided or carried out without it, and a new one would not open them",
  });
  if (opensOrUnknown(file, key)) return key;
  throw new Failure(
    "key-missing",
    `The key ${path} does not open the requests for approval in the ledger: it is another one; restore it from a copy, or run gatehouse ledger verify if it is the right one.`,
  );
}

export function keysAtHand({ stateFolder }: StatePlace): StateKeys {
  const key = (name: string) => readKey(join(keyFolder(stateFolder), name));
  return { sealing: () => key("sealing.key"), approvals: () => key("approvals.key"), folder: keyFolder(stateFolder) };
}

/** Those that every server of a state has to have the same of, beside the one that seals: whichever are there. */
export async function sharedKeys({
  stateFolder,
}: StatePlace): Promise<readonly { readonly name: string; readonly key: Uint8Array }[]> {
  const found = ["approvals.key", "pseudonyms.key"].map(async (name) => {
    const key = await readKey(join(keyFolder(stateFolder), name));
    return key === null ? [] : [{ name, key }];
  });
  return (await Promise.all(found)).flat();
}

/** A ledger that cannot be read now says so with each call. */
function opensOrUnknown(file: string, key: Uint8Array): boolean {
  try {
    return opensRequests(file, key);
  } catch {
    return true;
  }
}

function keyFolder(stateFolder: string): string {
  return join(stateFolder, "keys");
}
