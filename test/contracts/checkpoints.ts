// What whatever meets the port to the checkpoints has to do.

import { expect, test } from "vitest";
import { nodeNoteCrypto as primitives, signingKey } from "../../src/adapters/system/note-crypto.ts";
import { systemClock, uuidIds } from "../../src/adapters/system/system-clock.ts";
import { administrativeEntry } from "../../src/core/ledger/entry/administrative-entry.ts";
import { type CheckpointSigner, formatTreeHead, parseCheckpoint } from "../../src/core/ledger/tree/checkpoint.ts";
import { isConsistent } from "../../src/core/ledger/tree/merkle-proof.ts";
import { formatNote, keyId, noteKey } from "../../src/core/ledger/tree/signed-note.ts";
import { Failure } from "../../src/core/model/failure.ts";
import type { CheckpointStep } from "../../src/gate/ports/checkpoints.ts";
import { callEntry, checkEverything, countEntries, type MakeState, openTwice } from "./state.ts";

const KEY = signingKey(new Uint8Array(32).fill(7));

/** Signs whatever continues what it signed before; it keeps that in memory. */
function memorySigner(): CheckpointSigner {
  let last: { size: number; root: Uint8Array } | null = null;
  return {
    signedSize: () => last?.size ?? 0,
    sign: (tree) => {
      if (last !== null && !isConsistent(last, tree, tree.proof, primitives.sha256))
        throw new Failure("ledger-altered", "It does not continue what was signed.");
      last = tree;
      const text = formatTreeHead(tree, primitives);
      const { name, id } = noteKey(tree.origin, { type: "log", publicKey: KEY.publicKey }, primitives);
      const signature = { name, id, bytes: KEY.sign(primitives.utf8(text)) };
      return { note: formatNote({ text, signatures: [signature] }, primitives), keyId: keyId(signature) };
    },
  };
}

/** A step that is due whenever there is anything new. */
export function stepWith(changes: Partial<CheckpointStep> = {}): CheckpointStep {
  const entryOf: CheckpointStep["entryOf"] = (detail) =>
    administrativeEntry("checkpoint", { correlation: uuidIds.next(), detail });
  return { signer: memorySigner(), due: null, entryOf, ...changes };
}

export function checkpointsContract(make: MakeState): void {
  const both = openTwice(make);
  const append = async (entries: number, by = both.one) => {
    for (let count = 0; count < entries; count++) await by.ledger.append(callEntry());
  };

  test("of an empty ledger there is none", async () => {
    expect(await both.one.checkpoints.make(stepWith())).toBeNull();
    expect(await both.one.checkpoints.last(() => 0)).toBeNull();
    expect(await countEntries(both.one)).toBe(0);
  });

  test("what is signed is the ledger as it stands, and the next entry tells of it", async () => {
    await append(3);
    const { origin, size, root } = await both.other.ledger.head();
    const made = await both.one.checkpoints.make(stepWith());
    expect(made).toMatchObject({ size: 3 });
    const note = parseCheckpoint(made?.note ?? "", primitives);
    expect(note).toMatchObject({ origin, size });
    expect(Buffer.from(note?.root ?? []).toString("base64")).toBe(root);
    expect(await both.other.checkpoints.last(() => 0)).toMatchObject({ checkpoint: made, first: 0, proof: [] });
    expect(await countEntries(both.other)).toBe(4);
    await checkEverything(both.other);
  });

  test("its own entry is nothing new", async () => {
    await append(2);
    const step = stepWith();
    expect(await both.one.checkpoints.make(step)).not.toBeNull();
    expect(await both.other.checkpoints.make(step)).toBeNull();
    await append(1);
    expect(await both.other.checkpoints.make(step)).toMatchObject({ size: 4 });
  });

  test("it is due after so many entries, or after so long", async () => {
    const signer = memorySigner();
    await append(1);
    await both.one.checkpoints.make(stepWith({ signer }));
    await append(2);
    const due = { entries: 3, microseconds: 3_600_000_000, now: systemClock.now() };
    expect(await both.one.checkpoints.make(stepWith({ signer, due }))).toBeNull();
    const later = { ...due, now: due.now + 2 * due.microseconds };
    expect(await both.one.checkpoints.make(stepWith({ signer, due: later }))).toMatchObject({ size: 4 });
    await append(3);
    expect(await both.one.checkpoints.make(stepWith({ signer, due }))).toMatchObject({ size: 8 });
  });

  test("of those who sign at once one does", async () => {
    await append(5);
    const step = stepWith();
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, place) => (place % 2 === 0 ? both.one : both.other).checkpoints.make(step)),
    );
    expect(made.filter((each) => each !== null)).toMatchObject([{ size: 5 }]);
    expect(await countEntries(both.one)).toBe(6);
    await checkEverything(both.one);
  });

  test("the last one continues an earlier size, and the proof shows it", async () => {
    const signer = memorySigner();
    await append(3);
    const before = await both.one.ledger.head();
    await append(9);
    await both.one.checkpoints.make(stepWith({ signer }));
    const last = await both.other.checkpoints.last(({ size }) => Math.min(3, size));
    const root = (text: string) => Buffer.from(text, "base64");
    const note = parseCheckpoint(last?.checkpoint.note ?? "", primitives);
    const tree = { size: 12, root: note?.root ?? new Uint8Array() };
    expect(last?.proof.length).toBeGreaterThan(0);
    expect(isConsistent({ size: 3, root: root(before.root) }, tree, last?.proof ?? [], primitives.sha256)).toBe(true);
  });

  test("where the signer refuses, nothing was written", async () => {
    await append(2);
    const signer: CheckpointSigner = {
      signedSize: () => 9,
      sign: () => {
        throw new Failure("ledger-altered", "Another tree was signed.");
      },
    };
    await expect(both.one.checkpoints.make(stepWith({ signer }))).rejects.toMatchObject({ code: "ledger-altered" });
    expect(await countEntries(both.other)).toBe(2);
    expect(await both.other.checkpoints.last(() => 0)).toBeNull();
  });

  test("cosignatures stand behind the note that they are of", async () => {
    await append(1);
    const made = await both.one.checkpoints.make(stepWith());
    await both.other.checkpoints.addCosignatures(1, "— witness.example AAAA\n");
    const last = await both.one.checkpoints.last(() => 0);
    expect(last?.checkpoint).toEqual({ size: 1, note: `${made?.note ?? ""}— witness.example AAAA\n` });
  });

  test("the key that a change of keys was to end with is told", async () => {
    expect(await both.one.checkpoints.rotationTo()).toBeNull();
    for (const to of ["first", "second"]) {
      const detail = { purpose: "checkpoints", from: "old", to };
      await both.one.ledger.append(administrativeEntry("key.rotated", { correlation: uuidIds.next(), detail }));
    }
    expect(await both.other.checkpoints.rotationTo()).toBe("second");
  });
}
