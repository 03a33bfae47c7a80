// Writes that are cut off at any point: the file holds the change once or not at all, and says which.

import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PendingCommit } from "../../../core/approvals/approval-state.ts";
import { Clearance } from "../../../core/approvals/clearance.ts";
import { Allow } from "../../../core/model/decision.ts";
import type { Governance } from "../../../core/model/governed-relation.ts";
import { sqliteDialect } from "../../../core/sql/sqlite/dialect.ts";
import type { Database as GovernedDatabase } from "../../../gate/ports/database.ts";
import type { Committed, RolledBack } from "../../../gate/ports/write-transaction.ts";
import { openSqliteDatabase } from "../sqlite-database.ts";

const ROWS = 500;
let folder = "";
let file = "";

function open(): Database.Database {
  return new Database(file);
}

function make(journal: string): void {
  const shop = open();
  shop.pragma(`journal_mode = ${journal}`);
  shop.exec(
    `CREATE TABLE counters (id INTEGER PRIMARY KEY, v INTEGER); CREATE TABLE pads (p BLOB);
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) INSERT INTO counters SELECT i, 0 FROM n`,
  );
  shop.close();
}

interface Told {
  readonly pendingCommit: PendingCommit | null;
  readonly outcome: string;
}

/** Runs one write in a process of its own, which dies or loses its writer at the point. */
async function writeAndDie(request: string, point: string, milliseconds = 0): Promise<Told> {
  const script = resolve("test/support/write-sqlite-and-die.mjs");
  const stdout = await new Promise<string>((done) => {
    execFile(process.execPath, [script, file, request, point, String(milliseconds)], (_, out) => done(out));
  });
  const told = stdout
    .split("\n")
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
  let pendingCommit: PendingCommit | null = null;
  let outcome = "died";
  for (const fact of told) {
    if (typeof fact !== "object" || fact === null) continue;
    if ("pendingCommit" in fact) pendingCommit = readPendingCommit(fact.pendingCommit);
    if ("outcome" in fact) outcome = String(fact.outcome);
  }
  return { pendingCommit, outcome };
}

function readPendingCommit(value: unknown): PendingCommit | null {
  if (typeof value !== "object" || value === null || !("xid" in value) || !("system" in value)) return null;
  return { xid: String(value.xid), system: String(value.system), timeline: null, pid: null };
}

/** How often every row was changed; it is the same for all. */
function changes(): number {
  const shop = open();
  const values = shop.prepare<[], { v: number; n: number }>("SELECT v, count(*) AS n FROM counters GROUP BY v").all();
  expect(shop.pragma("integrity_check", { simple: true })).toBe("ok");
  shop.close();
  expect(values).toEqual([{ v: values[0]?.v, n: ROWS }]);
  return values[0]?.v ?? -1;
}

async function transactionStatus(pendingCommit: PendingCommit): Promise<string> {
  const database = await openSqliteDatabase({ name: "shop", file, writable: true });
  try {
    return await database.transactionStatus(pendingCommit);
  } finally {
    await database.close();
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-writer-"));
  file = join(folder, "shop.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(["delete", "wal"])("a write in journal mode %s [G-WRITE-EXACTLY-ONCE]", (journal) => {
  it("is not there when server or writer dies before COMMIT is sent", async () => {
    make(journal);
    for (const point of ["server judge", "writer judge", "server committing", "writer committing"]) {
      const { pendingCommit, outcome } = await writeAndDie(`request ${point}`.replaceAll(" ", "-"), point);
      expect([point, outcome]).toEqual([
        point,
        point.startsWith("server") ? "died" : expect.stringMatching(/failed|in-doubt/),
      ]);
      if (pendingCommit !== null)
        expect([point, await transactionStatus(pendingCommit)]).toEqual([point, "rolled-back"]);
      expect([point, changes()]).toEqual([point, 0]);
    }
  });

  it("is there once or never when server or writer dies around COMMIT, and recovery can tell", async () => {
    make(journal);
    let expected = 0;
    for (let round = 0; round < 8; round++) {
      const point = round % 2 === 0 ? "server commit" : "writer commit";
      const { pendingCommit, outcome } = await writeAndDie(`request-${round}`, point, round >> 1);
      if (pendingCommit === null) throw new Error(`no pending commit: ${outcome}`);
      const status = await transactionStatus(pendingCommit);
      expect(status).toMatch(/^(committed|rolled-back)$/);
      if (outcome === "written") expect(status).toBe("committed");
      if (status === "committed") expected += 1;
      expect(changes()).toBe(expected);
    }
  });

  it("happens once for one request, whoever tries again", async () => {
    make(journal);
    expect((await writeAndDie("the-request", "none")).outcome).toBe("written");
    expect((await writeAndDie("the-request", "none")).outcome).toBe("database-error");
    expect(changes()).toBe(1);
  });
});

describe("a COMMIT that was cut off", () => {
  it("is rolled back before the file is read again", async () => {
    make("delete");
    const shop = open();
    shop.pragma("cache_size = 1");
    shop.exec("BEGIN; UPDATE counters SET v = 7; INSERT INTO pads SELECT randomblob(5000) FROM counters");
    const torn = join(folder, "torn.db"); // as a process leaves it that ends now: pages written, the journal still there
    copyFileSync(file, torn);
    copyFileSync(`${file}-journal`, `${torn}-journal`);
    shop.exec("ROLLBACK");
    shop.close();
    const database = await openSqliteDatabase({ name: "torn", file: torn, writable: true });
    expect((await database.catalogue()).relations.size).toBe(2);
    await database.close();
    file = torn;
    expect(changes()).toBe(0);
  });
});

async function openForWriting(): Promise<GovernedDatabase> {
  const database = await openSqliteDatabase({ name: "shop", file, writable: true });
  await database.system(); // makes the marker table, and with it another version of the schema
  await database.catalogue("now");
  return database;
}

async function write(
  database: GovernedDatabase,
  sql: string,
  more: { milliseconds?: number; signal?: AbortSignal; judge?: () => void } = {},
): Promise<RolledBack | Committed | { kind: "written"; rows: number }> {
  const catalogue = await database.catalogue();
  const governance: Governance = new Map(
    [...catalogue.relations].map(([key, { name, columns }]) => [
      key,
      {
        relation: name,
        columns: columns.map((column) => ({ column, class: null, level: "internal", treatment: { kind: "clear" } })),
        rowFilter: null,
        placement: "base",
      },
    ]),
  );
  const limits = { rows: 10, bytes: 10_000, milliseconds: more.milliseconds ?? 10_000 };
  const parsed = sqliteDialect.parse(sql);
  if (parsed.kind === "refusal") throw new Error(parsed.message);
  const plan = parsed
    .analyse(catalogue, { functions: new Set() })
    .rewriteWrite(Allow.decided("test", { governance, limits }));
  if ("code" in plan) throw new Error(plan.message);
  const transaction = await database.begin({
    plan,
    binding: {
      parameters: [],
      constants: [],
      innerPad: new Uint8Array(64),
      outerPad: new Uint8Array(64),
      attributes: {},
    },
    signal: more.signal ?? new AbortController().signal,
  });
  if (transaction.kind !== "open") return transaction;
  more.judge?.();
  const changed = await transaction.change(Clearance.for(randomUUID()), { imageRows: 0, observes: false });
  if (changed.kind !== "changed") return changed;
  const ended = await transaction.commit();
  return ended.kind === "committed" ? { kind: "written", rows: changed.answer.rows } : ended;
}

const ENDLESS =
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) UPDATE counters SET v = 9 WHERE v IN (SELECT i FROM n)";

describe("write() on SQLite", () => {
  it("ends what runs too long or is cancelled, changes nothing, and takes the next write [G-READ-LIMITS]", async () => {
    make("delete");
    const database = await openForWriting();
    expect(await write(database, ENDLESS, { milliseconds: 300 })).toMatchObject({
      kind: "database-error",
      sqlstate: "SQLITE_INTERRUPT",
    });
    const cancel = new AbortController();
    const endless = write(database, ENDLESS, { signal: cancel.signal });
    setTimeout(() => cancel.abort(), 100);
    await expect(endless).rejects.toMatchObject({ code: "cancelled" });
    const late = new AbortController();
    const judged = write(database, "UPDATE counters SET v = 9", { signal: late.signal, judge: () => late.abort() });
    await expect(judged).rejects.toMatchObject({ code: "cancelled" });
    expect(changes()).toBe(0);
    expect(await write(database, "UPDATE counters SET v = v + 1")).toMatchObject({ kind: "written", rows: ROWS });
    await database.close();
    expect(changes()).toBe(1);
  });

  it("is one after the other, in one server and in several", async () => {
    make("wal");
    const databases = await Promise.all([openForWriting(), openForWriting(), openForWriting()]);
    const outcomes = await Promise.all(
      databases.flatMap((database) =>
        Array.from({ length: 6 }, () => write(database, "UPDATE counters SET v = v + 1")),
      ),
    );
    const written = outcomes.filter(({ kind }) => kind === "written").length;
    const busy = outcomes.filter(
      (outcome) => outcome.kind === "database-error" && outcome.sqlstate.startsWith("SQLITE_BUSY"),
    );
    expect([written + busy.length, changes()]).toEqual([18, written]);
    expect(written).toBeGreaterThan(5);
    await Promise.all(databases.map((database) => database.close()));
  });

  it("does nothing when the schema is no longer what it was planned for [G-READ-CATALOGUE-FRESH]", async () => {
    make("delete");
    const database = await openForWriting();
    const shop = open();
    shop.exec("CREATE TRIGGER late AFTER UPDATE ON counters BEGIN DELETE FROM pads; END");
    shop.close();
    expect(await write(database, "UPDATE counters SET v = 1")).toEqual({ kind: "schema-changed" });
    await database.close();
    expect(changes()).toBe(0);
  });

  it("is not possible in a file that is open for reading alone", async () => {
    make("delete");
    const database = await openSqliteDatabase({ name: "shop", file });
    await expect(write(database, "UPDATE counters SET v = 1")).rejects.toMatchObject({ code: "database-unavailable" });
    await database.close();
    expect(changes()).toBe(0);
  });
});

describe("transactionStatus() on SQLite", () => {
  it("cannot tell of another file, and says running while somebody writes", async () => {
    make("delete");
    const { pendingCommit } = await writeAndDie("a-request", "none");
    if (pendingCommit === null) throw new Error("no pendingCommit");
    expect(await transactionStatus(pendingCommit)).toBe("committed");
    expect(await transactionStatus({ ...pendingCommit, xid: "a-request another-attempt" })).toBe("rolled-back");
    expect(await transactionStatus({ ...pendingCommit, system: "another-file" })).toBe("unknown");
    const other = open();
    other.exec("BEGIN IMMEDIATE");
    expect(await transactionStatus(pendingCommit)).toBe("running");
    other.close();
  }, 30_000);
});
