// The ledger's three files removed or replaced under servers that run: whoever goes on with the old ones and whoever begins with new ones
// never both acknowledge entries, and what was acknowledged stays.

import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LedgerStore, openLedger } from "../../src/adapters/sqlite-state/ledger/ledger-store.ts";
import { verifyFile } from "../../src/adapters/sqlite-state/verify/verify-file.ts";
import { nodeNoteCrypto } from "../../src/adapters/system/note-crypto.ts";
import { administrativeEntry } from "../../src/core/ledger/entry/administrative-entry.ts";
import type { LedgerReceipt } from "../../src/core/ledger/receipt.ts";

let folder: string;
let file: string;
let stores: LedgerStore[];
let receipts: LedgerReceipt[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-files-"));
  file = join(folder, "ledger.db");
  [stores, receipts] = [[], []];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

function open(): LedgerStore {
  const store = openLedger({
    file,
    server: { instance: `server-${stores.length}`, version: "0", pid: 1 },
    now: () => Date.now() * 1_000,
    sealingKey: new Uint8Array(32).fill(7),
    patience: 60,
  });
  stores.push(store);
  return store;
}

async function append(store: LedgerStore): Promise<string> {
  try {
    receipts.push(await store.append(administrativeEntry("server.start", { correlation: "x", detail: {} })));
    return "acknowledged";
  } catch (error) {
    return String(Reflect.get(Object(error), "code"));
  }
}

/** The ledger holds every entry that anybody was told of. */
async function checkReceipts(): Promise<void> {
  for (const store of stores) await store.close();
  const claims = receipts.map(({ size, root }) => ({
    size,
    root: Buffer.from(root, "base64"),
    by: `a receipt of ${size}`,
    weight: "outside" as const,
  }));
  const trust = { logKeys: [], witnessKeys: [] };
  expect(await verifyFile(file, { claims, trust, primitives: nodeNoteCrypto })).toMatchObject({ kind: "whole" });
}

describe.each([
  ["-wal is removed", ["-wal"]],
  ["-shm is removed", ["-shm"]],
  ["-wal and -shm are removed", ["-wal", "-shm"]],
])("%s under servers that run", (_, ends) => {
  it("lets nobody begin a second history, and loses nothing that was acknowledged [G-LEDGER-FILES-WATCHED]", async () => {
    const [first, second] = [open(), open()];
    for (const store of [first, second, first, second]) expect(await append(store)).toBe("acknowledged");
    for (const end of ends) rmSync(file + end);
    expect(await append(open())).toBe("ledger-unavailable"); // one that starts now would know of nothing
    const found = [await append(first), await append(second)];
    expect(found).toContain("ledger-unavailable");
    for (let round = 0; round < 3; round++) for (const store of stores) await append(store);
    for (const store of stores) expect(await append(store)).toBe("acknowledged");
    await checkReceipts();
  });

  it("keeps what a single server holds [G-LEDGER-FILES-WATCHED]", async () => {
    const only = open();
    for (let entry = 0; entry < 5; entry++) await append(only);
    for (const end of ends) rmSync(file + end);
    expect(await append(only)).toBe("acknowledged");
    expect(receipts.at(-1)?.index).toBe(5);
    await checkReceipts();
  });
});

describe("-wal is removed", () => {
  it("loses nothing while somebody only reads", async () => {
    const only = open();
    await append(only);
    const reader = new Database(file, { readonly: true });
    const seen = () => reader.prepare("SELECT count(*) FROM entries").pluck().get();
    expect(seen()).toBe(1);
    rmSync(`${file}-wal`);
    expect(await append(only)).toBe("acknowledged");
    expect(await append(only)).toBe("acknowledged");
    reader.close();
    await checkReceipts();
  });
});

describe("files that are replaced under servers that run", () => {
  it("a log that another is put in place of is noticed by all [G-LEDGER-FILES-WATCHED]", async () => {
    const [first, second] = [open(), open()];
    await append(first);
    copyFileSync(`${file}-wal`, join(folder, "older-wal"));
    for (const store of [second, first]) await append(store);
    renameSync(join(folder, "older-wal"), `${file}-wal`);
    expect(await append(open())).toBe("ledger-unavailable");
    for (let round = 0; round < 3; round++) for (const store of stores) await append(store);
    for (const store of stores) expect(await append(store)).toBe("acknowledged");
    await checkReceipts();
  });

  it("an older ledger in its place gets no entry of a server that knows better [G-LEDGER-FILES-WATCHED]", async () => {
    const [first, second] = [open(), open()];
    await append(first);
    for (const store of stores.splice(0)) await store.close();
    copyFileSync(file, join(folder, "older"));
    const [third, fourth] = [open(), open()];
    for (const store of [third, fourth, third, fourth]) await append(store);
    await third.outside((connection) => connection.pragma("wal_checkpoint(TRUNCATE)"));
    renameSync(file, join(folder, "kept"));
    renameSync(join(folder, "older"), file);
    const said = [];
    for (let round = 0; round < 3; round++) said.push(await append(third), await append(fourth));
    expect(new Set(said)).toEqual(new Set(["ledger-unavailable", "ledger-altered"]));
    expect([first, second]).toHaveLength(2);
    receipts = [];
  });

  it("an empty place is not filled, and the same ledger put back by a copy is taken up [G-LEDGER-FILES-WATCHED]", async () => {
    const only = open();
    for (let entry = 0; entry < 3; entry++) await append(only);
    await only.outside((connection) => connection.pragma("wal_checkpoint(TRUNCATE)"));
    copyFileSync(file, join(folder, "copy"));
    for (const end of ["", "-wal", "-shm"]) rmSync(file + end);
    expect(await append(only)).toBe("ledger-unavailable");
    expect(existsSync(file)).toBe(false);
    renameSync(join(folder, "copy"), file);
    expect(await append(only)).toBe("acknowledged");
    expect(receipts.at(-1)?.index).toBe(3);
    await checkReceipts();
  });
});

it("a reader that was there first keeps no server from starting", async () => {
  const first = open();
  await append(first);
  await first.close();
  stores = [];
  const reader = new Database(file, { readonly: true });
  reader.prepare("SELECT count(*) FROM entries").get();
  expect(await append(open())).toBe("acknowledged");
  expect(await append(open())).toBe("acknowledged");
  reader.close();
  await checkReceipts();
});
