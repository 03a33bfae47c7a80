// What stored or given checkpoints say of a ledger, and for how much each counts: a trusted key's signature speaks against everybody but
// the key's holder, a witness's cosignature against the holder too. Trust passes on with the key: a rotation that the old key signed.

import { z } from "zod";
import type { Wrong } from "../verify/verdict.ts";
import type { Claim } from "../verify/verify-ledger.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import type { NoteCrypto } from "./note-crypto.ts";
import { checkSignature, formatKey, type NoteKey, parseKey } from "./signed-note.ts";

const rotationSchema = z.looseObject({
  index: z.int().min(0),
  kind: z.literal("key.rotated"),
  detail: z.looseObject({ from: z.string(), to: z.string() }),
});
const checkpointEntrySchema = z.looseObject({
  kind: z.literal("checkpoint"),
  detail: z.looseObject({ size: z.int().min(0) }),
});

/** From a parsed entry; null when it is none. */
export function readRotation(record: unknown): Rotation | null {
  const parsed = rotationSchema.safeParse(record);
  return parsed.success ? { index: parsed.data.index, ...parsed.data.detail } : null;
}

/** From a parsed entry: the size of the checkpoint that it tells of; null when it is no such entry. */
export function readCheckpointEntry(record: unknown): { readonly size: number } | null {
  const parsed = checkpointEntrySchema.safeParse(record);
  return parsed.success ? { size: parsed.data.detail.size } : null;
}

/** An entry of the kind `key.rotated`. */
export interface Rotation {
  readonly index: number;
  /** Verifier keys. */
  readonly from: string;
  readonly to: string;
}

export interface Trust {
  /** Empty: nobody's signature is known, and stored checkpoints prove nothing but that the tree is the one that they name. */
  readonly logKeys: readonly NoteKey[];
  readonly witnessKeys: readonly NoteKey[];
}

export interface Judged {
  readonly claims: readonly Claim[];
  /** The first checkpoint that is not what it claims to be. */
  readonly wrong: Wrong | null;
  /** Keys that signed, as far as they are trusted. */
  readonly trusted: readonly NoteKey[];
}

/** `stored` in order of size. `size` is what the file files a note under; null where it does not. */
export function judgeCheckpoints(
  stored: readonly { readonly size: number | null; readonly note: string }[],
  {
    origin,
    trust,
    rotations,
    primitives,
  }: { origin: string; trust: Trust; rotations: readonly Rotation[]; primitives: NoteCrypto },
): Judged {
  const trusted = [...trust.logKeys];
  const claims: Claim[] = [];
  let wrong: Wrong | null = null;
  const blame = (size: number | null, message: string) => {
    wrong ??= {
      damage: "checkpoint",
      index: null,
      message: `The checkpoint${size === null ? "" : ` at ${size}`} ${message}`,
    };
  };
  for (const { size, note } of stored) {
    const checkpoint = parseCheckpoint(note, primitives);
    if (checkpoint === null || checkpoint.origin !== origin || (size !== null && checkpoint.size !== size)) {
      blame(size, "is not one of this ledger.");
      continue;
    }
    const states = trusted.map((key) => ({ key, state: checkSignature(checkpoint.note, key, primitives) }));
    const signers = states.filter(({ state }) => state === "signed").map(({ key }) => key);
    if (states.some(({ state }) => state === "forged"))
      blame(checkpoint.size, "is forged: its signature does not verify.");
    else if (trusted.length > 0 && signers.length === 0)
      blame(checkpoint.size, "is not signed by a key that is trusted.");
    const by = `the checkpoint at ${checkpoint.size}`;
    claims.push({ ...checkpoint, by, weight: signers.length > 0 ? "signed" : "stored" });
    for (const key of trust.witnessKeys) {
      const state = checkSignature(checkpoint.note, key, primitives);
      if (state === "forged") blame(checkpoint.size, `has a forged cosignature of ${key.name}.`);
      if (state === "signed") claims.push({ ...checkpoint, by: `the witness ${key.name}`, weight: "outside" });
    }
    for (const { index, from, to } of rotations) {
      const next = index < checkpoint.size ? parseKey(to, primitives) : null;
      const passes =
        next !== null && next.name === origin && signers.some((key) => formatKey(key, primitives) === from);
      if (passes && !trusted.some((key) => formatKey(key, primitives) === to)) trusted.push(next);
    }
  }
  return { claims, wrong, trusted };
}
