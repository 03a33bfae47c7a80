// Tampering by the owner of everything: the file, the sealing key and the key that signs checkpoints. What they make is consistent with
// itself, and signed; a witness that remembers one checkpoint cosigns none of it, and that checkpoint shows all of it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyFile } from "../../src/adapters/sqlite-state/verify/verify-file.ts";
import { nodeNoteCrypto as primitives, signingKey } from "../../src/adapters/system/note-crypto.ts";
import { formatTreeHead } from "../../src/core/ledger/tree/checkpoint.ts";
import { leafHash, nodeHash } from "../../src/core/ledger/tree/merkle.ts";
import { consistencyProof, type SubtreeRoot } from "../../src/core/ledger/tree/merkle-proof.ts";
import { formatNote, noteKey } from "../../src/core/ledger/tree/signed-note.ts";
import { answerAddCheckpoint, formatAddCheckpoint } from "../../src/core/ledger/tree/witness.ts";
import { draftOf, fillLedger, SEALING_KEY } from "./fill-ledger.ts";
import { edited, replaceEntries } from "./rewrite-ledger.ts";

const ENTRIES = 24;
const key = signingKey(new Uint8Array(32).fill(5));
const { sha256, utf8 } = primitives;
let folder: string;
let file: string;
let origin: string;
let honest: readonly string[];
/** What the witness cosigned last. */
let seen: { size: number; root: Uint8Array };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-tampering-"));
  file = join(folder, "ledger.db");
  const { size, root } = await fillLedger(file, ENTRIES, { draft: (place) => draftOf(place, { sealed: null }) });
  seen = { size, root: Buffer.from(root, "base64") };
  await fillLedger(file, 6, { draft: (place) => draftOf(place, { sealed: null }) }); // since then
  const connection = new Database(file, { readonly: true });
  origin = String(connection.prepare("SELECT value FROM meta WHERE name = 'origin'").pluck().get());
  honest = connection.prepare<[], string>("SELECT body FROM entries ORDER BY idx").pluck().all();
  connection.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The ledger of these entries, numbered anew and everything made to fit; its verdicts, and the witness's answer to its checkpoint. */
async function forge(bodies: readonly string[]): Promise<{ alone: string; held: string; witness: string }> {
  const connection = new Database(file);
  const { size, root, texts } = replaceEntries(connection, bodies);
  connection.close();
  const options = { trust: { logKeys: [], witnessKeys: [] }, primitives, sealingKey: SEALING_KEY };
  const alone = await verifyFile(file, { ...options, claims: [] });
  const held = await verifyFile(file, { ...options, claims: [{ ...seen, by: "the witness", weight: "outside" }] });
  const text = formatTreeHead({ origin, size, root }, primitives);
  const log = noteKey(origin, { type: "log", publicKey: key.publicKey }, primitives);
  const note = formatNote(
    { text, signatures: [{ name: log.name, id: log.id, bytes: key.sign(utf8(text)) }] },
    primitives,
  );
  const leaves = texts.map((entry) => leafHash(utf8(entry), sha256));
  const subtree: SubtreeRoot = (level, index) =>
    level === 0
      ? (leaves[index] ?? new Uint8Array(32))
      : nodeHash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1), sha256);
  const proof = size < seen.size ? [] : consistencyProof(seen.size, size, { subtree, sha256 });
  const request = formatAddCheckpoint({ old: seen.size, proof, note }, primitives);
  const answer = answerAddCheckpoint(request, { known: () => ({ keys: [log], last: seen }), primitives });
  return { alone: alone.kind, held: held.kind, witness: answer.kind };
}

describe("tampering by the owner of the signing key", () => {
  it("is not seen where there is none, and what only grew is cosigned", async () => {
    expect(await forge(honest)).toEqual({ alone: "self-consistent", held: "whole-to-anchor", witness: "cosign" });
  });

  it("is consistent with itself, and shown by what a witness remembers, for every member of an entry [G-LEDGER-WITNESSED]", async () => {
    const edits = edited(JSON.parse(honest[17] ?? "")).map((value) => JSON.stringify(value));
    const forgeries: readonly string[] = edits.filter((edit) => {
      const { index, v, time } = JSON.parse(edit);
      return index === 17 && v === 1 && time === JSON.parse(honest[17] ?? "").time; // the others are no entries of the format
    });
    expect(forgeries.length).toBeGreaterThan(30);
    let formed = 0;
    for (const forgery of forgeries) {
      const verdicts = await forge(honest.with(17, forgery));
      if (verdicts.alone === "altered") continue; // a member that has to be there is not
      formed += 1;
      expect([forgery, verdicts]).toEqual([forgery, { alone: "self-consistent", held: "forked", witness: "refused" }]);
    }
    expect(formed).toBeGreaterThan(20);
  });

  it("is shown for entries that are gone, put in, exchanged, or cut off [G-LEDGER-WITNESSED]", async () => {
    const [one = "", other = ""] = [honest[3], honest[4]];
    const forked = { alone: "self-consistent", held: "forked", witness: "refused" };
    expect(await forge(honest.toSpliced(17, 1))).toEqual(forked);
    expect(await forge(honest.toSpliced(17, 0, honest[16] ?? ""))).toEqual(forked);
    expect(await forge(honest.with(3, withTimeOf(other, one)).with(4, withTimeOf(one, other)))).toEqual(forked);
    expect(await forge(honest.slice(0, ENTRIES - 1))).toEqual(forked);
    expect(await forge([])).toEqual(forked);
    // What came after the witness looked is the window that the interval of checkpoints leaves.
    expect(await forge(honest.slice(0, ENTRIES))).toMatchObject({ held: "whole", witness: "cosign" });
  });
});

function withTimeOf(body: string, other: string): string {
  return JSON.stringify({ ...JSON.parse(body), time: JSON.parse(other).time });
}
