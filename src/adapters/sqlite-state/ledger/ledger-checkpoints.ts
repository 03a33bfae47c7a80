// Checkpoints in the ledger's file: made under its write lock, so that of several processes one signs, each with the entry that tells of it.

import { consistencyProof } from "../../../core/ledger/tree/merkle-proof.ts";
import type {
  CheckpointDue,
  CheckpointStep,
  Checkpoints,
  ContinuedCheckpoint,
  StoredCheckpoint,
} from "../../../gate/ports/checkpoints.ts";
import { sha256 } from "../sha256.ts";
import type { StateConnection } from "../state-connection.ts";
import type { StateTransactions } from "../state-transactions.ts";
import { originOf, readHead } from "./ledger-file.ts";
import { ledgerTree } from "./ledger-tree.ts";

/** The port to the checkpoints on the ledger's own file. */
export function openCheckpoints(store: StateTransactions, file: string): Checkpoints {
  return {
    make: (step) => makeCheckpoint(store, { ...step, file }),
    last: (from) => lastCheckpoint(store, from),
    addCosignatures: (size, lines) => addCosignatures(store, size, lines),
    rotationTo: () => store.read(readRotationTo),
  };
}

/** Null when none is due. Rejects as `transact` does, and with the signer's Failure; then nothing was written. */
export async function makeCheckpoint(
  store: StateTransactions,
  { file, signer, due, entryOf }: CheckpointStep & { file: string },
): Promise<StoredCheckpoint | null> {
  const { result } = await store.transact((connection, append) => {
    const head = readHead(connection, file);
    if (!isDue(connection, { size: head.size, due })) return { made: null };
    const { subtree } = ledgerTree(connection);
    const signed = signer.signedSize();
    const { note, keyId } = signer.sign({
      origin: originOf(connection, file),
      size: head.size,
      root: head.root,
      proof: signed > head.size ? [] : consistencyProof(signed, head.size, { subtree, sha256 }),
    });
    connection.prepare("INSERT INTO checkpoints VALUES (?, ?)").run(head.size, note);
    append(entryOf({ size: head.size, root: Buffer.from(head.root).toString("base64"), key: keyId }));
    return { made: { size: head.size, note } };
  });
  return result.made;
}

/** The entry of the last checkpoint, which stands right behind it, is nothing new. */
function isDue(connection: StateConnection, { size, due }: { size: number; due: CheckpointDue }): boolean {
  const last = connection
    .prepare<[], { size: number; time: string }>(
      "SELECT size, time FROM checkpoints JOIN entries ON idx = size ORDER BY size DESC LIMIT 1",
    )
    .get();
  const fresh = last === undefined ? size : size - last.size - 1;
  if (fresh <= 0) return false;
  if (due === null || last === undefined || fresh >= due.entries) return true;
  return due.now - Date.parse(last.time) * 1_000 >= due.microseconds;
}

/** In order of size; from `from` on. */
export function readCheckpoints(connection: StateConnection, from = 0): readonly StoredCheckpoint[] {
  return connection
    .prepare<[number], StoredCheckpoint>("SELECT size, note FROM checkpoints WHERE size >= ? ORDER BY size")
    .all(from);
}

/** The last checkpoint, and that it continues an earlier size; null when there is none. */
function lastCheckpoint(
  store: StateTransactions,
  from: (last: StoredCheckpoint) => number,
): Promise<ContinuedCheckpoint | null> {
  return store.read((connection) => {
    const checkpoint = connection
      .prepare<[], StoredCheckpoint>("SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1")
      .get();
    if (checkpoint === undefined) return null;
    const first = from(checkpoint);
    const { subtree } = ledgerTree(connection);
    return { checkpoint, first, proof: consistencyProof(first, checkpoint.size, { subtree, sha256 }) };
  });
}

/** Adds cosignature lines to a stored note. */
async function addCosignatures(store: StateTransactions, size: number, lines: string): Promise<void> {
  await store.transact((connection) => {
    connection.prepare("UPDATE checkpoints SET note = note || ? WHERE size = ?").run(lines, size);
    return true;
  });
}

function readRotationTo(connection: StateConnection): string | null {
  const told = connection
    .prepare<[], string | null>(
      "SELECT body ->> '$.detail.to' FROM entries WHERE kind = 'key.rotated' ORDER BY idx DESC LIMIT 1",
    )
    .pluck()
    .get();
  return told ?? null;
}
