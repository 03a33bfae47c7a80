// The state folder of a project: the ledger and the approvals beside it, with the keys that seal what they hold.
// The commands for approvals open this and no database.

import { join } from "node:path";
import { readOrCreateKey } from "../adapters/files/key-file.ts";
import { openApprovals } from "../adapters/sqlite/approval-store.ts";
import { openLedgerAudit } from "../adapters/sqlite/ledger-audit.ts";
import { openLedger } from "../adapters/sqlite/ledger-store.ts";
import { openLocks } from "../adapters/sqlite/lock-store.ts";
import { nodeApprovalCrypto } from "../adapters/system/approval-crypto.ts";
import { systemClock, uuidIds } from "../adapters/system/system-clock.ts";
import type { Approvals } from "../gate/ports/approvals.ts";
import type { Ledger } from "../gate/ports/ledger.ts";
import type { LedgerAudit } from "../gate/ports/ledger-audit.ts";
import type { Locks } from "../gate/ports/locks.ts";
import type { Project } from "./project.ts";
import { VERSION } from "./version.ts";

export interface OpenState {
  readonly ledger: Ledger;
  /** Lives as long as the ledger. */
  readonly approvals: Approvals;
  readonly locks: Locks;
  readonly audit: LedgerAudit;
  /** This process, as the ledger's entries and the claims of approvals name it. */
  readonly instance: string;
}

/** Opens no file yet but those of the keys. Rejects with a Failure `key-missing`. */
export async function openState({ stateFolder }: Pick<Project, "stateFolder">): Promise<OpenState> {
  const keyFolder = join(stateFolder, "keys");
  const [sealingKey, approvalsKey] = await Promise.all([
    readOrCreateKey(join(keyFolder, "sealing.key")),
    readOrCreateKey(join(keyFolder, "approvals.key")),
  ]);
  const instance = uuidIds.next();
  const ledger = openLedger({
    file: ledgerFile({ stateFolder }),
    server: { instance, version: VERSION, pid: process.pid },
    now: systemClock.now,
    sealingKey,
  });
  const approvals = openApprovals(ledger, { key: approvalsKey, primitives: nodeApprovalCrypto });
  const audit = openLedgerAudit({
    file: ledgerFile({ stateFolder }),
    indexFile: searchIndexFile({ stateFolder }),
    sealingKey,
  });
  return { ledger, approvals, locks: openLocks(ledger), audit, instance };
}

export function ledgerFile({ stateFolder }: Pick<Project, "stateFolder">): string {
  return join(stateFolder, "ledger.db");
}

/** Derived from the ledger, and made again when it is not there. */
export function searchIndexFile({ stateFolder }: Pick<Project, "stateFolder">): string {
  return join(stateFolder, "ledger-search.db");
}
