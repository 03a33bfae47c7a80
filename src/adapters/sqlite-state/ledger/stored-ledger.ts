// The port to a ledger as it is kept, on one SQLite file: a project's own, or a copy that lies somewhere. Nothing of it is written to but the
// index that searches rest on, which stands in a file of its own.

import { existsSync, renameSync } from "node:fs";
import type { NoteCrypto } from "../../../core/ledger/tree/note-crypto.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Reindexed, StoredLedger } from "../../../gate/ports/stored-ledger.ts";
import { findSubject } from "../erasure/find-subject.ts";
import { verifyFile } from "../verify/verify-file.ts";
import { exportLedger } from "./ledger-export.ts";
import { bringUpToDate, openLedgerIndex, removeIndex } from "./ledger-index-file.ts";
import { openLedgerReader } from "./ledger-reader.ts";
import { openReader } from "./open-reader.ts";
import { proveEntry } from "./prove-entry.ts";

export interface LedgerPlace {
  readonly file: string;
  /** Null where there is no place for one: it is made in memory for each reader, and `reindex` has nothing to make anew. */
  readonly indexFile: string | null;
  /** Read when they are needed; null where they are not at hand. */
  readonly keys: StateKeys;
  readonly primitives: NoteCrypto;
}

export interface StateKeys {
  /** Opens what is sealed aside. */
  sealing(): Promise<Uint8Array | null>;
  /** Opens the requests for approval. */
  approvals(): Promise<Uint8Array | null>;
  /** Where they lie, for whoever has to restore them. */
  readonly folder: string | null;
}

const BLOCKS_AT_ONCE = 64;

/** Opens nothing yet. */
export function storedLedger({ file, indexFile, keys, primitives }: LedgerPlace): StoredLedger {
  return {
    read: async ({ reveal = false, ...options } = {}) =>
      openReader(file, { indexFile, sealingKey: reveal ? await keys.sealing() : null, ...options }),
    verify: async (question) => {
      const [sealingKey, approvalsKey] = await Promise.all([keys.sealing(), keys.approvals()]);
      return verifyFile(file, { ...question, sealingKey, approvalsKey, primitives });
    },
    lines: (from) => exportLedger(file, { from, base64: primitives.base64 }),
    prove: async (index) => proveEntry(file, index),
    reindex: async () => reindex(file, indexFile),
    findSubject: async (search) => {
      const [sealingKey, approvalsKey] = await Promise.all([keys.sealing(), keys.approvals()]);
      if (sealingKey !== null && approvalsKey !== null)
        return findSubject(file, { ...search, sealingKey, approvalsKey });
      throw new Failure(
        "key-missing",
        `The keys in ${keys.folder ?? "the state folder"} are wanted to find a data subject; restore them.`,
      );
    },
  };
}

/** The index of before is brought up to date first, so that what it lacks is what it left out. */
function reindex(file: string, indexFile: string | null): Reindexed {
  const reader = openLedgerReader(file);
  try {
    const { entries } = reader;
    const fresh = indexFile === null ? null : `${indexFile}.new`;
    const old = indexFile !== null && existsSync(indexFile) ? openLedgerIndex(indexFile, entries) : null;
    if (old !== null) bringUpToDate(old, { entries, blocks: BLOCKS_AT_ONCE });
    old?.close();
    if (fresh !== null) removeIndex(fresh);
    const index = openLedgerIndex(fresh, entries);
    bringUpToDate(index, { entries, blocks: BLOCKS_AT_ONCE });
    const wrong = old === null || indexFile === null ? 0 : index.differences(indexFile);
    const indexed = index.size();
    const newest = entries.size() - indexed;
    index.close();
    if (fresh !== null && indexFile !== null) {
      removeIndex(indexFile);
      renameSync(fresh, indexFile);
    }
    return { entries: indexed, newest, wrong };
  } finally {
    reader.close();
  }
}
