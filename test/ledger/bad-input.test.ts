// What is no ledger, or none that can be used: a code, a sentence, a remedy, and nothing written.

import { execFile } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failureOf } from "../../src/adapters/sqlite-state/ledger/ledger-file.ts";
import { builtProgram } from "../support/built-program.ts";
import { connect, makeProject } from "../support/project.ts";
import { draftOf, fillLedger, SEALING_KEY } from "./fill-ledger.ts";

const execute = promisify(execFile);
let project: Awaited<ReturnType<typeof makeProject>>;
const at = (...path: string[]) => join(project.folder, ...path);
const ledger = () => at(".gatehouse", "ledger.db");

beforeEach(async () => {
  const data = "database: shop\nrelations:\n  main.people:\n    columns: { id: internal }\n";
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: { shop: data } });
  const shop = new Database(at("shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY)");
  shop.close();
});

afterEach(() => project.remove());

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const args = [builtProgram(), "ledger", ...words, "--config", at("gatehouse.yaml")];
  try {
    const { stdout, stderr } = await execute(process.execPath, args);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code: Number(code), out: String(stdout), err: String(stderr) };
  }
}

async function ask() {
  const served = await connect(project.folder);
  try {
    return (await served.call("query", { sql: "SELECT id FROM people" })).body;
  } finally {
    await served.close();
  }
}

/** Of a server that can open nothing and ends: a call that is there before its end is refused, a later one finds it gone. */
async function askInVain(): Promise<string> {
  const body: unknown = await ask().catch(String);
  return typeof body === "object" && body !== null && "refused" in body ? String(body.refused) : String(body);
}

describe("a ledger that", () => {
  it("is none is told so, and left alone", async () => {
    expect(await run("verify")).toMatchObject({ code: 4 });
    await ask(); // makes the keys
    for (const make of [
      () => writeFileSync(ledger(), "this is no database, and longer than a header would be ".repeat(4)),
      () => {
        const other = new Database(ledger());
        other.exec("CREATE TABLE x (y)");
        other.close();
      },
    ]) {
      for (const end of ["", "-wal", "-shm"]) rmSync(`${ledger()}${end}`, { force: true });
      make();
      const before = readFileSync(ledger());
      const verified = await run("verify");
      expect(verified.code).toBe(4);
      expect(verified.out).toMatch(/not a Gatehouse ledger|is damaged/);
      expect(await ask()).toMatchObject({ refused: "ledger-unavailable" });
      expect(readFileSync(ledger()).equals(before)).toBe(true);
    }
  });

  it("is of a newer version is refused, as a file and as an export", async () => {
    await ask();
    writeFileSync(at("export.jsonl"), (await run("export")).out.replace('"version":1', '"version":7'));
    const newer = new Database(ledger());
    newer.pragma("user_version = 99");
    newer.close();
    expect(await ask()).toMatchObject({ refused: "ledger-unavailable" });
    expect((await run("list")).err).toContain("ledger-newer");
    expect((await run("verify")).code).toBe(4);
    const verified = await run("verify", "--file", at("export.jsonl"));
    expect(verified).toMatchObject({ code: 4 });
    expect(verified.out).toContain("newer version");
  });

  it("was copied in part is unreadable, as a file and as an export", async () => {
    await fillLedger(at("whole.db"), 300);
    const half = at("half.db");
    copyFileSync(at("whole.db"), half);
    truncateSync(half, Math.floor(statSync(half).size / 2));
    expect((await run("verify", "--file", half)).code).toBeGreaterThan(0);
    expect((await run("verify", "--file", half)).out).not.toContain("whole");
    const { stdout } = await execute(process.execPath, [builtProgram(), "ledger", "export", "--file", at("whole.db")]);
    for (const length of [stdout.length - 1, stdout.length - 100, 40, 0]) {
      writeFileSync(at("half.jsonl"), stdout.slice(0, length));
      expect((await run("verify", "--file", at("half.jsonl"))).code).toBeGreaterThan(3);
    }
  });

  it("lost its sealing key, or has another's, is not written to", async () => {
    await ask();
    const key = at(".gatehouse", "keys", "sealing.key");
    const kept = readFileSync(key);
    rmSync(key);
    expect(await askInVain()).toMatch(/closed|ledger-unavailable/);
    expect((await run("checkpoint")).err).toContain("key-missing");
    expect(existsSync(key)).toBe(false);
    writeFileSync(key, Buffer.alloc(32, 9), { mode: 0o600 });
    const before = (await run("list", "--json")).out;
    expect(await ask()).toMatchObject({ refused: "ledger-unavailable" });
    expect((await run("checkpoint")).err).toContain("sealing key is not the one");
    expect((await run("list", "--json")).out).toBe(before);
    writeFileSync(key, kept, { mode: 0o600 });
    expect(await ask()).toMatchObject({ rows: [] });
  });

  it("was signed for and is gone is not begun anew in silence [G-LEDGER-CHECKPOINTS-BIND]", async () => {
    await ask();
    expect((await run("checkpoint")).code).toBe(0);
    for (const end of ["", "-wal", "-shm"]) rmSync(`${ledger()}${end}`, { force: true });
    const lost = await run("checkpoint");
    expect(lost).toMatchObject({ code: 2, err: expect.stringMatching(/ledger-altered.*is gone.*restore it/) });
    expect(await askInVain()).toMatch(/closed|ledger-unavailable/);
    expect(existsSync(ledger())).toBe(false);
    // another one that was put in its place gets no signature
    await fillLedger(ledger(), 3);
    writeFileSync(at(".gatehouse", "keys", "sealing.key"), SEALING_KEY, { mode: 0o600 });
    expect((await run("checkpoint")).err).toMatch(/ledger-altered.*of another ledger/);
    rmSync(at(".gatehouse", "keys", "checkpoint.signed"));
    expect((await run("checkpoint")).code).toBe(0);
  });

  it("lost the key that signs goes on, and says what to restore", async () => {
    await ask();
    await run("checkpoint");
    rmSync(at(".gatehouse", "keys", "checkpoint.key"));
    expect(await ask()).toMatchObject({ rows: [] });
    expect((await run("checkpoint")).err).toMatch(/key-missing.*signs checkpoints/);
    expect((await run("verify")).code).toBe(3);
  });

  it("lies on a disk that cannot be written says which remedy there is", () => {
    const said = (code: string) => failureOf(new Database.SqliteError("no", code), "ledger.db").message;
    expect(said("SQLITE_READONLY_DBMOVED")).toContain("read-only");
    expect(said("SQLITE_FULL")).toContain("disk is full");
    expect(said("SQLITE_BUSY")).toContain("locked");
    expect(failureOf(new Database.SqliteError("no", "SQLITE_CORRUPT"), "ledger.db").code).toBe("ledger-unreadable");
  });
});

describe("a clock", () => {
  it("that jumps back a little does not change the order of times, and one that jumps far is refused until it is accepted", async () => {
    const file = at("clock.db");
    const noon = Date.UTC(2026, 10, 21, 12) * 1_000;
    await fillLedger(file, 1, { now: () => noon });
    await fillLedger(file, 1, { now: () => noon - 5_000_000 });
    await expect(fillLedger(file, 1, { now: () => noon - 3_600_000_000 })).rejects.toMatchObject({
      code: "clock-behind",
    });
    const accepted = { now: () => noon - 3_600_000_000, draft: () => draftOf(0, { kind: "clock.set-back" as const }) };
    await fillLedger(file, 1, accepted);
    await fillLedger(file, 1, { now: () => noon - 3_599_000_000 });
    const { stdout } = await execute(process.execPath, [builtProgram(), "ledger", "export", "--file", file]);
    const times = [...stdout.matchAll(/"time":"([^"]+)"(?=,"tool")/g)].map(([, time]) => time);
    expect(times.map((time) => time?.slice(11, 19))).toEqual(["12:00:00", "12:00:00", "11:00:00", "11:00:01"]);
    await expect(execute(process.execPath, [builtProgram(), "ledger", "verify", "--file", file])).rejects.toMatchObject(
      {
        code: 3,
      },
    );
  });

  it("of the future can be taken back by an entry that says why", async () => {
    await ask();
    const ahead = new Database(ledger());
    ahead.exec("UPDATE head SET time = '2031-01-01T00:00:00.000000Z'");
    ahead.close();
    expect(await ask()).toMatchObject({ refused: "ledger-unavailable" });
    expect((await run("accept-clock", "--reason", "started in 2031", "--as", "carol")).code).toBe(0);
    expect(await ask()).toMatchObject({ rows: [] });
  });
});

describe("what a verification is given", () => {
  it("has to make sense", async () => {
    await ask();
    appendFileSync(at("note"), "no checkpoint");
    for (const words of [
      ["--against", ""],
      ["--against", "12"],
      ["--against", at("note")],
      ["--key", "x"],
      ["--from", "x"],
    ]) {
      const said = await run("verify", ...words);
      expect(said.code).toBe(64); // 2 is a verdict
      expect(said.err).toContain("usage");
    }
    const root = Buffer.alloc(32).toString("base64");
    expect((await run("verify", "--against", `0:${root}`)).code).toBe(3);
    expect((await run("verify", "--against", `1:${root}`)).code).toBe(2);
  });
});
