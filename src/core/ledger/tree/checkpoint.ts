// Checkpoints (c2sp.org/tlog-checkpoint): what a ledger says of itself at one size, in the text of a signed note.

import type { NoteCrypto } from "./note-crypto.ts";
import { parseNote, type SignedNote } from "./signed-note.ts";

export interface TreeHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface Checkpoint extends TreeHead {
  readonly note: SignedNote;
}

export function formatTreeHead({ origin, size, root }: TreeHead, { base64 }: Pick<NoteCrypto, "base64">): string {
  return `${origin}\n${size}\n${base64.encode(root)}\n`;
}

/** Null when the text is no note, or its text no checkpoint. Extension lines are kept in the text and mean nothing here. */
export function parseCheckpoint(text: string, primitives: NoteCrypto): Checkpoint | null {
  const note = parseNote(text, primitives);
  if (note === null) return null;
  const [origin = "", size = "", encoded = "", ...rest] = note.text.split("\n");
  const root = primitives.base64.decode(encoded);
  if (origin === "" || !/^(0|[1-9]\d{0,15})$/.test(size) || root === null || root.length !== 32) return null;
  if (rest.pop() !== "" || rest.includes("")) return null;
  return Number.isSafeInteger(Number(size)) ? { origin, size: Number(size), root, note } : null;
}

/** A tree that a signer is asked to sign. */
export interface TreeToSign extends TreeHead {
  /** That the tree begins with the one that was signed last: a consistency proof from `signedSize`; empty where the tree is smaller. */
  readonly proof: readonly Uint8Array[];
}

export interface CheckpointSigner {
  /** How many leaves the tree had that was signed last; 0 before the first. Throws a Failure where that cannot be told. */
  signedSize(): number;
  /**
   * A signed note, as text, and the id of the key that signed. Throws a Failure `ledger-altered` when the tree is not
   * a continuation of the last that was signed: then somebody rewrote the ledger, and signing would hide it.
   */
  sign(tree: TreeToSign): { readonly note: string; readonly keyId: string };
}
