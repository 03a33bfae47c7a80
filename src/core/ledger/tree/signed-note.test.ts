import { describe, expect, it } from "vitest";
import { nodeNoteCrypto as primitives, signingKey } from "../../../adapters/system/note-crypto.ts";
import { formatTreeHead, parseCheckpoint } from "./checkpoint.ts";
import { judgeCheckpoints } from "./judge-checkpoints.ts";
import {
  checkSignature,
  cosignature,
  cosignedMessage,
  formatKey,
  formatNote,
  type NoteKey,
  noteKey,
  parseKey,
  parseNote,
} from "./signed-note.ts";

/** The example of c2sp.org/signed-note, "Verifier keys". */
const VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const NOTE =
  "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

const log = signingKey(new Uint8Array(32).fill(1));
const witness = signingKey(new Uint8Array(32).fill(2));
const logKey = noteKey("gatehouse/log", { type: "log", publicKey: log.publicKey }, primitives);
const witnessKey = noteKey("witness.example/w1", { type: "witness", publicKey: witness.publicKey }, primitives);

function signed(size: number, root: Uint8Array, keys: readonly [typeof log, NoteKey][] = [[log, logKey]]): string {
  const text = formatTreeHead({ origin: "gatehouse/log", size, root }, primitives);
  const signatures = keys.map(([key, { name, id, type }]) => ({
    name,
    id,
    bytes:
      type === "log"
        ? key.sign(primitives.utf8(text))
        : cosignature(1_700_000_000, key.sign(primitives.utf8(cosignedMessage(text, 1_700_000_000)))),
  }));
  return formatNote({ text, signatures }, primitives);
}

describe("signed notes", () => {
  it("verify the published example of C2SP, and nothing near it", () => {
    const key = parseKey(VKEY, primitives);
    const note = parseNote(NOTE, primitives);
    if (key === null || note === null) throw new Error("the example was not read");
    expect(checkSignature(note, key, primitives)).toBe("signed");
    expect(checkSignature({ ...note, text: note.text.replace("an", "no") }, key, primitives)).toBe("forged");
    expect(checkSignature(note, { ...key, name: "example.com/bar" }, primitives)).toBe("absent");
    expect(formatKey(key, primitives)).toBe(VKEY);
    expect(formatNote(note, primitives)).toBe(NOTE);
  });

  it("are refused when they are written in any other way", () => {
    for (const bad of [
      NOTE.slice(0, -1),
      NOTE.replace("\n\n", "\n"),
      NOTE.replace("\u2014", "-"),
      NOTE.replace("/foo ", "/fo+o "),
      NOTE.replace("IneyaQM=", "IneyaQN="),
      NOTE.replace("message", "mess\u0007age"),
      `${NOTE}\n`,
      "",
    ])
      expect(parseNote(bad, primitives)).toBeNull();
    for (const bad of [VKEY.replace("530d903a", "530d903b"), VKEY.replace("+AekyeR", "+BekyeR"), "example.com/foo"])
      expect(parseKey(bad, primitives)).toBeNull();
  });

  it("hold checkpoints, exactly written", () => {
    const note = signed(7, new Uint8Array(32));
    expect(parseCheckpoint(note, primitives)).toMatchObject({ origin: "gatehouse/log", size: 7 });
    for (const bad of [note.replace("\n7\n", "\n07\n"), note.replace("\n7\n", "\n-7\n"), note.replace("A=\n", "A\n")])
      expect(parseCheckpoint(bad, primitives)).toBeNull();
    const extended = formatNote(
      { text: "o\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n", signatures: [] },
      primitives,
    );
    expect(parseCheckpoint(`${extended}\u2014 k AAAAAAA=\n`, primitives)).toMatchObject({ size: 0 });
  });
});

describe("judgeCheckpoints()", () => {
  const trust = { logKeys: [logKey], witnessKeys: [witnessKey] };
  const judge = (notes: readonly string[], more: Partial<Parameters<typeof judgeCheckpoints>[1]> = {}) =>
    judgeCheckpoints(
      notes.map((note) => ({ size: null, note })),
      { origin: "gatehouse/log", trust, rotations: [], primitives, ...more },
    );
  const root = new Uint8Array(32).fill(9);

  it("weighs a signature by the key that is trusted, and a witness's by where it comes from", () => {
    expect(judge([signed(5, root)])).toMatchObject({ claims: [{ size: 5, weight: "signed" }], wrong: null });
    const both = signed(5, root, [
      [log, logKey],
      [witness, witnessKey],
    ]);
    expect(judge([both]).claims.map(({ weight }) => weight)).toEqual(["signed", "outside"]);
    const none = { logKeys: [], witnessKeys: [] };
    expect(judge([signed(5, root)], { trust: none })).toMatchObject({ claims: [{ weight: "stored" }], wrong: null });
  });

  it("names what is forged, unsigned, of another log, or filed in the wrong place [G-LEDGER-CHECKPOINTS-BIND]", () => {
    const forged = signed(5, root).replace("\n5\n", "\n6\n");
    expect(judge([forged]).wrong?.message).toContain("forged");
    expect(judge([signed(5, root, [[witness, { ...logKey, id: witnessKey.id }]])]).wrong?.message).toContain(
      "not signed",
    );
    expect(judge([signed(5, root)], { origin: "gatehouse/other" }).wrong?.message).toContain("not one of this");
    const filed = [{ size: 4, note: signed(5, root) }];
    expect(judgeCheckpoints(filed, { origin: "gatehouse/log", trust, rotations: [], primitives }).wrong).not.toBeNull();
  });

  it("passes trust on to a key that the old one's checkpoint covers, and to no other", () => {
    const next = signingKey(new Uint8Array(32).fill(3));
    const nextKey = noteKey("gatehouse/log", { type: "log", publicKey: next.publicKey }, primitives);
    const rotation = { index: 5, from: formatKey(logKey, primitives), to: formatKey(nextKey, primitives) };
    const handed = signed(6, root, [
      [log, logKey],
      [next, nextKey],
    ]);
    const after = signed(9, root, [[next, nextKey]]);
    expect(judge([handed, after], { rotations: [rotation] })).toMatchObject({ wrong: null });
    expect(judge([signed(5, root), after], { rotations: [rotation] }).wrong?.message).toContain("at 9 is not signed");
    expect(judge([after], { rotations: [rotation] }).wrong).not.toBeNull();
  });
});
