// Tampering below what a reader of texts sees: values that are other bytes, or stand elsewhere, and read alike.

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openErasures } from "../../src/adapters/sqlite-state/erasure/erasure-store.ts";
import { openLedger } from "../../src/adapters/sqlite-state/ledger/ledger-store.ts";
import { verifyFile } from "../../src/adapters/sqlite-state/verify/verify-file.ts";
import { nodeNoteCrypto as primitives } from "../../src/adapters/system/note-crypto.ts";
import type { Verdict } from "../../src/core/ledger/verify/verdict.ts";
import { RangeVerification } from "../../src/core/ledger/verify/verify-range.ts";
import { draftOf, fillLedger, SEALING_KEY } from "./fill-ledger.ts";

const ENTRIES = 600;
const trust = { logKeys: [], witnessKeys: [] };
let folder: string;
let whole: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-tampering-"));
  whole = join(folder, "ledger.db");
  await fillLedger(whole, ENTRIES, {
    draft: (place) => {
      if (place % 5 === 4) return draftOf(place, { caller: null, reason: "\uFFFD" });
      const caller = { principal: place % 5 === 3 ? 'OFFICE\\"jörg"' : "ann", role: "r", method: "m", owner: null };
      return draftOf(place, { caller });
    },
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function judge(sql: string): Promise<Verdict> {
  const file = join(folder, "tampered.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
  copyFileSync(whole, file);
  const connection = new Database(file);
  connection.exec(sql);
  connection.close();
  return verifyFile(file, { claims: [], trust, primitives, sealingKey: SEALING_KEY });
}

describe("tampering with bytes", () => {
  it("is not seen where there is none, and ordinary entries are read in bulk", async () => {
    const oneByOne = vi.spyOn(RangeVerification.prototype, "push");
    expect(await judge("")).toMatchObject({ kind: "self-consistent", size: ENTRIES });
    expect(oneByOne).not.toHaveBeenCalled();
    oneByOne.mockRestore();
  });

  it.each([
    ["nobody, and a text that stands for nobody", "UPDATE entries SET principal = char(1) WHERE idx = 304", 304],
    ["nobody, and an empty name", "UPDATE entries SET principal = '' WHERE idx = 304", 304],
    [
      "a name that is spelled as JSON spells it",
      "UPDATE entries SET principal = 'OFFICE\\\\\\\"jörg\\\"' WHERE idx = 303",
      303,
    ],
    [
      "a column's end that stands at the start of the next",
      "UPDATE entries SET time = time || char(10) || kind, kind = correlation, correlation = principal, principal = '' WHERE idx = 301",
      301,
    ],
    [
      "a hash's end that stands at the start of the next entry's",
      `UPDATE entries SET leaf = CAST(leaf || substr((SELECT leaf FROM entries WHERE idx = 302), 1, 1) AS BLOB) WHERE idx = 301;
       UPDATE entries SET leaf = substr(leaf, 2) WHERE idx = 302`,
      301,
    ],
    [
      "a chain hash's end that stands at the start of the next entry's",
      `UPDATE entries SET chain = CAST(chain || substr((SELECT chain FROM entries WHERE idx = 302), 1, 1) AS BLOB) WHERE idx = 301;
       UPDATE entries SET chain = substr(chain, 2) WHERE idx = 302`,
      301,
    ],
    [
      "two entries that stand in one",
      `UPDATE entries SET body = body || char(10, 0) || (SELECT body FROM entries WHERE idx = 302) WHERE idx = 301;
       UPDATE entries SET body = '' WHERE idx = 302`,
      301,
    ],
    ["an entry with a line feed after it", "UPDATE entries SET body = body || char(10) WHERE idx = 301", 301],
    [
      "a tile's last entry with a line feed after it",
      "UPDATE entries SET body = body || char(10) WHERE idx = 511",
      511,
    ],
    ["the last entry with more after it", "UPDATE entries SET body = body || char(10, 0) || '{}' WHERE idx = 599", 599],
    ["an entry with a zero before it", "UPDATE entries SET body = char(0) || body WHERE idx = 301", 301],
    [
      "bytes that are no Unicode and are read as its sign for that",
      "UPDATE entries SET body = CAST(replace(CAST(body AS BLOB), x'efbfbd', x'ff') AS TEXT) WHERE idx = 304",
      304,
    ],
    ["an entry that is gone from the middle of a tile", "DELETE FROM entries WHERE idx = 301", 301],
    ["a tile that is gone", "DELETE FROM entries WHERE idx BETWEEN 256 AND 511", 256],
  ])("shows %s [G-LEDGER-TAMPER-EVIDENT]", async (_what, sql, index) => {
    expect(await judge(sql)).toMatchObject({ kind: "altered", index });
  });
});

describe("an erasure while a ledger is verified", () => {
  it("is no false alarm, in threads either", async () => {
    const file = join(folder, "erased.db");
    await fillLedger(file, 9_000);
    const ledger = openLedger({
      file,
      server: { instance: "i", version: "0", pid: 1 },
      now: () => Date.now() * 1000,
      sealingKey: SEALING_KEY,
    });
    const erasures: Promise<unknown>[] = [];
    for (const threads of [1, 2]) {
      const erase = () => {
        if (erasures.length === threads) return;
        const choice = { caller: threads === 1 ? "ann" : "bob" };
        erasures.push(openErasures(ledger).erase(choice, () => draftOf(0, { kind: "erasure", detail: choice })));
      };
      const options = { claims: [], trust, primitives, sealingKey: SEALING_KEY, threads, progress: erase };
      expect(await verifyFile(file, options)).toMatchObject({ kind: "self-consistent" });
      await Promise.all(erasures);
    }
    await ledger.close();
  });
});
