// The ledger of a project, with the keys that sign for it: checkpoints, and the entries that tell of keys.

import { existsSync, readFileSync } from "node:fs";
import { checkpointSigner } from "../../adapters/files/checkpoint-signer.ts";
import { readKey } from "../../adapters/files/key-file.ts";
import { appendDurably } from "../../adapters/files/write-durably.ts";
import {
  type CheckpointDue,
  makeCheckpoint,
  type StoredCheckpoint,
} from "../../adapters/sqlite-state/ledger/ledger-checkpoints.ts";
import { originOf } from "../../adapters/sqlite-state/ledger/ledger-file.ts";
import type { LedgerStore } from "../../adapters/sqlite-state/ledger/ledger-store.ts";
import { nodeNoteCrypto, signingKey } from "../../adapters/system/note-crypto.ts";
import { uuidIds } from "../../adapters/system/system-clock.ts";
import { administrativeEntry } from "../../core/ledger/entry/administrative-entry.ts";
import type { EntryDraft, EntryKind } from "../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../core/ledger/receipt.ts";
import { formatKey, noteKey } from "../../core/ledger/tree/signed-note.ts";
import { type CheckpointKeys, checkpointKeys } from "./checkpoint-keys.ts";
import { ledgerFile } from "./open-ledger.ts";
import { stateKey } from "./state-key.ts";

export interface SigningLedger {
  readonly store: LedgerStore;
  readonly file: string;
  readonly keys: CheckpointKeys;
  /** Records an administrative act. */
  record(kind: EntryKind, detail: NonNullable<EntryDraft["detail"]>): Promise<LedgerReceipt>;
  /** Signs the ledger as it is, when that is due. Null when it is not. Rejects with a Failure. */
  checkpoint(due: CheckpointDue): Promise<StoredCheckpoint | null>;
}

export function signLedger(store: LedgerStore, stateFolder: string): SigningLedger {
  const file = ledgerFile({ stateFolder });
  const keys = checkpointKeys(stateFolder);
  const record: SigningLedger["record"] = (kind, detail) =>
    store.append(administrativeEntry(kind, { correlation: uuidIds.next(), detail }));
  return {
    store,
    file,
    keys,
    record,
    checkpoint: async (due) => {
      const seed = await checkpointKey(keys);
      const key = signingKey(seed);
      const origin = await store.read((connection) => originOf(connection, file));
      const own = formatKey(noteKey(origin, { type: "log", publicKey: key.publicKey }, nodeNoteCrypto), nodeNoteCrypto);
      if (!knownKeys(keys).includes(own)) {
        await record("key.created", { purpose: "checkpoints", key: own });
        appendDurably(keys.known, `${own}\n`);
      }
      const next = await readKey(keys.next);
      const signer = checkpointSigner(next === null ? [key] : [key, signingKey(next)], {
        stateFile: keys.signed,
        primitives: nodeNoteCrypto,
      });
      const entryOf = (detail: NonNullable<EntryDraft["detail"]>) =>
        administrativeEntry("checkpoint", { correlation: uuidIds.next(), detail });
      return makeCheckpoint(store, { file, signer, due, entryOf });
    },
  };
}

/** Verifier keys that the state folder knows; none when nothing was signed yet. */
export function knownKeys({ known }: Pick<CheckpointKeys, "known">): readonly string[] {
  return existsSync(known) ? readFileSync(known, "utf8").split("\n").filter(Boolean) : [];
}

function checkpointKey(keys: CheckpointKeys): Promise<Uint8Array> {
  return stateKey(keys.current, {
    used: () => knownKeys(keys).length > 0,
    without: "it signs checkpoints, and what another one signs is believed by nobody who knows it",
  });
}
