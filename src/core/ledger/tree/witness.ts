// A witness (c2sp.org/tlog-witness): it cosigns a checkpoint when it is shown that the log only grew since the last one that it cosigned.
// Pure: the request's text and what the witness knows of the log give the answer. The request is attacker-controlled.

import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { isConsistent } from "./merkle-proof.ts";
import type { NoteCrypto } from "./note-crypto.ts";
import { checkSignature, type NoteKey } from "./signed-note.ts";

const MOST_HASHES = 63;

export interface AddCheckpoint {
  readonly old: number;
  readonly proof: readonly Uint8Array[];
  readonly note: string;
}

/** As the log sends it. */
export function formatAddCheckpoint({ old, proof, note }: AddCheckpoint, { base64 }: NoteCrypto): string {
  return `old ${old}\n${proof.map((hash) => `${base64.encode(hash)}\n`).join("")}\n${note}`;
}

/** Null when the text is no such request. */
function parseAddCheckpoint(text: string, { base64 }: NoteCrypto): AddCheckpoint | null {
  const end = text.indexOf("\n\n");
  if (end < 0) return null;
  const [first = "", ...lines] = text.slice(0, end).split("\n");
  const [, size] = /^old (0|[1-9]\d{0,15})$/.exec(first) ?? [];
  const proof = lines.map((line) => base64.decode(line)).filter((hash) => hash !== null && hash.length === 32);
  if (size === undefined || lines.length > MOST_HASHES || proof.length !== lines.length) return null;
  return { old: Number(size), proof: proof.filter((hash) => hash !== null), note: text.slice(end + 2) };
}

export interface KnownLog {
  readonly keys: readonly NoteKey[];
  /** The last that was cosigned; null when none was. */
  readonly last: { readonly size: number; readonly root: Uint8Array } | null;
}

export type WitnessAnswer =
  /** The checkpoint has to be kept, and then cosigned. */
  | { readonly kind: "cosign"; readonly checkpoint: Checkpoint }
  | { readonly kind: "refused"; readonly status: 400 | 403 | 404 | 422; readonly text: string }
  | { readonly kind: "conflict"; readonly size: number };

export function answerAddCheckpoint(
  text: string,
  { known, primitives }: { known: (origin: string) => KnownLog | null; primitives: NoteCrypto },
): WitnessAnswer {
  const refused = (status: 400 | 403 | 404 | 422, why: string) => ({ kind: "refused", status, text: why }) as const;
  const request = parseAddCheckpoint(text, primitives);
  const checkpoint = request === null ? null : parseCheckpoint(request.note, primitives);
  if (request === null || checkpoint === null) return refused(400, "This is no add-checkpoint request.");
  const log = known(checkpoint.origin);
  if (log === null) return refused(404, "This log is not known here.");
  const states = log.keys.map((key) => checkSignature(checkpoint.note, key, primitives));
  if (states.includes("forged") || !states.includes("signed")) return refused(403, "The log's key did not sign this.");
  if (request.old > checkpoint.size) return refused(400, "The old size is larger than the new one.");
  const last = log.last ?? { size: 0, root: primitives.sha256() };
  if (request.old !== last.size) return { kind: "conflict", size: last.size };
  const empty =
    checkpoint.size > 0 || isConsistent({ size: 0, root: primitives.sha256() }, checkpoint, [], primitives.sha256);
  return empty && isConsistent(last, checkpoint, request.proof, primitives.sha256)
    ? { kind: "cosign", checkpoint }
    : refused(422, "The proof does not show that the log only grew.");
}
