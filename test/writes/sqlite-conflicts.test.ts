// OR REPLACE and OR IGNORE on SQLite through people's hands: they are shown every row that goes and every one that stays, what was carried out
// is that, and taking it back brings each row back. What the order of rows decides is refused.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApprovalRequest } from "../../src/core/approvals/approval-request.ts";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { FiledWrites, said } from "../support/filed-writes.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const COLUMNS: Readonly<Record<string, string>> = {
  keyed: "id, code, part, n, note",
  logged: "id, code, v",
  trail: "id, what",
  parents: "id, name",
  children: "id, parent_id, v",
  plain: "code, v",
  slugs: "id, slug, live, made, hits",
};

const SQLITE = `
CREATE TABLE keyed (id INTEGER PRIMARY KEY, code TEXT UNIQUE, part TEXT, n INTEGER, note TEXT DEFAULT 'none', UNIQUE (part, n));
CREATE TABLE logged (id INTEGER PRIMARY KEY, code TEXT UNIQUE, v TEXT);
CREATE TABLE trail (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT);
CREATE TRIGGER logged_i AFTER INSERT ON logged BEGIN INSERT INTO trail (what) VALUES ('INSERT ' || NEW.id); END;
CREATE TRIGGER logged_u AFTER UPDATE ON logged BEGIN INSERT INTO trail (what) VALUES ('UPDATE ' || NEW.id); END;
CREATE TRIGGER logged_d AFTER DELETE ON logged BEGIN INSERT INTO trail (what) VALUES ('DELETE ' || OLD.id); END;
CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parents (id) ON DELETE CASCADE, v TEXT);
CREATE TABLE plain (code TEXT UNIQUE, v TEXT);
CREATE TABLE slugs (id INTEGER PRIMARY KEY, slug TEXT, live INTEGER DEFAULT 1, made TEXT DEFAULT CURRENT_TIMESTAMP, hits INTEGER DEFAULT 0);
CREATE UNIQUE INDEX slugs_live ON slugs (lower(slug)) WHERE live = 1;
CREATE UNIQUE INDEX slugs_made ON slugs (slug || made);
CREATE TABLE computed_key (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, low TEXT AS (lower(name)), made TEXT DEFAULT CURRENT_TIMESTAMP UNIQUE);
CREATE UNIQUE INDEX computed_low ON computed_key (low);
`;

const ROWS = [
  "INSERT INTO keyed VALUES (1, 'a', 'x', 1, 'one'), (2, 'b', 'x', 2, 'two'), (3, 'c', 'y', 1, 'three')",
  "INSERT INTO logged VALUES (1, 'a', 'x'), (2, 'b', 'y')",
  "DELETE FROM trail",
  "INSERT INTO parents VALUES (1, 'ann'), (2, 'bo')",
  "INSERT INTO children VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z')",
  "INSERT INTO plain VALUES ('a', 'x'), ('b', 'y')",
  "INSERT INTO slugs VALUES (1, 'Home', 1, 'then', 0), (2, 'home', 0, 'later', 0), (3, 'About', 1, 'then', 0)",
];

let shop: WritingShop;
const filed = new FiledWrites(() => shop);

async function openShop(risk: string): Promise<WritingShop> {
  const listed = { ...COLUMNS, computed_key: "id, name, low, made" };
  return openWritingShop("sqlite", {
    risk,
    sql: SQLITE,
    relations: Object.entries(listed)
      .map(([name, columns]) => {
        const list = columns.split(", ").map((column) => `${column}: internal`);
        return `  main.${name}: { owners: [dora, erik], columns: { ${list.join(", ")} } }\n`;
      })
      .join(""),
    grants: Object.keys(listed)
      .map((name) => `    main.${name}: all\n`)
      .join(""),
  });
}

async function restore(): Promise<void> {
  for (const name of Object.keys(COLUMNS)) await shop.raw(`DELETE FROM ${name}`);
  for (const sql of ROWS) await shop.raw(sql);
}

/** Tables whose rows are what they were; the log is no part of it. */
async function everything(): Promise<unknown> {
  const tables: unknown[] = [];
  for (const [name, columns] of Object.entries(COLUMNS))
    if (name !== "trail") tables.push([name, await shop.raw(`SELECT ${columns} FROM ${name} ORDER BY ${columns}`)]);
  return tables;
}

const revert = (id: string) => revertWrite({ id, reason: "back", waitSeconds: 0 }, shop.contextOf("erik"));

async function requestOf(id: string): Promise<ApprovalRequest> {
  const found = await shop.opened.gatehouse.approvals.read(id);
  if (found === null) throw new Error("no such request");
  return found.filed.request;
}

describe("where every write waits", () => {
  beforeAll(async () => {
    shop = await openShop(
      `rules: [{ id: always, when: "true", reason: "Looked at." }]\napprovals: { pending: 1000 }\n`,
    );
  });
  afterAll(() => shop.close());
  beforeEach(restore);

  /** Rows of the sample: before and after, the key and what else is shown. */
  async function shown(sql: string): Promise<readonly string[]> {
    const { request } = await filed.file(sql);
    return (Object.values(request.effect.samples)[0]?.rows ?? []).map(
      ({ before, after }) => `${before?.join() ?? "-"} > ${after?.join() ?? "-"}`,
    );
  }

  it.each<[string, readonly string[]]>([
    [
      "REPLACE INTO keyed (id, code, part, n) VALUES (1, 'b', 'y', 1)",
      ["1,a,x,1,one > 1,b,y,1,none", "2,b,x,2,two > -", "3,c,y,1,three > -"],
    ],
    ["REPLACE INTO keyed (id, code) VALUES (9, 'a')", ["1,a,x,1,one > -", "- > 9,a,,,none"]],
    ["UPDATE OR REPLACE keyed SET code = 'b' WHERE id = 1", ["1,a,x,1,one > 1,b,x,1,one", "2,b,x,2,two > -"]],
    [
      "UPDATE OR IGNORE keyed SET code = CASE id WHEN 1 THEN 'b' ELSE 'fresh' END WHERE id IN (1, 3)",
      ["3,c > 3,fresh"],
    ],
  ])("%s: people are shown exactly the rows that it changes [G-WRITE-WHOLE-EFFECT]", async (sql, rows) => {
    expect([...(await shown(sql))].sort()).toEqual([...rows].sort());
  });

  it.each([
    "REPLACE INTO keyed (id, code, part, n) VALUES (1, 'b', 'y', 1)",
    "REPLACE INTO keyed (id, code) VALUES (9, 'a'), (8, 'z')",
    "REPLACE INTO plain VALUES ('a', 'anew'), ('c', 'new')",
    "REPLACE INTO parents VALUES (1, 'anna')",
    "REPLACE INTO parents VALUES (1, 'bo')",
    "INSERT INTO slugs (slug, made) VALUES ('HOME', 'now'), ('fresh', 'now') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = hits + 1, slug = excluded.slug",
    "REPLACE INTO slugs (slug, made) VALUES ('HOME', 'now')",
    "UPDATE OR REPLACE keyed SET code = 'b' WHERE id = 1",
    "UPDATE OR REPLACE keyed SET id = 3, note = 'on top' WHERE id = 1",
    "UPDATE OR REPLACE parents SET name = 'bo' WHERE id = 1",
    "UPDATE OR IGNORE keyed SET code = CASE id WHEN 1 THEN 'b' ELSE 'fresh' END WHERE id IN (1, 3)",
    "UPDATE OR IGNORE keyed SET id = id + 10 WHERE id > 1",
  ])("%s: carried out, and taken back whole [G-WRITE-TAKEN-BACK]", async (sql) => {
    const before = await everything();
    const { id, request } = await filed.file(sql);
    expect(request.undo).toBe("kept");
    await filed.approve(id);
    expect(said(await shop.ask({ request: id }))).toBe("executed");
    expect(await everything()).not.toEqual(before);
    const asked = await revert(id);
    if (asked.kind === "refused") throw new Error(`${asked.refusal.code}: ${asked.refusal.message}`);
    const back = asked.result.request ?? "";
    await filed.approve(back);
    expect(said(await shop.ask({ request: back, as: "erik" }))).toBe("executed");
    expect(await everything()).toEqual(before);
    expect((await requestOf(back)).undo).toBe("kept");
  });

  it("no DELETE trigger runs for a row that is replaced, as in any session of SQLite's own", async () => {
    expect(await filed.carryOut("REPLACE INTO logged VALUES (1, 'b', 'anew')")).toBe("executed");
    expect(await shop.raw("SELECT id, code, v FROM logged")).toEqual([[1, "b", "anew"]]);
    expect(await shop.raw("SELECT what FROM trail")).toEqual([["INSERT 1"]]);
  });

  it.each([
    [
      "REPLACE INTO keyed (id, code) VALUES (9, 'z')",
      "UPDATE keyed SET code = 'z' WHERE id = 3",
      "another row stands in the way",
    ],
    ["REPLACE INTO keyed (id, code) VALUES (9, 'a')", "UPDATE keyed SET code = 'q' WHERE id = 1", "none stands there"],
    ["REPLACE INTO keyed (id, code) VALUES (9, 'a')", "UPDATE keyed SET note = 'moved' WHERE id = 1", "it is another"],
    [
      "UPDATE OR IGNORE keyed SET code = 'z' WHERE id = 1",
      "UPDATE keyed SET code = 'z' WHERE id = 3",
      "it would be left",
    ],
    ["UPDATE OR REPLACE keyed SET code = 'z' WHERE id = 1", "UPDATE keyed SET code = 'z' WHERE id = 3", "one would go"],
  ])("%s, after %s: what was approved is stale, because %s [G-WRITE-STALE]", async (sql, moves) => {
    expect(await filed.carryOut(sql, () => shop.raw(moves))).toBe("approval-stale");
  });
});

describe("where nothing waits", () => {
  beforeAll(async () => {
    shop = await openShop("rules: []\n");
  });
  afterAll(() => shop.close());
  beforeEach(restore);

  /** What is refused, and beside it the nearest statement that passes. */
  it.each([
    [
      "two rows with one key",
      "REPLACE INTO keyed (id, code) VALUES (8, 'z'), (9, 'z')",
      "ambiguous-rows",
      "REPLACE INTO keyed (id, code) VALUES (8, 'y'), (9, 'z')",
    ],
    [
      "a row that is updated, too",
      "UPDATE OR REPLACE keyed SET id = id + 1",
      "ambiguous-rows",
      "UPDATE OR REPLACE keyed SET id = id + 10",
    ],
    [
      "two rows that become one",
      "UPDATE OR REPLACE keyed SET code = 'z'",
      "ambiguous-rows",
      "UPDATE OR REPLACE keyed SET code = 'z' WHERE id = 1",
    ],
    [
      "a key that another row gives up",
      "UPDATE OR IGNORE keyed SET id = id + 1",
      "ambiguous-rows",
      "UPDATE OR IGNORE keyed SET id = id + 10",
    ],
    [
      "a key that is computed otherwise",
      "REPLACE INTO computed_key (id, name, made) VALUES (1, 'x', 'now')",
      "construct-not-allowed",
      "INSERT INTO computed_key (id, name, made) VALUES (1, 'x', 'now') ON CONFLICT (id) DO UPDATE SET name = excluded.name",
    ],
    [
      "a key that no index has",
      "INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (upper(slug)) WHERE live = 1 DO UPDATE SET hits = 1",
      "construct-not-allowed",
      "INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (LOWER(slug)) WHERE (live = 1) DO UPDATE SET hits = 1",
    ],
    [
      "a condition that no index has",
      "INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (lower(slug)) WHERE live = 0 DO NOTHING",
      "construct-not-allowed",
      "INSERT INTO slugs (slug) VALUES ('HOME') ON CONFLICT (lower(slug)) WHERE live = 1 DO NOTHING",
    ],
    [
      "two rows with one computed key",
      "INSERT INTO slugs (slug) VALUES ('new'), ('NEW') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = 1",
      "ambiguous-rows",
      "INSERT INTO slugs (slug) VALUES ('new'), ('NEWS') ON CONFLICT (lower(slug)) WHERE live = 1 DO UPDATE SET hits = 1",
    ],
    [
      "a computed key that is left to the clock",
      "INSERT INTO slugs (slug) VALUES ('x') ON CONFLICT (slug || made) DO UPDATE SET hits = 1",
      "construct-not-allowed",
      "INSERT INTO slugs (slug, made) VALUES ('x', 'now') ON CONFLICT (slug || made) DO UPDATE SET hits = 1",
    ],
    [
      "two clauses for one row",
      "INSERT OR REPLACE INTO keyed (id, code) VALUES (1, 'z') ON CONFLICT (id) DO UPDATE SET code = excluded.code",
      "construct-not-allowed",
      "INSERT INTO keyed (id, code) VALUES (1, 'z') ON CONFLICT (id) DO UPDATE SET code = excluded.code",
    ],
  ])("%s is refused: %s", async (_, refused, code, passes) => {
    const before = await everything();
    expect(said(await shop.query(refused))).toBe(code);
    expect(await everything()).toEqual(before);
    expect(said(await shop.query(passes))).toBe("executed");
  });

  it("a row out of the role's sight is not replaced: what would be its double is refused [G-WRITE-GOVERNED]", async () => {
    for (const sql of [
      "REPLACE INTO orders (id, customer_id, total, region) VALUES (2, 1, 5, 'EU')",
      "UPDATE OR REPLACE orders SET id = 2 WHERE id = 1",
    ]) {
      expect([sql, said(await shop.query(sql))]).toEqual([sql, "constraint"]);
      expect(await shop.raw("SELECT total FROM orders WHERE id = 2")).toEqual([[200]]);
    }
    expect(said(await shop.query("UPDATE OR IGNORE orders SET id = 2 WHERE id = 5"))).toBe("executed");
    expect(await shop.raw("SELECT id FROM orders ORDER BY id")).toEqual([[1], [2], [3], [4], [5]]);
  });

  it("says how many rows it gave, as SQLite counts them", async () => {
    const answer = await shop.query("REPLACE INTO keyed (id, code) VALUES (1, 'b')");
    expect(answer.kind === "released" ? answer.result : null).toMatchObject({ status: "executed", row_count: 1 });
  });
});
