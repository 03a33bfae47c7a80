// Signs checkpoints, and never two that contradict each other: what was signed last is kept in a file beside the key, outside the
// ledger, and a tree is signed when it is shown to continue that one. It is called under the ledger's write lock, which orders signers.
// A crash after the file was written and before the checkpoint was stored leaves a signed tree that the ledger still has.

import { readFileSync } from "node:fs";
import { type CheckpointSigner, formatTreeHead, parseCheckpoint } from "../../core/ledger/tree/checkpoint.ts";
import { isConsistent } from "../../core/ledger/tree/merkle-proof.ts";
import type { NoteCrypto, SigningKey } from "../../core/ledger/tree/note-crypto.ts";
import { formatNote, keyId, noteKey } from "../../core/ledger/tree/signed-note.ts";
import { Failure } from "../../core/model/failure.ts";
import { replaceDurably } from "./write-durably.ts";

/** `keys`: the key that signs; while it is changed, the old one before the new. */
export function checkpointSigner(
  keys: readonly [SigningKey, ...SigningKey[]],
  { stateFile, primitives }: { stateFile: string; primitives: NoteCrypto },
): CheckpointSigner {
  return {
    signedSize: () => readSigned(stateFile, primitives)?.size ?? 0,
    sign: (tree) => {
      const last = readSigned(stateFile, primitives);
      if (last !== null && last.origin !== tree.origin) {
        throw new Failure(
          "ledger-altered",
          `The last checkpoint that was signed is of another ledger, ${last.origin}; put that one back, or move ${stateFile} away to sign for this one.`,
        );
      }
      if (last !== null) {
        if (last.size > tree.size || !isConsistent(last, tree, tree.proof, primitives.sha256)) {
          throw new Failure(
            "ledger-altered",
            `A checkpoint of ${last.size} entries was signed and the ledger, of ${tree.size}, does not continue it; keep the file as evidence and run gatehouse ledger verify.`,
          );
        }
      }
      const text = formatTreeHead(tree, primitives);
      const signatures = keys.map((key) => {
        const { name, id } = noteKey(tree.origin, { type: "log", publicKey: key.publicKey }, primitives);
        return { name, id, bytes: key.sign(primitives.utf8(text)) };
      });
      const note = formatNote({ text, signatures }, primitives);
      replaceDurably(stateFile, note);
      const signer = signatures.at(-1);
      return { note, keyId: signer === undefined ? "" : keyId(signer) };
    },
  };
}

function readSigned(path: string, primitives: NoteCrypto) {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw new Failure("key-missing", `The file ${path} cannot be read; check its permissions.`, { cause });
  }
  const signed = parseCheckpoint(text, primitives);
  if (signed !== null) return signed;
  throw new Failure("key-missing", `The file ${path} is no checkpoint any more; restore it from a copy.`);
}
