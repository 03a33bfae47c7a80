// Rows that foreign keys change with a statement's own: counted and bound before, kept, and brought back by `revert`, parents first; or said
// to be beyond taking back before anybody approves.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApprovalRequest } from "../../src/core/approvals/approval-request.ts";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { resultOf } from "../support/answers.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const TABLES = `
CREATE TABLE regions (id integer PRIMARY KEY, name text);
CREATE TABLE shops (id integer PRIMARY KEY, region_id integer REFERENCES regions (id) ON DELETE CASCADE ON UPDATE CASCADE, name text);
CREATE TABLE shelves (shop_id integer REFERENCES shops (id) ON DELETE CASCADE ON UPDATE CASCADE, place integer, label text, PRIMARY KEY (shop_id, place));
CREATE TABLE staff (id integer PRIMARY KEY, shop_id integer REFERENCES shops (id) ON DELETE SET NULL ON UPDATE SET NULL, boss integer REFERENCES staff (id) ON DELETE CASCADE ON UPDATE CASCADE, name text);
CREATE TABLE badges (staff_id integer PRIMARY KEY REFERENCES staff (id) ON DELETE CASCADE ON UPDATE CASCADE, code text);
CREATE TABLE visits (id integer PRIMARY KEY, a integer DEFAULT 0 REFERENCES shops (id) ON DELETE SET DEFAULT ON UPDATE CASCADE, b integer REFERENCES shops (id) ON DELETE SET NULL ON UPDATE SET NULL);
CREATE TABLE watched (id integer PRIMARY KEY);
CREATE TABLE watched_child (id integer PRIMARY KEY, watched_id integer REFERENCES watched (id) ON DELETE CASCADE);
CREATE TABLE watch_log (id integer PRIMARY KEY, n integer);`;
const TRIGGER = {
  postgres: `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE public.watch_log SET n = n + 1; RETURN OLD; END $$;
CREATE TRIGGER note AFTER DELETE ON watched_child FOR EACH ROW EXECUTE FUNCTION note();`,
  sqlite: "CREATE TRIGGER note AFTER DELETE ON watched_child BEGIN UPDATE watch_log SET n = n + 1; END;",
};
const ROWS = [
  "INSERT INTO regions VALUES (1, 'north'), (2, 'south')",
  "INSERT INTO shops VALUES (0, 2, 'none'), (10, 1, 'a'), (11, 1, 'b'), (12, 2, 'c')",
  "INSERT INTO shelves VALUES (10, 1, 'x'), (10, 2, NULL), (12, 1, 'z')",
  "INSERT INTO staff VALUES (1, 10, NULL, 'ann'), (2, 10, 1, 'bo'), (3, 12, 1, 'cy'), (4, 12, 3, 'di'), (5, 12, NULL, 'eve')",
  "INSERT INTO badges VALUES (1, 'one'), (4, 'four'), (5, 'five')",
  "INSERT INTO visits VALUES (1, 10, 10), (2, 12, 10), (3, 11, 12), (4, 10, NULL)",
  "INSERT INTO watched VALUES (1)",
  "INSERT INTO watched_child VALUES (1, 1), (2, 1)",
  "INSERT INTO watch_log VALUES (1, 0)",
];
const NAMES = ["badges", "staff", "shelves", "visits", "shops", "regions", "watched_child", "watched", "watch_log"];
const COLUMNS: Readonly<Record<string, string>> = {
  regions: "id, name",
  shops: "id, region_id, name",
  shelves: "shop_id, place, label",
  staff: "id, shop_id, boss, name",
  badges: "staff_id, code",
  visits: "id, a, b",
  watched: "id",
  watched_child: "id, watched_id",
  watch_log: "id, n",
};

/** What olga asks for is looked at, what dora does is not. */
const OLGA = `rules: [{ id: olga, when: "caller.principal == 'olga'", reason: "Looked at." }]\n`;

let shop: WritingShop;

function codeOf(answer: Answer<object>): string {
  return answer.kind === "refused" ? answer.refusal.code : JSON.stringify(answer.result);
}

async function everything(): Promise<unknown> {
  const tables: unknown[] = [];
  for (const name of NAMES)
    tables.push([name, await shop.raw(`SELECT ${COLUMNS[name] ?? "*"} FROM ${name} ORDER BY ${COLUMNS[name] ?? "1"}`)]);
  return tables;
}

const revert = (id: unknown, as = "dora") =>
  revertWrite({ id: String(id), reason: "back", waitSeconds: 0 }, shop.contextOf(as));

async function carriedOut(sql: string): Promise<string> {
  const written = resultOf(await shop.query(sql, { as: "dora" }));
  expect(written).toMatchObject({ status: "executed" });
  return String(written["request"]);
}

async function file(sql: string): Promise<{ id: string; request: ApprovalRequest }> {
  const asked = resultOf(await shop.query(sql, { as: "olga", reason: "ask" }));
  expect(asked).toMatchObject({ status: "pending_approval" });
  const id = String(asked["request"]);
  const found = await shop.opened.gatehouse.approvals.read(id);
  if (found === null) throw new Error("no such request");
  return { id, request: found.filed.request };
}

async function approve(id: string): Promise<void> {
  const decided = await decideApproval(id, await signedDecision(id, { by: "erik", shop }), shop.opened.gatehouse);
  expect(decided.kind).toBe("decided");
}

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";

  beforeAll(async () => {
    const relations = Object.entries(COLUMNS)
      .map(([name, columns]) => {
        const list = columns.split(", ").map((column) => `${column}: internal`);
        return `  ${schema}.${name}: { owners: [dora, erik, olga], columns: { ${list.join(", ")} } }\n`;
      })
      .join("");
    shop = await openWritingShop(engine, { risk: OLGA, sql: TABLES + TRIGGER[engine], relations });
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    for (const name of NAMES) await shop.raw(`DELETE FROM ${name}`);
    for (const sql of ROWS) await shop.raw(sql);
  });

  it.each([
    ["DELETE FROM regions WHERE id = 1", "several levels, keys set to null and to their default"],
    ["DELETE FROM shops WHERE id IN (10, 12)", "two parents of one child"],
    ["DELETE FROM staff WHERE id = 1", "a table that refers to itself"],
    ["DELETE FROM staff", "all of a table that refers to itself"],
    ["UPDATE regions SET id = id + 100", "a key that others follow"],
    ["UPDATE shops SET id = id + 100 WHERE id = 12", "a key that is part of another key, and one that is set to null"],
    ["UPDATE staff SET id = 50 WHERE id = 5", "a key that is another table's key"],
    ["UPDATE shops SET name = 'same', id = id", "a key that is given the value that it had"],
    ["DELETE FROM badges", "no other rows"],
  ])("%s comes back: %s", async (sql) => {
    const before = await everything();
    const written = resultOf(await shop.query(sql, { as: "dora" }));
    expect(written).toMatchObject({ status: "executed" });
    const changed = await everything();
    const { gatehouse } = shop.opened;
    expect((await gatehouse.approvals.read(String(written["request"])))?.filed.request.undo).toBe("kept");
    const reverted = resultOf(await revert(written["request"]));
    expect(reverted).toMatchObject({ status: "executed" });
    expect(await everything()).toEqual(before);
    // and what was taken back can be made again
    const again = await revert(reverted["request"]);
    if (again.kind === "released") expect(await everything()).toEqual(changed);
  });

  it("says how many rows of which tables go with it, and binds them to the approval [G-WRITE-STALE]", async () => {
    const asked = await file("DELETE FROM regions WHERE id = 1");
    expect(
      asked.request.effect.relations.map(({ relation, verb, rows, cause }) => [relation, verb, rows, cause]),
    ).toEqual(
      [
        ["regions", "delete", 1, "statement"],
        ["shelves", "delete", 2, "cascade"],
        ["shops", "delete", 2, "cascade"],
        ["staff", "update", 2, "cascade"],
        ["visits", "update", 5, "cascade"],
      ].map(([name, ...more]) => [`${schema}.${String(name)}`, ...more]),
    );
    expect(asked.request.undo).toBe("kept");
    // as many rows as before, and not the same: a row of a table that only foreign keys reach
    await shop.raw("UPDATE shelves SET label = 'moved' WHERE shop_id = 10 AND place = 2");
    await approve(asked.id);
    const before = await everything();
    expect(codeOf(await shop.ask({ request: asked.id, as: "olga" }))).toBe("approval-stale");
    expect(await everything()).toEqual(before);
  });

  it("takes several tables back in one approved request, whose rows nobody is shown raw", async () => {
    const before = await everything();
    const written = await carriedOut("DELETE FROM shops WHERE id = 10");
    const pending = resultOf(await revert(written, "olga"));
    expect(pending).toMatchObject({ status: "pending_approval" });
    const id = String(pending["request"]);
    const found = await shop.opened.gatehouse.approvals.read(id);
    expect(found?.filed.request.statement.further?.length).toBeGreaterThan(0);
    await approve(id);
    expect(resultOf(await shop.ask({ request: id, as: "olga" }))).toMatchObject({ status: "executed" });
    expect(await everything()).toEqual(before);
  });

  it.each([
    ["DELETE FROM shops WHERE id = 10", "UPDATE staff SET name = 'moved' WHERE id = 1"],
    ["DELETE FROM shops WHERE id = 10", "INSERT INTO shelves VALUES (11, 5, 'new'), (12, 5, 'new')"],
    ["DELETE FROM shops WHERE id = 10", "INSERT INTO shops VALUES (10, 2, 'in its place')"],
    ["UPDATE regions SET id = id + 100", "UPDATE shops SET name = 'moved' WHERE id = 11"],
    ["UPDATE shops SET id = 112 WHERE id = 12", "DELETE FROM shelves WHERE shop_id = 112"],
    ["UPDATE shops SET id = 112 WHERE id = 12", "UPDATE staff SET name = 'moved' WHERE id = 4"],
  ])("%s is taken back whole or not at all, after %s", async (sql, moves) => {
    const written = await carriedOut(sql);
    await shop.raw(moves);
    const moved = await everything();
    const answer = await revert(written);
    if (moves.startsWith("INSERT INTO shelves")) {
      expect(resultOf(answer)).toMatchObject({ status: "executed" }); // none of its rows
      return;
    }
    expect(["revert-conflict", "constraint"]).toContain(codeOf(answer));
    expect(await everything()).toEqual(moved);
  });

  it("what a trigger does besides comes back where people approved it, and is said to be beyond it where nobody was asked", async () => {
    const before = await everything();
    const asked = await file("DELETE FROM watched");
    expect(asked.request.undo).toBe("kept");
    expect(asked.request.effect.relations).toContainEqual(
      expect.objectContaining({ relation: `${schema}.watch_log`, cause: "trigger" }),
    );
    await approve(asked.id);
    expect(resultOf(await shop.ask({ request: asked.id, as: "olga" }))).toMatchObject({ status: "executed" });
    expect(resultOf(await revert(asked.id))).toMatchObject({ status: "executed" });
    expect(await everything()).toEqual(before);
    expect(codeOf(await revert(await carriedOut("DELETE FROM watched")))).toBe("nothing-to-revert");
  });

  it("what foreign keys change with a statement of several steps comes back where people approved it", async () => {
    const before = await everything();
    const asked = await file(
      "INSERT INTO regions VALUES (1, 'n'), (9, 'new') ON CONFLICT (id) DO UPDATE SET id = excluded.id + 100",
    );
    expect(asked.request.undo).toBe("kept");
    expect(asked.request.effect.relations).toContainEqual(
      expect.objectContaining({ relation: `${schema}.shops`, verb: "update", rows: 2, cause: "cascade" }),
    );
    await approve(asked.id);
    expect(resultOf(await shop.ask({ request: asked.id, as: "olga" }))).toMatchObject({ status: "executed" });
    expect(resultOf(await revert(asked.id))).toMatchObject({ status: "executed" });
    expect(await everything()).toEqual(before);
  });

  it.each([
    "INSERT INTO regions VALUES (1, 'n'), (2, 's') ON CONFLICT (id) DO UPDATE SET name = excluded.name",
    "INSERT INTO regions VALUES (8, 'n'), (9, 's') ON CONFLICT (id) DO UPDATE SET name = excluded.name",
    "INSERT INTO regions VALUES (1, 'n'), (9, 's') ON CONFLICT (id) DO UPDATE SET name = excluded.name",
  ])("%s comes back where foreign keys had nothing to do", async (sql) => {
    const before = await everything();
    expect(resultOf(await revert(await carriedOut(sql)))).toMatchObject({ status: "executed" });
    expect(await everything()).toEqual(before);
  });

  it("is put back by nobody who does not see all of its tables whole", async () => {
    const written = await carriedOut("DELETE FROM shops WHERE id = 10");
    expect(["write-not-granted", "unknown-table"]).toContain(codeOf(await revert(written, "claude")));
  });
});
