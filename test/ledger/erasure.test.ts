// Erasure: by age, caller and entry, without a byte left in the file and without a proof broken; told from what is merely missing.

import { execFile } from "node:child_process";
import { appendFileSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, MAIN, makeProject } from "../support/project.ts";
import { fillLedger, SEALING_KEY } from "./fill-ledger.ts";

const execute = promisify(execFile);
let project: Awaited<ReturnType<typeof makeProject>>;
const at = (...path: string[]) => join(project.folder, ...path);

beforeEach(async () => {
  const data = "database: shop\nrelations:\n  main.people:\n    columns: { id: internal }\n";
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: { shop: data } });
  const shop = new Database(at("shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY)");
  shop.close();
  const served = await connect(project.folder); // makes the keys
  await served.close();
  await vi.waitUntil(() => readdirSync(at(".gatehouse", "keys")).includes("checkpoint.vkeys"), { timeout: 10_000 });
  for (const end of ["", "-wal", "-shm"])
    await import("node:fs/promises").then(({ rm }) => rm(at(".gatehouse", `ledger.db${end}`), { force: true }));
  writeFileSync(at(".gatehouse", "keys", "sealing.key"), SEALING_KEY, { mode: 0o600 });
});

afterEach(() => project.remove());

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const args = [MAIN, "ledger", ...words, "--config", at("gatehouse.yaml")];
  try {
    const { stdout, stderr } = await execute(process.execPath, args);
    return { code: 0, out: stdout.trim(), err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code: Number(code), out: String(stdout).trim(), err: String(stderr) };
  }
}

const verify = async (...words: string[]) => JSON.parse((await run("verify", "--json", ...words)).out);
const day = (place: number) => Date.UTC(2026, 0, 1 + place) * 1_000;
let clock = 0;
const fill = (entries: number) => fillLedger(at(".gatehouse", "ledger.db"), entries, { now: () => day(clock++) });

describe("gatehouse ledger erase", () => {
  it("takes sealed details by entry, caller and age, and nothing else [G-LEDGER-ERASABLE]", async () => {
    clock = 0;
    const anchor = await fill(20);
    const against = ["--against", `${anchor.size}:${anchor.root}`];
    expect((await run("show", "4", "--reveal")).out).toContain("WHERE id = 4");
    expect((await run("erase", "--entry", "4", "--reason", "asked")).out).toContain("1 entry");
    expect((await run("show", "4", "--reveal")).out).toContain("WHERE id = 4");
    expect((await run("erase", "--entry", "4", "--reason", "asked", "--yes")).code).toBe(0);
    expect((await run("show", "4", "--reveal")).out).not.toContain("WHERE id = 4");
    expect((await run("show", "5", "--reveal")).out).toContain("WHERE id = 5");
    expect(await verify(...against)).toMatchObject({ kind: "whole-to-anchor", covered: 20, erased: 1 });
    await run("erase", "--caller", "bob", "--reason", "asked", "--yes");
    expect(await verify(...against)).toMatchObject({ erased: 11 });
    await run("erase", "--before", "2026-01-08", "--reason", "old", "--yes");
    expect(await verify(...against)).toMatchObject({ covered: 20, erased: 14 });
    expect((await run("erase", "--before", "2026-01-08", "--reason", "old", "--yes")).code).toBe(1);
    const [entry] = (await run("list", "--kind", "erasure", "--limit", "1", "--json")).out.split("\n");
    expect(JSON.parse(entry ?? "")).toMatchObject({
      detail: { before: "2026-01-08T00:00:00.000000Z", reason: "old", entries: 3 },
    });
    await run("prove", "4", "--out", at("proof"));
    expect((await run("erase", "--reason", "all of it", "--yes")).err).toContain("usage");
    expect((await run("erase", "--before", "soon", "--reason", "x", "--yes")).err).toContain("usage");
  });

  it("leaves no byte of what it took in the files, nor the key that sealed it [G-LEDGER-ERASABLE]", async () => {
    clock = 0;
    await fill(12);
    const file = at(".gatehouse", "ledger.db");
    const before = new Database(file, { readonly: true });
    const sealed = before
      .prepare<[], { sealed: Buffer; key: string }>("SELECT sealed, key FROM payloads WHERE idx = 3")
      .get();
    before.close();
    await run("erase", "--entry", "3", "--reason", "asked", "--yes");
    const bytes = ["ledger.db", "ledger.db-wal"].map((name) => {
      try {
        return readFileSync(at(".gatehouse", name));
      } catch {
        return Buffer.alloc(0);
      }
    });
    expect(Buffer.concat(bytes).includes(sealed?.sealed ?? "")).toBe(false);
    const after = new Database(file, { readonly: true });
    expect(after.prepare("SELECT count(*) FROM data_keys WHERE id = ?").pluck().get(sealed?.key)).toBe(0);
    after.close();
  });

  it("is told from a detail that somebody took away [G-LEDGER-ERASABLE]", async () => {
    clock = 0;
    await fill(12);
    await run("erase", "--entry", "3", "--reason", "asked", "--yes");
    const copy = at("copy.db");
    copyFileSync(at(".gatehouse", "ledger.db"), copy);
    const edited = new Database(copy);
    edited.exec("DELETE FROM payloads WHERE idx = 5");
    edited.close();
    const { out } = await run("verify", "--json", "--file", copy);
    expect(JSON.parse(out)).toMatchObject({ kind: "altered", damage: "detail", index: 5 });
  });

  it("happens by itself to what is past its retention, as gatehouse.yaml says", async () => {
    clock = 0;
    await fill(12);
    appendFileSync(at("gatehouse.yaml"), "ledger: { retention: { sealed-days: 30 } }\n");
    const served = await connect(project.folder);
    await served.call("query", { sql: "SELECT id FROM people" });
    await expect
      .poll(async () => (await run("list", "--kind", "erasure", "--json")).out, { timeout: 10_000 })
      .toContain("retention of 30 days");
    await served.close();
    expect(await verify()).toMatchObject({ kind: "self-consistent", erased: 12 });
  });
});
