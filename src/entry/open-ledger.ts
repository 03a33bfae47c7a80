// The ledger of a project, opened to append to it: the same for the server and for commands that record what they do.

import { join } from "node:path";
import { readOrCreateKey } from "../adapters/files/key-file.ts";
import { type LedgerStore, openLedger } from "../adapters/sqlite/ledger-store.ts";
import { systemClock, uuidIds } from "../adapters/system/system-clock.ts";
import type { Project } from "./project.ts";
import { VERSION } from "./version.ts";

export interface OpenLedger {
  readonly ledger: LedgerStore;
  readonly sealingKey: Uint8Array;
  /** This process, as its entries name it. */
  readonly instance: string;
}

export async function openProjectLedger({ stateFolder }: Pick<Project, "stateFolder">): Promise<OpenLedger> {
  const sealingKey = await readOrCreateKey(join(stateFolder, "keys", "sealing.key"));
  const instance = uuidIds.next();
  const ledger = openLedger({
    file: ledgerFile({ stateFolder }),
    server: { instance, version: VERSION, pid: process.pid },
    now: systemClock.now,
    sealingKey,
  });
  return { ledger, sealingKey, instance };
}

export function ledgerFile({ stateFolder }: Pick<Project, "stateFolder">): string {
  return join(stateFolder, "ledger.db");
}
