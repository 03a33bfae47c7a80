// Processes that are killed, and power that goes: what was acknowledged is there, and what is there is one whole chain.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLedger } from "../../src/adapters/sqlite-state/ledger/ledger-store.ts";
import { verifyFile } from "../../src/adapters/sqlite-state/verify/verify-file.ts";
import { nodeNoteCrypto as primitives } from "../../src/adapters/system/note-crypto.ts";
import { draftOf, fillLedger, SEALING_KEY } from "./fill-ledger.ts";

const execute = promisify(execFile);
const SECTOR = 512;
const ENTRIES = 30;
const trust = { logKeys: [], witnessKeys: [] };
let folder: string;
/** The database file and its log before anything of the log was brought into it, and after. */
let before: { db: Buffer; log: Buffer };
let after: Buffer;
/** Length of the log when each entry was acknowledged: everything up to there was synced. */
const synced: number[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-power-"));
  const file = join(folder, "ledger.db");
  const ledger = openLedger({
    file,
    server: { instance: "i", version: "0", pid: 1 },
    now: () => Date.now() * 1000,
    sealingKey: SEALING_KEY,
  });
  for (let place = 0; place < ENTRIES; place++) {
    await ledger.append(draftOf(place));
    synced.push(statSync(`${file}-wal`).size);
  }
  before = { db: readFileSync(file), log: readFileSync(`${file}-wal`) };
  const copy = join(folder, "checkpointed.db");
  writeFileSync(copy, before.db);
  writeFileSync(`${copy}-wal`, before.log);
  const connection = new Database(copy);
  connection.pragma("wal_checkpoint(FULL)");
  after = readFileSync(copy);
  connection.close();
  await ledger.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Opens what the disk kept, verifies it, appends to it and verifies again. */
async function recover(db: Uint8Array, log: Uint8Array): Promise<number> {
  const file = join(folder, "after.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
  writeFileSync(file, db);
  writeFileSync(`${file}-wal`, log);
  const verdict = await verifyFile(file, { claims: [], trust, primitives, sealingKey: SEALING_KEY });
  expect(verdict).toMatchObject({ kind: "self-consistent" });
  const { size } = await fillLedger(file, 1);
  expect(await verifyFile(file, { claims: [], trust, primitives, sealingKey: SEALING_KEY })).toMatchObject({ size });
  return size - 1;
}

describe("power that goes", () => {
  it("takes nothing that was acknowledged, whatever it leaves of what was not yet synced [G-LEDGER-DURABLE]", async () => {
    const kept = fc.constantFrom("kept", "zero", "torn");
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: ENTRIES - 1 }),
        fc.infiniteStream(kept),
        fc.nat(),
        async (acknowledged, sectors, cut) => {
          const from = synced[acknowledged - 1] ?? 0;
          const log = Buffer.from(before.log);
          for (let at = from; at < log.length; at += SECTOR) {
            const { value } = sectors.next();
            if (value === "zero") log.fill(0, at, Math.min(at + SECTOR, log.length));
            if (value === "torn")
              log.fill(0xa5, Math.min(at + SECTOR / 2, log.length), Math.min(at + SECTOR, log.length));
          }
          const length = from + (cut % (log.length - from + 1));
          expect(await recover(before.db, log.subarray(0, length))).toBeGreaterThanOrEqual(acknowledged);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("between the pages that a checkpoint of SQLite's writes takes nothing [G-LEDGER-DURABLE]", async () => {
    const page = 8_192;
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (written) => {
        const db = Buffer.from(after);
        for (let at = 0; at < db.length; at += page) {
          if (written.next().value === true) continue;
          const old = before.db.subarray(at, at + page);
          db.fill(0, at, at + page);
          old.copy(db, at);
        }
        expect(await recover(db, before.log)).toBe(ENTRIES);
      }),
      { numRuns: 15 },
    );
  });
});

describe("processes that are killed", () => {
  it("lose nothing that was acknowledged, eight at a time [G-LEDGER-ONE-CHAIN] [G-LEDGER-DURABLE]", async () => {
    const { stdout } = await execute(process.execPath, ["test/ledger/crash-ledger.mjs", "--rounds", "2"]);
    expect(JSON.parse(stdout)).toMatchObject({ rounds: 2, kills: 16, lost: 0 });
  });

  it("leave a file that is verified while others write to it", async () => {
    const file = join(folder, "live.db");
    await fillLedger(file, 50);
    const stopping = new AbortController();
    const writer = (async () => {
      while (!stopping.signal.aborted) await fillLedger(file, 20);
    })();
    for (let time = 0; time < 10; time++) {
      const verdict = await verifyFile(file, { claims: [], trust, primitives, sealingKey: SEALING_KEY });
      expect(verdict.kind).toBe("self-consistent");
    }
    stopping.abort();
    await writer;
  });
});
