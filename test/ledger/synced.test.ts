// What is acknowledged has reached the disk: told by the calls that reach the system, below SQLite and its settings. A shim in C, put before
// the program's libraries, writes down what is written and what is synced; where there is no compiler, the settings alone are looked at.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLedger } from "../../src/adapters/sqlite-state/ledger/ledger-store.ts";

let folder: string;
let shim: string;

const canShim = process.platform === "linux" && spawnSync("cc", ["--version"], { stdio: "ignore" }).status === 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-synced-"));
  shim = join(folder, "sync-log.so");
  if (!canShim) return;
  const built = spawnSync("cc", ["-shared", "-fPIC", "-O1", "-o", shim, resolve("test/support/sync-log.c"), "-ldl"], {
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Error(built.stderr);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Of receipts that were given, those before which something that was written to the log was not yet synced. */
function appendNoting(name: string, synchronous: readonly string[] = []): { receipts: number; early: number } {
  const log = join(folder, `${name}.log`);
  const program = resolve("test/support/append-and-note.mjs");
  const ran = spawnSync(process.execPath, [program, join(folder, `${name}-ledger.db`), log, "20", ...synchronous], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], LD_PRELOAD: shim, SYNC_LOG: log },
  });
  expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: "" });
  const lines = readFileSync(log, "utf8").split("\n");
  let [receipts, early, unsynced, written] = [0, 0, false, false];
  for (const line of lines) {
    if (line.startsWith("write ") && line.endsWith("-wal")) [unsynced, written] = [true, true];
    else if (line.startsWith("sync ") && line.endsWith("-wal")) unsynced = false;
    else if (line === "receipt") {
      expect(written, "no write was seen: the shim is not in place").toBe(true);
      receipts += 1;
      if (unsynced) early += 1;
      written = false;
    }
  }
  return { receipts, early };
}

describe.skipIf(!canShim)("an entry that is acknowledged", () => {
  it("was written to the log and synced before: each of them [G-LEDGER-DURABLE] [G-LEDGER-BEFORE-RELEASE]", () => {
    expect(appendNoting("full")).toEqual({ receipts: 20, early: 0 });
  });

  it.each(["OFF", "NORMAL"])("would not be with synchronous = %s, and that is seen", (synchronous) => {
    const { receipts, early } = appendNoting(synchronous, [synchronous]);
    expect(receipts).toBe(20);
    expect(early).toBeGreaterThan(15);
  });
});

it("every connection that appends syncs each commit [G-LEDGER-DURABLE]", async () => {
  const ledger = openLedger({
    file: join(folder, "settings-ledger.db"),
    server: { instance: "x", version: "0", pid: 1 },
    now: () => Date.now() * 1_000,
    sealingKey: new Uint8Array(32).fill(7),
  });
  const settings = () =>
    ledger.outside((connection) => [
      connection.pragma("journal_mode", { simple: true }),
      connection.pragma("synchronous", { simple: true }),
    ]);
  expect(await settings()).toEqual(["wal", 2]);
  for (const end of ["-wal", "-shm"]) rmSync(join(folder, `settings-ledger.db${end}`)); // opened anew
  expect(await settings()).toEqual(["wal", 2]);
  await ledger.close();
});
