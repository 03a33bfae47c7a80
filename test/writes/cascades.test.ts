// Rows that foreign keys change with a statement's own: counted and bound before, kept, and brought back by `revert`, parents first; or said
// to be beyond taking back before anybody approves.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "../../src/gate/answer.ts";
import { decideApproval } from "../../src/gate/decide-approval.ts";
import { revertWrite } from "../../src/gate/revert-write.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const TABLES = `
CREATE TABLE regions (id integer PRIMARY KEY, name text);
CREATE TABLE shops (id integer PRIMARY KEY, region_id integer REFERENCES regions (id) ON DELETE CASCADE ON UPDATE CASCADE, name text);
CREATE TABLE shelves (shop_id integer REFERENCES shops (id) ON DELETE CASCADE ON UPDATE CASCADE, place integer, label text, PRIMARY KEY (shop_id, place));
CREATE TABLE staff (id integer PRIMARY KEY, shop_id integer REFERENCES shops (id) ON DELETE SET NULL ON UPDATE SET NULL, boss integer REFERENCES staff (id) ON DELETE CASCADE ON UPDATE CASCADE, name text);
CREATE TABLE badges (staff_id integer PRIMARY KEY REFERENCES staff (id) ON DELETE CASCADE ON UPDATE CASCADE, code text);
CREATE TABLE visits (id integer PRIMARY KEY, a integer DEFAULT 0 REFERENCES shops (id) ON DELETE SET DEFAULT, b integer REFERENCES shops (id) ON DELETE SET NULL);
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

let shop: WritingShop;

function resultOf(answer: Answer<object>): Record<string, unknown> {
  if (answer.kind === "refused") throw new Error(`${answer.refusal.code}: ${answer.refusal.message}`);
  return { ...answer.result };
}

function codeOf(answer: Answer<object>): string {
  return answer.kind === "refused" ? answer.refusal.code : JSON.stringify(answer.result);
}

async function everything(): Promise<unknown> {
  const tables: unknown[] = [];
  for (const name of NAMES) tables.push([name, await shop.raw(`SELECT ${COLUMNS[name] ?? "*"} FROM ${name} ORDER BY ${COLUMNS[name] ?? "1"}`)]);
  return tables;
}

const revert = (id: unknown, as = "dora") =>
  revertWrite({ id: String(id), reason: "back", waitSeconds: 0 }, shop.contextOf(as));

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";

  beforeAll(async () => {
    const relations = Object.entries(COLUMNS)
      .map(([name, columns]) => {
        const list = columns.split(", ").map((column) => `${column}: internal`);
        return `  ${schema}.${name}: { owners: [dora, erik], columns: { ${list.join(", ")} } }\n`;
      })
      .join("");
    shop = await openWritingShop(engine, { risk: "rules: []\n", sql: TABLES + TRIGGER[engine], relations });
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
});
