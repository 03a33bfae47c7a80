// The ledger of a project, with the keys that sign for it: checkpoints, and the entries that tell of keys.

import { existsSync, readFileSync } from "node:fs";
import { checkpointSigner } from "../../../adapters/files/checkpoint-signer.ts";
import { readKey } from "../../../adapters/files/key-file.ts";
import { appendDurably } from "../../../adapters/files/write-durably.ts";
import { nodeNoteCrypto, signingKey } from "../../../adapters/system/note-crypto.ts";
import { uuidIds } from "../../../adapters/system/system-clock.ts";
import { administrativeEntry } from "../../../core/ledger/entry/administrative-entry.ts";
import type { EntryDraft, EntryKind } from "../../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../../core/ledger/receipt.ts";
import { formatKey, noteKey } from "../../../core/ledger/tree/signed-note.ts";
import type { CheckpointDue, Checkpoints, StoredCheckpoint } from "../../../gate/ports/checkpoints.ts";
import type { Ledger } from "../../../gate/ports/ledger.ts";
import type { LedgerState } from "../../../gate/ports/state.ts";
import { stateKey } from "../state-key.ts";
import { type CheckpointKeys, checkpointKeys } from "./checkpoint-keys.ts";

export interface SigningLedger {
  readonly ledger: Ledger;
  readonly checkpoints: Checkpoints;
  readonly keys: CheckpointKeys;
  /** Records an administrative act. */
  record(kind: EntryKind, detail: NonNullable<EntryDraft["detail"]>): Promise<LedgerReceipt>;
  /** Signs the ledger as it is, when that is due. Null when it is not. Rejects with a Failure. */
  checkpoint(due: CheckpointDue): Promise<StoredCheckpoint | null>;
}

export function signLedger(
  { ledger, checkpoints }: Pick<LedgerState, "ledger" | "checkpoints">,
  stateFolder: string,
): SigningLedger {
  const keys = checkpointKeys(stateFolder);
  const record: SigningLedger["record"] = (kind, detail) =>
    ledger.append(administrativeEntry(kind, { correlation: uuidIds.next(), detail }));
  return {
    ledger,
    checkpoints,
    keys,
    record,
    checkpoint: async (due) => {
      const seed = await checkpointKey(keys);
      const key = signingKey(seed);
      const { origin } = await ledger.head();
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
      return checkpoints.make({ signer, due, entryOf });
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
