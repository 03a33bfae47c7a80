// Tampering, generated: every edit of every column of every table of the ledger's file, rows taken away, put in and exchanged, every
// member of an entry; each is found and located. And what nobody can find from the file alone is found by what lies outside it.

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkpointSigner } from "../../src/adapters/files/checkpoint-signer.ts";
import { makeCheckpoint } from "../../src/adapters/sqlite-state/ledger/ledger-checkpoints.ts";
import { openLedgerReader } from "../../src/adapters/sqlite-state/ledger/ledger-reader.ts";
import { openLedger } from "../../src/adapters/sqlite-state/ledger/ledger-store.ts";
import { verifyFile } from "../../src/adapters/sqlite-state/verify/verify-file.ts";
import { nodeNoteCrypto as primitives, signingKey } from "../../src/adapters/system/note-crypto.ts";
import { administrativeEntry } from "../../src/core/ledger/entry/administrative-entry.ts";
import { noteKey } from "../../src/core/ledger/tree/signed-note.ts";
import type { Verdict } from "../../src/core/ledger/verify/verdict.ts";
import type { Claim } from "../../src/core/ledger/verify/verify-ledger.ts";
import { draftOf, fillLedger, SEALING_KEY } from "./fill-ledger.ts";
import { edited, rewrite } from "./rewrite-ledger.ts";

const ENTRIES = 520;
const key = signingKey(new Uint8Array(32).fill(5));
let folder: string;
let whole: string;
let origin: string;
let anchor: { size: number; root: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-tampering-"));
  whole = join(folder, "ledger.db");
  await fillLedger(whole, ENTRIES);
  const ledger = openLedger({
    file: whole,
    server: { instance: "i", version: "0", pid: 1 },
    now: () => Date.now() * 1000,
    sealingKey: SEALING_KEY,
  });
  const signer = checkpointSigner([key], { stateFile: join(folder, "signed"), primitives });
  const entryOf = (detail: { size: number; root: string; key: string }) =>
    administrativeEntry("checkpoint", { correlation: "c", detail });
  await makeCheckpoint(ledger, { file: whole, signer, due: null, entryOf });
  await ledger.close();
  anchor = await fillLedger(whole, 5);
  origin = String(read(whole, "SELECT value FROM meta WHERE name = 'origin'")[0]?.["value"]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = Record<string, string | number | Uint8Array | null>;

function read(file: string, sql: string): readonly Row[] {
  const connection = new Database(file, { readonly: true });
  const rows = connection.prepare<[], Row>(sql).all();
  connection.close();
  return rows;
}

async function judge(
  tamper: (connection: Database.Database) => void,
  anchors: readonly { size: number; root: string }[] = [],
): Promise<Verdict> {
  const file = join(folder, "tampered.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
  copyFileSync(whole, file);
  const connection = new Database(file);
  connection.pragma("foreign_keys = OFF");
  tamper(connection);
  connection.close();
  const logKeys = [noteKey(origin, { type: "log", publicKey: key.publicKey }, primitives)];
  const claims = anchors.map(
    ({ size, root }): Claim => ({ size, root: Buffer.from(root, "base64"), by: "the anchor", weight: "outside" }),
  );
  return verifyFile(file, { claims, trust: { logKeys, witnessKeys: [] }, primitives, sealingKey: SEALING_KEY });
}

/** Takes every row out of the index of openings, and leaves its definition as it was. */
function emptyOpeningsIndex(connection: Database.Database): void {
  const define = (kind: string, other: string) => {
    connection.unsafeMode(true);
    connection.pragma("writable_schema = ON");
    connection
      .prepare("UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = 'entries_of_break_glass'")
      .run(kind, other);
    connection.pragma("writable_schema = RESET");
  };
  define("'break-glass.opened'", "'x'");
  connection.exec("REINDEX entries_of_break_glass");
  define("'x'", "'break-glass.opened'");
}

/** Values that differ from what stands there, of the same kind and of others. */
function otherValues(value: Row[string]): readonly Row[string][] {
  if (typeof value === "number") return [value + 1, value - 1, value + 100_000];
  if (typeof value === "string") return [`${value}x`, value.slice(1), ""].filter((other) => other !== value);
  if (value === null) return ["x"];
  const flipped = (at: number) => Buffer.from(value.map((byte, place) => (place === at ? byte ^ 1 : byte)));
  return [flipped(0), flipped(value.length - 1), Buffer.from(value.subarray(1)), Buffer.alloc(0)];
}

const TABLES: Readonly<Record<string, { readonly key: readonly string[]; readonly rows: string }>> = {
  meta: { key: ["name"], rows: "SELECT * FROM meta" },
  head: { key: ["only"], rows: "SELECT * FROM head" },
  entries: { key: ["idx"], rows: `SELECT * FROM entries WHERE idx IN (0, 300, ${ENTRIES + 5})` },
  nodes: { key: ["level", "idx"], rows: "SELECT * FROM nodes" },
  payloads: { key: ["idx"], rows: `SELECT * FROM payloads WHERE idx IN (0, 300, ${ENTRIES + 5})` },
  data_keys: { key: ["id"], rows: "SELECT * FROM data_keys" },
  checkpoints: { key: ["size"], rows: "SELECT * FROM checkpoints" },
};

/** The entry that a row is about, where it is about one. */
function aboutOf(table: string, row: Row): number | null {
  return ["entries", "payloads"].includes(table) ? Number(row["idx"]) : null;
}

describe("tampering with the file", () => {
  it("is not seen where there is none", async () => {
    expect(await judge(() => undefined)).toMatchObject({ kind: "self-consistent", signed: ENTRIES });
    expect(await judge(() => undefined, [anchor])).toMatchObject({ kind: "whole" });
  });

  it.each(Object.entries(TABLES))(
    "shows every edit of every column of %s [G-LEDGER-TAMPER-EVIDENT]",
    async (table, { key: names, rows }) => {
      for (const row of read(whole, rows)) {
        for (const [column, value] of Object.entries(row)) {
          for (const other of otherValues(value)) {
            const where = names.map((name) => `${name} = ?`).join(" AND ");
            let refused = false; // by SQLite itself: a row of that key is there, or the kind is not the column's
            const verdict = await judge((connection) => {
              try {
                connection
                  .prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`)
                  .run(other, ...names.map((name) => row[name]));
              } catch {
                refused = true;
              }
            }).catch((error: unknown) => ({ kind: "unreadable", error }));
            if (refused) continue;
            const shown = `${table}.${column} of ${JSON.stringify(names.map((name) => row[name]))}: ${String(other).slice(0, 40)}`;
            expect([shown, verdict.kind === "altered" || verdict.kind === "unreadable"]).toEqual([shown, true]);
            const about = aboutOf(table, row);
            if (about !== null && "index" in verdict && column !== "idx")
              expect([shown, verdict.index]).toEqual([shown, about]);
          }
        }
      }
    },
  );

  it.each(Object.entries(TABLES))(
    "shows a row of %s that is gone, and one put in [G-LEDGER-TAMPER-EVIDENT]",
    async (table, { key: names, rows }) => {
      for (const row of read(whole, rows)) {
        const where = names.map((name) => `${name} = ?`).join(" AND ");
        const values = names.map((name) => row[name]);
        const gone = await judge((connection) => {
          connection.prepare(`DELETE FROM ${table} WHERE ${where}`).run(...values);
        }).catch(() => ({ kind: "unreadable" }));
        expect([table, values, gone.kind === "altered" || gone.kind === "unreadable"]).toEqual([table, values, true]);
        if (table === "meta" || table === "head" || table === "data_keys") continue; // one of each, or of no entry
        const copy: Row = { ...row, [names.at(-1) ?? ""]: 90_000 };
        const put = await judge((connection) => {
          const columns = Object.keys(copy);
          connection
            .prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`)
            .run(...Object.values(copy));
        });
        expect([table, values, put.kind]).toEqual([table, values, "altered"]);
      }
    },
  );

  it("shows entries, leaves, payloads and nodes that changed places [G-LEDGER-TAMPER-EVIDENT]", async () => {
    const exchange = (table: string, columns: readonly string[], at: readonly [number, number]) =>
      judge((connection) => {
        const [one, other] = at.map((idx) =>
          connection.prepare<[number], Row>(`SELECT * FROM ${table} WHERE idx = ?`).get(idx),
        );
        const set = connection.prepare(
          `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE idx = ?`,
        );
        set.run(...columns.map((column) => other?.[column]), at[0]);
        set.run(...columns.map((column) => one?.[column]), at[1]);
      });
    const all = Object.keys(read(whole, "SELECT * FROM entries LIMIT 1")[0] ?? {}).filter((column) => column !== "idx");
    expect(await exchange("entries", all, [7, 8])).toMatchObject({ kind: "altered", damage: "moved", index: 7 });
    expect(await exchange("entries", ["body"], [7, 8])).toMatchObject({ kind: "altered", damage: "edited", index: 7 });
    expect(await exchange("entries", ["body", "leaf"], [7, 9])).toMatchObject({
      kind: "altered",
      damage: "moved",
      index: 7,
    });
    expect(await exchange("payloads", ["iv", "sealed"], [8, 10])).toMatchObject({
      kind: "altered",
      damage: "detail",
      index: 8,
    });
    expect(await exchange("nodes", ["hash"], [0, 1])).toMatchObject({ kind: "altered", damage: "derived", index: 0 });
  });

  it("shows every member of an entry that was edited, at that entry [G-LEDGER-TAMPER-EVIDENT]", async () => {
    const body = String(read(whole, "SELECT body FROM entries WHERE idx = 300")[0]?.["body"]);
    const edits = edited(JSON.parse(body));
    expect(edits.length).toBeGreaterThan(40);
    for (const value of edits) {
      const verdict = await judge((connection) => {
        connection.prepare("UPDATE entries SET body = ? WHERE idx = 300").run(JSON.stringify(value));
      });
      expect(verdict).toMatchObject({ kind: "altered", damage: "edited", index: 300 });
    }
  });

  it("that recomputes everything after it is shown by a signed checkpoint, and with the signing key by an anchor alone [G-LEDGER-CHECKPOINTS-BIND]", async () => {
    const change = (text: string) => text.replace('"ann"', '"eve"');
    expect(await judge((connection) => rewrite(connection, { from: 300, change }))).toMatchObject({
      kind: "forked",
      size: ENTRIES,
    });
    const withKey = (connection: Database.Database) => {
      rewrite(connection, { from: 300, change });
      connection.exec("DELETE FROM checkpoints");
      connection.exec(`DELETE FROM entries WHERE idx >= ${ENTRIES}; DELETE FROM payloads WHERE idx >= ${ENTRIES}`);
      rewrite(connection, { from: 0, change: (text) => text });
    };
    expect(await judge(withKey)).toMatchObject({ kind: "self-consistent" });
    expect(await judge(withKey, [anchor])).toMatchObject({ kind: "forked" });
  });
});

describe("the index of break-glass openings", () => {
  it("that leaves one out is found, so that who opened it is not unlocked in silence [G-LEDGER-TAMPER-EVIDENT]", async () => {
    const file = join(folder, "opened.db");
    const entry = { ...draftOf(0), kind: "break-glass.opened" } as const;
    await fillLedger(file, 3, { draft: (place) => (place === 1 ? entry : draftOf(place)) });
    const verify = () =>
      verifyFile(file, { claims: [], trust: { logKeys: [], witnessKeys: [] }, primitives, sealingKey: SEALING_KEY });
    const openings = () => {
      const reader = openLedgerReader(file);
      try {
        return reader.breakGlass().length;
      } finally {
        reader.close();
      }
    };
    expect(openings()).toBe(1);
    expect(await verify()).toMatchObject({ damage: "approval" }); // the entry alone is there, and not its request
    const connection = new Database(file);
    emptyOpeningsIndex(connection);
    connection.close();
    expect(openings()).toBe(0);
    expect(await verify()).toMatchObject({ kind: "altered", damage: "derived", index: 1 });
  });
});

describe("a ledger that is verified in threads", () => {
  it("has the verdict that one thread gives, whole, resumed and tampered with [G-LEDGER-TAMPER-EVIDENT]", async () => {
    const file = join(folder, "long.db");
    const first = await fillLedger(file, 4_500);
    const last = await fillLedger(file, 5_000);
    const trust = { logKeys: [], witnessKeys: [] };
    const claims = [first, last].map(
      ({ size, root }): Claim => ({ size, root: Buffer.from(root, "base64"), by: "the anchor", weight: "outside" }),
    );
    const both = async (from = 0): Promise<Verdict> => {
      const options = { claims, from, trust, primitives, sealingKey: SEALING_KEY };
      const seen: number[] = [];
      const one = await verifyFile(file, { ...options, threads: 1 });
      const several = await verifyFile(file, { ...options, threads: 3, progress: (done) => seen.push(done) });
      expect(several).toEqual(one);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      return several;
    };
    expect(await both()).toMatchObject({ kind: "whole", size: 9_500, covered: 9_500, from: 0 });
    expect(await both(4_500)).toMatchObject({ kind: "whole", from: 4_352 });
    const edit = (sql: string) => {
      const connection = new Database(file);
      connection.exec(sql);
      connection.close();
    };
    edit("UPDATE entries SET body = replace(body, 'ann', 'eve') WHERE idx IN (8800, 9000)");
    expect(await both()).toMatchObject({ kind: "altered", damage: "edited", index: 8_800 });
    edit("DELETE FROM entries WHERE idx BETWEEN 4090 AND 4100");
    expect(await both()).toMatchObject({ kind: "altered", damage: "missing", index: 4_090 });
    expect(await both(4_500)).toMatchObject({ kind: "altered", index: 8_800 });
  });
});
