// The ledger of a project, opened to append to it: the same for the server and for commands that record what they do.

import { join } from "node:path";
import { readOrCreateKey } from "../adapters/files/key-file.ts";
import { type LedgerStore, openLedger } from "../adapters/sqlite/ledger-store.ts";
import { systemClock, uuidIds } from "../adapters/system/system-clock.ts";
import type { Project } from "./project.ts";
import { VERSION } from "./version.ts";

export async function openProjectLedger({ stateFolder }: Pick<Project, "stateFolder">): Promise<LedgerStore> {
  return openLedger({
    file: ledgerFile({ stateFolder }),
    server: { instance: uuidIds.next(), version: VERSION, pid: process.pid },
    now: systemClock.now,
    sealingKey: await readOrCreateKey(join(stateFolder, "keys", "sealing.key")),
  });
}

export function ledgerFile({ stateFolder }: Pick<Project, "stateFolder">): string {
  return join(stateFolder, "ledger.db");
}
