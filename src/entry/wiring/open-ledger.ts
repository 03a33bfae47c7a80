// The ledger of a project, opened to append to it: the same for the server and for commands that record what they do.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type LedgerStore, openLedger } from "../../adapters/sqlite-state/ledger/ledger-store.ts";
import { systemClock, uuidIds } from "../../adapters/system/system-clock.ts";
import { Failure } from "../../core/model/failure.ts";
import { type CheckpointKeys, checkpointKeys } from "./checkpoint-keys.ts";
import type { Project } from "./project.ts";
import { stateKey } from "./state-key.ts";
import { VERSION } from "./version.ts";

export interface OpenLedger {
  readonly ledger: LedgerStore;
  readonly sealingKey: Uint8Array;
  /** This process, as its entries name it. */
  readonly instance: string;
}

/**
 * Rejects with a Failure `key-missing` when there is a ledger and the key that seals for it is gone, and `ledger-altered` when a ledger
 * was signed for and is gone: another one is not begun in silence.
 */
export async function openProjectLedger(
  { stateFolder }: Pick<Project, "stateFolder">,
  options: { appended?: (size: number) => void } = {},
): Promise<OpenLedger> {
  const file = ledgerFile({ stateFolder });
  refuseLost(file, checkpointKeys(stateFolder));
  const sealingKey = await stateKey(join(stateFolder, "keys", "sealing.key"), {
    used: () => existsSync(file),
    without: "nothing of the ledger is written until then",
  });
  const instance = uuidIds.next();
  const ledger = openLedger({
    file,
    server: { instance, version: VERSION, pid: process.pid },
    now: systemClock.now,
    sealingKey,
    ...options,
  });
  return { ledger, sealingKey, instance };
}

function refuseLost(file: string, { signed }: CheckpointKeys): void {
  if (existsSync(file) || !existsSync(signed)) return;
  throw new Failure(
    "ledger-altered",
    `The ledger ${file} is gone, and a checkpoint of it was signed; restore it from a copy, or move ${signed} away to begin another one.`,
  );
}

export function ledgerFile({ stateFolder }: Pick<Project, "stateFolder">): string {
  return join(stateFolder, "ledger.db");
}

/** Derived from the ledger, and made again when it is not there. */
export function searchIndexFile({ stateFolder }: Pick<Project, "stateFolder">): string {
  return join(stateFolder, "ledger-search.db");
}
