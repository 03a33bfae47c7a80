import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { draftOf } from "../../../../test/ledger/fill-ledger.ts";
import type { EntryDraft } from "../../../core/ledger/entry/entry-draft.ts";
import type { Verdict } from "../../../core/ledger/verify/verdict.ts";
import type { Claim } from "../../../core/ledger/verify/verify-ledger.ts";
import { nodeNoteCrypto } from "../../system/note-crypto.ts";
import { decrypt, sealPayload } from "../seal-payload.ts";
import { verifyFile } from "../verify/verify-file.ts";
import { keyPlace, payloadPlace } from "./ledger-append.ts";
import { openLedgerReader } from "./ledger-reader.ts";
import { openLedger } from "./ledger-store.ts";

const KEY = randomBytes(32);
const NONE = { logKeys: [], witnessKeys: [] };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-ledger-"));
  file = join(folder, "ledger.db");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (patience?: number) =>
  openLedger({
    file,
    server: { instance: "i", version: "0", pid: 1 },
    now: () => Date.now() * 1000,
    sealingKey: KEY,
    ...(patience !== undefined && { patience }),
  });

const draft = (place: number): EntryDraft =>
  draftOf(place, { correlation: `c${place}`, sealed: { statement: "SELECT 'raw value'", parameters: "[]" } });

async function fill(entries: number): Promise<{ size: number; root: string }> {
  const ledger = open();
  const receipts = await Promise.all(Array.from({ length: entries }, (_, place) => ledger.append(draft(place))));
  await ledger.close();
  const last = receipts.at(-1);
  return { size: last?.size ?? 0, root: last?.root ?? "" };
}

function verdict(anchors: readonly { size: number; root: string }[] = []): Promise<Verdict> {
  const claims = anchors.map(
    ({ size, root }): Claim => ({ size, root: Buffer.from(root, "base64"), by: "the anchor", weight: "outside" }),
  );
  return verifyFile(file, { claims, trust: NONE, primitives: nodeNoteCrypto, sealingKey: KEY });
}

describe("the ledger", () => {
  it("says how far anchors speak for it [G-LEDGER-COVERAGE-SAID]", async () => {
    const early = await fill(20);
    expect(await verdict([early])).toMatchObject({ kind: "whole", size: 20, covered: 20 });
    expect(await verdict()).toMatchObject({ kind: "self-consistent", size: 20, covered: 0 });
    const late = await fill(12);
    expect(await verdict([early])).toMatchObject({ kind: "whole-to-anchor", size: 32, covered: 20 });
    expect(await verdict([early, late])).toMatchObject({ kind: "whole", size: 32, covered: 32 });
    const nothing = { size: 0, root: createHash("sha256").digest("base64") };
    expect(await verdict([nothing])).toMatchObject({ kind: "self-consistent", covered: 0 });
  });

  it("is one log for as long as its file is there: its identity is made with the file, and read from it", async () => {
    const origin = () => {
      const reader = openLedgerReader(file);
      reader.close();
      return reader.origin;
    };
    await fill(2);
    const made = origin();
    expect(made).toMatch(/^gatehouse\/[0-9a-f]{32}$/);
    await fill(2);
    expect(origin()).toBe(made);
    expect(await verdict()).toMatchObject({ kind: "self-consistent", size: 4 });
    file = join(folder, "other.db");
    await fill(1);
    expect(origin()).not.toBe(made);
  });

  it("fails the one draft that cannot be written, and not those that came at the same time", async () => {
    const ledger = open();
    const [first, broken, last] = await Promise.allSettled([
      ledger.append(draft(0)),
      ledger.append({ ...draft(1), reason: "\ud800" }),
      ledger.append(draft(2)),
    ]);
    await ledger.close();
    expect([first?.status, broken?.status, last?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await verdict()).toMatchObject({ kind: "self-consistent", size: 2 });
  });

  it("opens what was sealed with the key alone", async () => {
    await fill(20);
    const reader = openLedgerReader(file, { sealingKey: KEY });
    expect(reader.show(4)?.sealed).toContain("raw value");
    reader.close();
    const blind = openLedgerReader(file);
    expect(blind.show(4)?.sealed).toBeNull();
    blind.close();
  });

  const TAMPERS: readonly (readonly [string, string, number | null])[] = [
    ["a changed body", "UPDATE entries SET body = replace(body, 'bob', 'ann') WHERE idx = 7", 7],
    ["a changed leaf", "UPDATE entries SET leaf = zeroblob(32) WHERE idx = 5", 5],
    ["a changed chain", "UPDATE entries SET chain = zeroblob(32) WHERE idx = 6", 6],
    ...["time", "kind", "correlation", "principal"].map((column): readonly [string, string, number] => [
      `a changed column ${column}`,
      `UPDATE entries SET ${column} = 'x' WHERE idx = 3`,
      3,
    ]),
    ["a removed entry", "DELETE FROM entries WHERE idx = 4", 4],
    ["a cut tail", "DELETE FROM entries WHERE idx >= 15", 15],
    ["a removed first entry", "DELETE FROM entries WHERE idx = 0", 0],
    [
      "two entries swapped",
      "UPDATE entries SET idx = 1000 WHERE idx = 2; UPDATE entries SET idx = 2 WHERE idx = 3; UPDATE entries SET idx = 3 WHERE idx = 1000",
      2,
    ],
    [
      "an entry put in",
      "INSERT INTO entries SELECT 20, body, leaf, chain, time, kind, correlation, principal FROM entries WHERE idx = 19",
      20,
    ],
    ["a changed payload", "UPDATE payloads SET sealed = zeroblob(64) WHERE idx = 8", 8],
    [
      "swapped payloads",
      "UPDATE payloads SET sealed = (SELECT sealed FROM payloads WHERE idx = 1), iv = (SELECT iv FROM payloads WHERE idx = 1) WHERE idx = 2",
      2,
    ],
    ["a changed head", "UPDATE head SET root = zeroblob(32)", null],
    ["a changed size", "UPDATE head SET size = 19", 19],
  ];

  it.each(TAMPERS)("shows %s, and where [G-LEDGER-TAMPER-EVIDENT]", async (_, sql, index) => {
    await fill(20);
    const connection = new Database(file);
    connection.exec(sql);
    connection.close();
    expect(await verdict()).toMatchObject({ kind: "altered", index });
  });

  it("shows a detail that somebody who holds the sealing key put in the place of another [G-LEDGER-TAMPER-EVIDENT]", async () => {
    await fill(20);
    const connection = new Database(file);
    const origin = connection.prepare<[], string>("SELECT value FROM meta WHERE name = 'origin'").pluck().get() ?? "";
    const row = connection
      .prepare<[], { id: string; iv: Buffer; wrapped: Buffer }>(
        "SELECT id, data_keys.iv, wrapped FROM data_keys JOIN payloads ON key = id WHERE idx = 8",
      )
      .get();
    if (row === undefined) throw new Error("nothing is sealed");
    const key = decrypt({ iv: row.iv, sealed: row.wrapped }, { key: KEY, place: keyPlace(origin, row.id) });
    if (key === null) throw new Error("another key");
    const text = JSON.stringify({ statement: "SELECT 'another value'", parameters: "[]" });
    const { iv, sealed } = sealPayload(text, { key, place: payloadPlace(origin, 8), random: randomBytes });
    connection.prepare("UPDATE payloads SET iv = ?, sealed = ? WHERE idx = 8").run(iv, sealed);
    connection.close();
    expect(await verdict()).toMatchObject({ kind: "altered", damage: "detail", index: 8 });
  });

  it("shows a ledger that was rewritten as a whole, or cut short, against an anchor [G-LEDGER-TAMPER-EVIDENT]", async () => {
    const anchor = await fill(20);
    rmSync(file);
    rmSync(`${file}-wal`, { force: true });
    rmSync(`${file}-shm`, { force: true });
    await fill(12);
    expect(await verdict()).toMatchObject({ kind: "self-consistent" });
    expect(await verdict([anchor])).toMatchObject({ kind: "forked" });
    await fill(8);
    expect(await verdict([anchor])).toMatchObject({ kind: "forked" });
  });

  it("stays one chain when processes that append to it are killed, and loses nothing acknowledged [G-LEDGER-ONE-CHAIN]", async () => {
    const acknowledged = new Map<number, string>();
    for (let round = 0; round < 3; round++) {
      const processes = Array.from({ length: 4 }, (_, place) =>
        spawn(process.execPath, ["test/support/append-entries.mjs", file, KEY.toString("hex"), `p${round}${place}`], {
          stdio: ["ignore", "pipe", "inherit"],
        }),
      );
      const outputs = processes.map((child) => {
        let text = "";
        child.stdout.on("data", (chunk: Buffer) => {
          text += chunk.toString("utf8");
        });
        return { child, lines: () => text.split("\n").slice(0, -1) };
      });
      await expect
        .poll(() => Math.min(...outputs.map(({ lines }) => lines().length)), { timeout: 30_000 })
        .toBeGreaterThan(5);
      await Promise.all(
        processes.map(
          (child) =>
            new Promise((resolve) => {
              child.once("close", resolve);
              child.kill("SIGKILL");
            }),
        ),
      );
      for (const { lines } of outputs) {
        for (const line of lines()) {
          const [index, name] = line.split(" ");
          acknowledged.set(Number(index), name ?? "");
        }
      }
      expect((await verdict()).kind).toBe("self-consistent");
    }
    const reader = openLedgerReader(file);
    for (const [index, name] of acknowledged) expect(reader.show(index)?.record.correlation).toBe(name);
    reader.close();
  });

  it("fails every append while the file cannot be written, and goes on when it can", async () => {
    await fill(3);
    const ledger = open(200);
    await ledger.append(draft(3));
    const lock = new Database(file);
    lock.exec("BEGIN IMMEDIATE");
    await expect(Promise.all([ledger.append(draft(4)), ledger.append(draft(5))])).rejects.toMatchObject({
      code: "ledger-unavailable",
    });
    lock.exec("ROLLBACK");
    lock.close();
    expect((await ledger.append(draft(6))).index).toBe(4);
    renameSync(file, `${file}.moved`);
    await expect(ledger.append(draft(7))).rejects.toMatchObject({ code: "ledger-unavailable" });
    renameSync(`${file}.moved`, file);
    await ledger.append(draft(8));
    await ledger.close();
    expect((await verdict()).kind).toBe("self-consistent");
  });

  it("says what a file is that is no ledger, or a newer one", async () => {
    const other = new Database(file);
    other.exec("CREATE TABLE x (y)");
    other.close();
    await expect(open().append(draft(0))).rejects.toMatchObject({ code: "ledger-unreadable" });
    expect(() => openLedgerReader(file)).toThrow(/not a Gatehouse ledger/);
    rmSync(file);
    await fill(2);
    const newer = new Database(file);
    newer.pragma("user_version = 99");
    newer.close();
    await expect(open().append(draft(0))).rejects.toMatchObject({ code: "ledger-newer" });
    expect(() => openLedgerReader(join(folder, "none.db"))).toThrow(/no ledger/);
  });

  it("can be verified from a copy", async () => {
    const anchor = await fill(5);
    const copy = join(folder, "copy.db");
    copyFileSync(file, copy);
    chmodSync(copy, 0o400);
    const claims: Claim[] = [
      { size: anchor.size, root: Buffer.from(anchor.root, "base64"), by: "it", weight: "outside" },
    ];
    expect(await verifyFile(copy, { claims, trust: NONE, primitives: nodeNoteCrypto })).toMatchObject({
      kind: "whole",
    });
  });
});
