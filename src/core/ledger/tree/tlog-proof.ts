// The proof of one entry (c2sp.org/tlog-proof@v1): the entry's text, its place, the hashes up to the root, and a checkpoint that names
// the root. It needs nothing but a key that is trusted. What comes in is attacker-controlled.

import { parseCanonical } from "../entry/parse-canonical.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { leafHash } from "./merkle.ts";
import { rootOfInclusion, sameBytes } from "./merkle-proof.ts";
import type { NoteCrypto } from "./note-crypto.ts";
import { checkSignature, type NoteKey } from "./signed-note.ts";

const HEADER = "c2sp.org/tlog-proof@v1";
const MOST_HASHES = 63;

export interface EntryProof {
  readonly index: number;
  /** The entry's canonical text. */
  readonly body: string;
  readonly proof: readonly Uint8Array[];
  /** The checkpoint's note. */
  readonly note: string;
}

export function formatProof({ index, body, proof, note }: EntryProof, { base64, utf8 }: NoteCrypto): string {
  const hashes = proof.map((hash) => `${base64.encode(hash)}\n`).join("");
  return `${HEADER}\nextra ${base64.encode(utf8(body))}\nindex ${index}\n${hashes}\n${note}`;
}

/** Null when the text is no proof of an entry. */
export function parseProof(
  text: string,
  primitives: NoteCrypto,
  fromUtf8: (bytes: Uint8Array) => string | null,
): EntryProof | null {
  const end = text.indexOf("\n\n");
  const [header, extra = "", place = "", ...lines] = text.slice(0, Math.max(0, end)).split("\n");
  const [, index] = /^index (0|[1-9]\d{0,15})$/.exec(place) ?? [];
  const bytes = extra.startsWith("extra ") ? primitives.base64.decode(extra.slice("extra ".length)) : null;
  const body = bytes === null ? null : fromUtf8(bytes);
  const proof = lines.map((line) => primitives.base64.decode(line)).filter((hash) => hash !== null);
  if (header !== HEADER || index === undefined || body === null || lines.length > MOST_HASHES) return null;
  if (proof.length !== lines.length || proof.some((hash) => hash.length !== 32)) return null;
  return { index: Number(index), body, proof, note: text.slice(end + 2) };
}

export type ProofVerdict =
  /** The entry is in the log of that origin, on the word of the named keys. */
  | {
      readonly kind: "proved";
      readonly index: number;
      readonly origin: string;
      readonly size: number;
      readonly by: readonly string[];
      readonly body: string;
    }
  /** The entry is in the tree that the checkpoint names, and no trusted key speaks for that. */
  | {
      readonly kind: "self-consistent";
      readonly index: number;
      readonly origin: string;
      readonly size: number;
      readonly body: string;
    }
  | { readonly kind: "altered"; readonly message: string };

export function verifyProof(
  { index, body, proof, note }: EntryProof,
  { keys, primitives }: { keys: readonly NoteKey[]; primitives: NoteCrypto },
): ProofVerdict {
  const altered = (message: string) => ({ kind: "altered", message }) as const;
  const checkpoint: Checkpoint | null = parseCheckpoint(note, primitives);
  if (checkpoint === null) return altered("The checkpoint of the proof is none.");
  const { origin, size } = checkpoint;
  const record = parseCanonical(body);
  const own = typeof record === "object" && record !== null && "index" in record && record["index"] === index;
  if (!own) return altered("The entry is not in canonical form, or names another index.");
  const leaf = leafHash(primitives.utf8(body), primitives.sha256);
  const root = rootOfInclusion({ index, size, leaf, proof }, primitives.sha256);
  if (root === null || !sameBytes(root, checkpoint.root)) {
    return altered("The hashes do not lead from the entry to the root that the checkpoint names.");
  }
  const states = keys
    .filter(({ name, type }) => type === "witness" || name === origin)
    .map((key) => ({ key, state: checkSignature(checkpoint.note, key, primitives) }));
  if (states.some(({ state }) => state === "forged")) return altered("A signature of the checkpoint is forged.");
  const by = states.filter(({ state }) => state === "signed").map(({ key }) => key.name);
  return by.length > 0
    ? { kind: "proved", index, origin, size, by, body }
    : { kind: "self-consistent", index, origin, size, body };
}
