// The state folder of a project: the ledger and the approvals beside it, with the keys that seal what they hold.
// The commands for approvals open this and no database.

import { join } from "node:path";
import { openApprovals } from "../../adapters/sqlite-state/approvals/approval-store.ts";
import { openLedgerAudit } from "../../adapters/sqlite-state/ledger/ledger-audit.ts";
import type { LedgerStore } from "../../adapters/sqlite-state/ledger/ledger-store.ts";
import { holdsRequests, opensRequests } from "../../adapters/sqlite-state/ledger/ledger-uses.ts";
import { openLocks } from "../../adapters/sqlite-state/locks/lock-store.ts";
import { nodeApprovalCrypto } from "../../adapters/system/approval-crypto.ts";
import { nodeNoteCrypto } from "../../adapters/system/note-crypto.ts";
import { Failure } from "../../core/model/failure.ts";
import type { Approvals } from "../../gate/ports/approvals.ts";
import type { LedgerAudit } from "../../gate/ports/ledger-audit.ts";
import type { Locks } from "../../gate/ports/locks.ts";
import { ledgerFile, openProjectLedger, searchIndexFile } from "./open-ledger.ts";
import type { Project } from "./project.ts";
import { stateKey } from "./state-key.ts";
import { trustProject } from "./trust-project.ts";

export interface OpenState {
  readonly ledger: LedgerStore;
  /** Lives as long as the ledger. */
  readonly approvals: Approvals;
  readonly locks: Locks;
  readonly audit: LedgerAudit;
  /** This process, as the ledger's entries and the claims of approvals name it. */
  readonly instance: string;
}

/** Opens no file yet but those of the keys. Rejects with a Failure `key-missing`. */
export async function openState(
  project: Pick<Project, "stateFolder">,
  options: { appended?: (size: number) => void } = {},
): Promise<OpenState> {
  const [{ ledger, sealingKey, instance }, approvalsKey] = await Promise.all([
    openProjectLedger(project, options),
    approvalsKeyFor(project.stateFolder),
  ]);
  const approvals = openApprovals(ledger, { key: approvalsKey, primitives: nodeApprovalCrypto });
  const audit = openLedgerAudit({
    file: ledgerFile(project),
    indexFile: searchIndexFile(project),
    sealingKey,
    approvalsKey,
    trust: () => trustProject(project),
    primitives: nodeNoteCrypto,
  });
  return { ledger, approvals, locks: openLocks(ledger), audit, instance };
}

/** Rejects with a Failure `key-missing` when there are requests, and the key is gone or another one. */
async function approvalsKeyFor(stateFolder: string): Promise<Uint8Array> {
  const path = join(stateFolder, "keys", "approvals.key");
  const file = ledgerFile({ stateFolder });
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
