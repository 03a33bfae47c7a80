// Signed notes (c2sp.org/signed-note): a text, an empty line, signature lines. Two kinds of signature: Ed25519 by a log (0x01), and the
// timestamped Ed25519 cosignature of a witness (0x04, c2sp.org/tlog-cosignature). What comes in is attacker-controlled.

import { sameBytes } from "./merkle-proof.ts";
import type { NoteCrypto } from "./note-crypto.ts";

export interface NoteKey {
  readonly name: string;
  readonly type: "log" | "witness";
  /** The first four bytes of SHA-256 over name, type and key. */
  readonly id: Uint8Array;
  readonly publicKey: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly id: Uint8Array;
  readonly bytes: Uint8Array;
}

export interface SignedNote {
  /** With its final line feed: what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const TYPES = { log: 0x01, witness: 0x04 } as const;
const ID = 4;
const PUBLIC_KEY = 32;
const TIMESTAMP = 8;
const SIGNATURE = 64;
const MOST_SIGNATURES = 64;
const LARGEST_NOTE = 1_000_000;

export function noteKey(
  name: string,
  { type, publicKey }: { type: NoteKey["type"]; publicKey: Uint8Array },
  { sha256, utf8 }: NoteCrypto,
): NoteKey {
  const id = sha256(utf8(`${name}\n`), Uint8Array.of(TYPES[type]), publicKey).slice(0, ID);
  return { name, type, id, publicKey };
}

/** `<name>+<key id>+<base64 of type and public key>` */
export function formatKey({ name, type, id, publicKey }: NoteKey, { base64 }: NoteCrypto): string {
  return `${name}+${hex(id)}+${base64.encode(Uint8Array.of(TYPES[type], ...publicKey))}`;
}

/** Null when it is no verifier key of a kind that is known here, or its id is not its own. */
export function parseKey(text: string, primitives: NoteCrypto): NoteKey | null {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return null;
  const bytes = primitives.base64.decode(encoded);
  if (bytes === null || bytes.length !== 1 + PUBLIC_KEY) return null;
  const type = bytes[0] === TYPES.log ? "log" : bytes[0] === TYPES.witness ? "witness" : null;
  if (type === null) return null;
  const key = noteKey(name, { type, publicKey: bytes.slice(1) }, primitives);
  return hex(key.id) === id ? key : null;
}

/** Null when it is no note. */
export function parseNote(note: string, { base64 }: NoteCrypto): SignedNote | null {
  if (note.length > LARGEST_NOTE || !note.isWellFormed() || /[^\P{Cc}\n\u007f-\u009f]/u.test(note)) return null;
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) return null;
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name, encoded] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? [];
    const bytes = encoded === undefined ? null : base64.decode(encoded);
    if (name === undefined || bytes === null || bytes.length <= ID) return null;
    signatures.push({ name, id: bytes.slice(0, ID), bytes: bytes.slice(ID) });
  }
  return { text: note.slice(0, end + 1), signatures };
}

export function formatNote({ text, signatures }: SignedNote, primitives: NoteCrypto): string {
  return `${text}\n${signatures.map((signature) => formatSignature(signature, primitives)).join("")}`;
}

export function formatSignature({ name, id, bytes }: NoteSignature, { base64 }: NoteCrypto): string {
  return `\u2014 ${name} ${base64.encode(Uint8Array.of(...id, ...bytes))}\n`;
}

/** Whether the key signed the note. `forged`: the note says so, and the signature does not verify. */
export function checkSignature(note: SignedNote, key: NoteKey, primitives: NoteCrypto): "signed" | "forged" | "absent" {
  const own = note.signatures.filter(({ name, id }) => name === key.name && sameBytes(id, key.id));
  if (own.length === 0) return "absent";
  return own.every(({ bytes }) => verifies(note.text, { key, bytes, primitives })) ? "signed" : "forged";
}

function verifies(
  text: string,
  { key, bytes, primitives }: { key: NoteKey; bytes: Uint8Array; primitives: NoteCrypto },
) {
  if (key.type === "log")
    return bytes.length === SIGNATURE && primitives.verify(key.publicKey, primitives.utf8(text), bytes);
  if (bytes.length !== TIMESTAMP + SIGNATURE) return false;
  const message = cosignedMessage(text, readTime(bytes));
  return primitives.verify(key.publicKey, primitives.utf8(message), bytes.slice(TIMESTAMP));
}

/** What a witness signs of a checkpoint, at a time in seconds since the Unix epoch. */
export function cosignedMessage(text: string, seconds: number): string {
  return `cosignature/v1\ntime ${seconds}\n${text}`;
}

/** A cosignature's bytes: the time, then the signature over `cosignedMessage`. */
export function cosignature(seconds: number, signature: Uint8Array): Uint8Array {
  const time = Array.from(
    { length: TIMESTAMP },
    (_, place) => Math.floor(seconds / 256 ** (TIMESTAMP - 1 - place)) % 256,
  );
  return Uint8Array.of(...time, ...signature);
}

function readTime(bytes: Uint8Array): number {
  return bytes.slice(0, TIMESTAMP).reduce((seconds, byte) => seconds * 256 + byte, 0);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The key's id, as verifier keys write it. */
export function keyId({ id }: Pick<NoteKey, "id">): string {
  return hex(id);
}
