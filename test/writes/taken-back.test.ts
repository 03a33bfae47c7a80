// A write whose triggers change further rows is taken back: every row that it changed is what it was, whatever changed it, while triggers fire
// again. What was only added to a log stays, what triggers set anew is named, and both are said before anybody approves.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApprovalRequest } from "../../src/core/approvals/approval-request.ts";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { FiledWrites, said } from "../support/filed-writes.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const COLUMNS: Readonly<Record<string, string>> = {
  made: "id, tag, n, n2, s, changed",
  made_audit: "id, op, what",
  made_total: "id, total",
  boxes: "id, what",
  counters: "id, n",
  jobs: "id, state",
  people: "id, name",
  profiles: "person_id, greeting",
  badges: "id, person_id",
  badge_log: "id, what",
  versions: "id, n",
  stock: "item, amount",
  sales: "id, item, amount",
  tags: "doc, tag",
  docs: "id, tags",
  nodes: "id, parent_id, depth",
  tree_log: "id, what",
  bills: "id, items",
  flat: "id, bill, item",
  tickets: "id, bill",
  signups_log: "id, bill",
  keyed: "id, code, note",
};

const POSTGRES = `
CREATE FUNCTION next_tag() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'first' $$;
CREATE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT x * 2 $$;
CREATE FUNCTION is_fine(x integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT x < 100 $$;
CREATE DOMAIN small AS integer DEFAULT 1 CHECK (is_fine(VALUE));
CREATE TABLE made (id integer PRIMARY KEY, tag text DEFAULT next_tag(), n integer CHECK (is_fine(n)), n2 integer GENERATED ALWAYS AS (twice(n)) STORED, s small, changed timestamptz);
CREATE TABLE made_audit (id bigserial PRIMARY KEY, op text, what jsonb);
CREATE TABLE made_total (id integer PRIMARY KEY, total integer);
CREATE FUNCTION touch_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := now(); RETURN NEW; END $$;
CREATE TRIGGER touch_made BEFORE UPDATE ON made FOR EACH ROW EXECUTE FUNCTION touch_made();
CREATE FUNCTION audit_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO made_audit (op, what) VALUES (TG_OP, to_jsonb(coalesce(NEW, OLD)));
  UPDATE made_total SET total = (SELECT coalesce(sum(n), 0) FROM made); RETURN NULL; END $$;
CREATE TRIGGER audit_made AFTER INSERT OR UPDATE OR DELETE ON made FOR EACH ROW EXECUTE FUNCTION audit_made();
CREATE TABLE keyed (id integer PRIMARY KEY, code text UNIQUE, note text);
CREATE TABLE counters (id integer PRIMARY KEY, n integer);
CREATE TABLE boxes (id integer PRIMARY KEY, what text);
CREATE TABLE jobs (id integer PRIMARY KEY, state text);
CREATE FUNCTION clear_box() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM boxes WHERE id = (SELECT n FROM counters WHERE id = 1) AND NEW.state = 'done'; UPDATE counters SET n = n + 1; RETURN NULL; END $$;
CREATE TRIGGER clear_box AFTER UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION clear_box();
CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE TABLE profiles (person_id integer PRIMARY KEY REFERENCES people (id), greeting text);
CREATE TABLE badges (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person_id integer REFERENCES people (id));
CREATE TABLE badge_log (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text);
CREATE FUNCTION new_person() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO profiles VALUES (NEW.id, 'hello ' || NEW.name); INSERT INTO badges (person_id) VALUES (NEW.id); RETURN NULL; END $$;
CREATE TRIGGER new_person AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION new_person();
CREATE FUNCTION log_badge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO badge_log (what) VALUES (TG_OP); RETURN NULL; END $$;
CREATE TRIGGER log_badge AFTER INSERT OR DELETE ON badges FOR EACH STATEMENT EXECUTE FUNCTION log_badge();
CREATE TABLE versions (id integer PRIMARY KEY, n integer);
CREATE TABLE stock (item text PRIMARY KEY, amount integer);
CREATE TABLE sales (id integer PRIMARY KEY, item text, amount integer);
CREATE FUNCTION sold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP <> 'INSERT' THEN UPDATE stock SET amount = amount + OLD.amount WHERE item = OLD.item; END IF;
  IF TG_OP <> 'DELETE' THEN UPDATE stock SET amount = amount - NEW.amount WHERE item = NEW.item; END IF;
  UPDATE versions SET n = n + 1; RETURN NULL; END $$;
CREATE TRIGGER sold AFTER INSERT OR UPDATE OR DELETE ON sales FOR EACH ROW EXECUTE FUNCTION sold();
CREATE TABLE docs (id integer PRIMARY KEY, tags text);
CREATE TABLE tags (doc integer, tag text, PRIMARY KEY (doc, tag));
CREATE FUNCTION split_tags() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM tags WHERE doc = OLD.id; INSERT INTO tags SELECT NEW.id, unnest(string_to_array(NEW.tags, ',')); RETURN NULL; END $$;
CREATE TRIGGER split_tags AFTER UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION split_tags();
CREATE TABLE nodes (id integer PRIMARY KEY, parent_id integer REFERENCES nodes (id) ON DELETE CASCADE ON UPDATE CASCADE, depth integer);
CREATE TABLE tree_log (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text);
CREATE FUNCTION log_node() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tree_log (what) VALUES (TG_OP || ' ' || OLD.id); RETURN NULL; END $$;
CREATE TRIGGER log_node AFTER UPDATE OR DELETE ON nodes FOR EACH ROW EXECUTE FUNCTION log_node();
CREATE TABLE bills (id integer PRIMARY KEY, items text);
CREATE TABLE flat (id bigserial PRIMARY KEY, bill integer, item text);
CREATE TABLE tickets (id bigserial PRIMARY KEY, bill integer UNIQUE);
CREATE TABLE signups_log (id bigserial PRIMARY KEY, bill integer);
CREATE FUNCTION flatten() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM flat WHERE bill = NEW.id; INSERT INTO flat (bill, item) SELECT NEW.id, unnest(string_to_array(NEW.items, ',')); RETURN NULL; END $$;
CREATE TRIGGER flatten AFTER UPDATE ON bills FOR EACH ROW EXECUTE FUNCTION flatten();
CREATE FUNCTION sign_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO tickets (bill) VALUES (NEW.id); INSERT INTO signups_log (bill) VALUES (NEW.id); RETURN NULL; END $$;
CREATE TRIGGER sign_up AFTER INSERT ON bills FOR EACH ROW EXECUTE FUNCTION sign_up();
`;

const SQLITE = `
CREATE TABLE keyed (id INTEGER PRIMARY KEY, code TEXT UNIQUE, note TEXT);
CREATE TABLE made (id integer PRIMARY KEY, tag text DEFAULT 'first', n integer CHECK (abs(n) < 100), n2 integer GENERATED ALWAYS AS (n * 2) STORED, s integer DEFAULT 1, changed text);
CREATE TABLE made_audit (id integer PRIMARY KEY AUTOINCREMENT, op text, what text);
CREATE TABLE made_total (id integer PRIMARY KEY, total integer);
CREATE TRIGGER touch_made AFTER UPDATE OF n ON made BEGIN UPDATE made SET changed = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = NEW.id; END;
CREATE TRIGGER audit_made_u AFTER UPDATE OF n ON made BEGIN INSERT INTO made_audit (op, what) VALUES ('UPDATE', json_object('n', NEW.n)); UPDATE made_total SET total = (SELECT coalesce(sum(n), 0) FROM made); END;
CREATE TRIGGER audit_made_i AFTER INSERT ON made BEGIN INSERT INTO made_audit (op, what) VALUES ('INSERT', json_object('n', NEW.n)); UPDATE made_total SET total = (SELECT coalesce(sum(n), 0) FROM made); END;
CREATE TRIGGER audit_made_d AFTER DELETE ON made BEGIN INSERT INTO made_audit (op, what) VALUES ('DELETE', json_object('n', OLD.n)); UPDATE made_total SET total = (SELECT coalesce(sum(n), 0) FROM made); END;
CREATE TABLE counters (id integer PRIMARY KEY, n integer);
CREATE TABLE boxes (id integer PRIMARY KEY, what text);
CREATE TABLE jobs (id integer PRIMARY KEY, state text);
CREATE TRIGGER clear_box AFTER UPDATE ON jobs BEGIN
  DELETE FROM boxes WHERE id = (SELECT n FROM counters WHERE id = 1) AND NEW.state = 'done'; UPDATE counters SET n = n + 1; END;
CREATE TABLE people (id integer PRIMARY KEY, name text);
CREATE TABLE profiles (person_id integer PRIMARY KEY REFERENCES people (id), greeting text) WITHOUT ROWID;
CREATE TABLE badges (id integer PRIMARY KEY AUTOINCREMENT, person_id integer REFERENCES people (id));
CREATE TABLE badge_log (id integer PRIMARY KEY AUTOINCREMENT, what text);
CREATE TRIGGER new_person AFTER INSERT ON people BEGIN
  INSERT INTO profiles VALUES (NEW.id, 'hello ' || NEW.name); INSERT INTO badges (person_id) VALUES (NEW.id); END;
CREATE TRIGGER log_badge_i AFTER INSERT ON badges BEGIN INSERT INTO badge_log (what) VALUES ('INSERT'); END;
CREATE TRIGGER log_badge_d AFTER DELETE ON badges BEGIN INSERT INTO badge_log (what) VALUES ('DELETE'); END;
CREATE TABLE versions (id integer PRIMARY KEY, n integer);
CREATE TABLE stock (item text PRIMARY KEY, amount integer);
CREATE TABLE sales (id integer PRIMARY KEY, item text, amount integer);
CREATE TRIGGER sold_i AFTER INSERT ON sales BEGIN UPDATE stock SET amount = amount - NEW.amount WHERE item = NEW.item; UPDATE versions SET n = n + 1; END;
CREATE TRIGGER sold_d AFTER DELETE ON sales BEGIN UPDATE stock SET amount = amount + OLD.amount WHERE item = OLD.item; UPDATE versions SET n = n + 1; END;
CREATE TRIGGER sold_u AFTER UPDATE ON sales BEGIN UPDATE stock SET amount = amount + OLD.amount WHERE item = OLD.item; UPDATE stock SET amount = amount - NEW.amount WHERE item = NEW.item; UPDATE versions SET n = n + 1; END;
CREATE TABLE docs (id integer PRIMARY KEY, tags text);
CREATE TABLE tags (doc integer, tag text, PRIMARY KEY (doc, tag));
CREATE TRIGGER split_tags AFTER UPDATE ON docs BEGIN DELETE FROM tags WHERE doc = OLD.id; INSERT INTO tags SELECT NEW.id, value FROM json_each('["' || replace(NEW.tags, ',', '","') || '"]'); END;
CREATE TABLE nodes (id integer PRIMARY KEY, parent_id integer REFERENCES nodes (id) ON DELETE CASCADE ON UPDATE CASCADE, depth integer);
CREATE TABLE tree_log (id integer PRIMARY KEY AUTOINCREMENT, what text);
CREATE TRIGGER log_node_u AFTER UPDATE ON nodes BEGIN INSERT INTO tree_log (what) VALUES ('UPDATE ' || OLD.id); END;
CREATE TRIGGER log_node_d AFTER DELETE ON nodes BEGIN INSERT INTO tree_log (what) VALUES ('DELETE ' || OLD.id); END;
CREATE TABLE bills (id integer PRIMARY KEY, items text);
CREATE TABLE flat (id integer PRIMARY KEY AUTOINCREMENT, bill integer, item text);
CREATE TABLE tickets (id integer PRIMARY KEY AUTOINCREMENT, bill integer UNIQUE);
CREATE TABLE signups_log (id integer PRIMARY KEY AUTOINCREMENT, bill integer);
CREATE TRIGGER flatten AFTER UPDATE ON bills BEGIN DELETE FROM flat WHERE bill = NEW.id; INSERT INTO flat (bill, item) SELECT NEW.id, value FROM json_each('["' || replace(NEW.items, ',', '","') || '"]'); END;
CREATE TRIGGER sign_up AFTER INSERT ON bills BEGIN INSERT INTO tickets (bill) VALUES (NEW.id); INSERT INTO signups_log (bill) VALUES (NEW.id); END;
`;

const ROWS = [
  "INSERT INTO keyed VALUES (1, 'a', 'one'), (2, 'b', 'two')",
  "INSERT INTO made (id, n) VALUES (1, 10), (2, 20)",
  "INSERT INTO made_total VALUES (1, 30)",
  "INSERT INTO counters VALUES (1, 10)",
  "INSERT INTO boxes VALUES (10, 'ten'), (11, 'eleven')",
  "INSERT INTO jobs VALUES (1, 'open'), (2, 'open')",
  "INSERT INTO versions VALUES (1, 0)",
  "INSERT INTO stock VALUES ('a', 100), ('b', 50)",
  "INSERT INTO docs VALUES (1, 'x')",
  "INSERT INTO tags VALUES (1, 'x')",
  "INSERT INTO bills VALUES (1, 'a,b')",
  "DELETE FROM tickets",
  "INSERT INTO flat (bill, item) VALUES (1, 'a'), (1, 'b'), (2, 'z')",
  "INSERT INTO nodes VALUES (1, NULL, 0), (2, 1, 1), (3, 2, 2), (4, NULL, 0)",
];

let shop: WritingShop;
const filed = new FiledWrites(() => shop);

const revert = (id: string, as = "erik") => revertWrite({ id, reason: "back", waitSeconds: 0 }, shop.contextOf(as));

async function requestOf(id: string): Promise<ApprovalRequest> {
  const found = await shop.opened.gatehouse.approvals.read(id);
  if (found === null) throw new Error("no such request");
  return found.filed.request;
}

/** Tables whose rows are what they were; logs and the time of the last change are no part of it. */
async function everything(): Promise<unknown> {
  const tables: unknown[] = [];
  for (const [name, columns] of Object.entries(COLUMNS)) {
    if (/_log$|_audit$/.test(name)) continue;
    const compared = columns.replace(", changed", "");
    tables.push([name, await shop.raw(`SELECT ${compared} FROM ${name} ORDER BY ${compared}`)]);
  }
  return tables;
}

/** Filed, approved, carried out, and asked to be taken back. */
async function carriedOut(sql: string): Promise<string> {
  const { id, request } = await filed.file(sql);
  expect([sql, request.undo]).toEqual([sql, "kept"]);
  await filed.approve(id);
  expect([sql, said(await shop.ask({ request: id }))]).toEqual([sql, "executed"]);
  return id;
}

async function reverted(id: string): Promise<ApprovalRequest> {
  const asked = await revert(id);
  if (asked.kind === "refused") throw new Error(`${asked.refusal.code}: ${asked.refusal.message}`);
  expect(asked.result.status).toBe("pending_approval");
  const back = asked.result.request ?? "";
  await filed.approve(back);
  expect(said(await shop.ask({ request: back, as: "erik" }))).toBe("executed");
  return requestOf(back);
}

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      risk: `rules: [{ id: always, when: "true", reason: "Looked at." }]\napprovals: { pending: 1000 }\n`,
      sql: engine === "postgres" ? POSTGRES : SQLITE,
      relations: Object.entries(COLUMNS)
        .map(([name, columns]) => {
          const list = columns.split(", ").map((column) => `${column}: internal`);
          return `  ${schema}.${name}: { owners: [dora, erik], columns: { ${list.join(", ")} } }\n`;
        })
        .join(""),
      grants: Object.keys(COLUMNS)
        .map((name) => `    ${schema}.${name}: all\n`)
        .join(""),
    });
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    for (const name of ["badges", "profiles", ...Object.keys(COLUMNS)]) await shop.raw(`DELETE FROM ${name}`);
    for (const sql of ROWS) await shop.raw(sql);
    await shop.raw("DELETE FROM made_audit");
    await shop.raw("UPDATE made_total SET total = 30");
  });

  it("a table with triggers, a check, a default, a generated column and an audit table [G-WRITE-TAKEN-BACK]", async () => {
    const before = await everything();
    const id = await carriedOut("UPDATE made SET n = 11 WHERE id = 1");
    const { effect } = await requestOf(id);
    expect(effect.notes).toEqual([
      `Triggers may give ${schema}.made.changed another value than it had when it is taken back.`,
      `What was added to ${schema}.made_audit stays when it is taken back.`,
    ]);
    expect(await shop.raw("SELECT n, n2 FROM made WHERE id = 1")).toEqual([[11, 22]]);
    const back = await reverted(id);
    expect(await everything()).toEqual(before);
    expect(back.effect.notes).toEqual([
      `${schema}.made.changed will not hold what it held: the database sets it.`,
      `One row that triggers added to ${schema}.made_audit will stay.`,
    ]);
    // the log says both
    expect(await shop.raw("SELECT op FROM made_audit ORDER BY id")).toEqual([["UPDATE"], ["UPDATE"]]);
    expect(back.undo).toBe("kept");
  });

  it.each([
    ["INSERT INTO made (id, n) VALUES (5, 7)", "a row with defaults and a generated column"],
    ["DELETE FROM made WHERE id = 2", "a row that goes"],
    ["UPDATE jobs SET state = 'done' WHERE id = 1", "a row that a trigger deletes, and a counter that moves each time"],
    ["INSERT INTO people VALUES (1, 'ann'), (2, 'bo')", "rows that triggers make and that refer to the new ones"],
    ["INSERT INTO sales VALUES (1, 'a', 5), (2, 'b', 1)", "sums that triggers keep by difference"],
    ["UPDATE docs SET tags = 'y,z' WHERE id = 1", "rows that triggers make anew from others"],
    ["UPDATE nodes SET id = 10 WHERE id = 1", "keys that a cascade follows, with triggers on the way"],
    ["DELETE FROM nodes WHERE id = 1", "rows that a cascade takes, with triggers on the way"],
    [
      "INSERT INTO made (id, n) VALUES (1, 12), (6, 3) ON CONFLICT (id) DO UPDATE SET n = excluded.n",
      "an upsert that does both",
    ],
  ])("%s: %s [G-WRITE-TAKEN-BACK]", async (sql) => {
    const before = await everything();
    await reverted(await carriedOut(sql));
    expect(await everything()).toEqual(before);
  });

  // PostgreSQL has one ON CONFLICT a statement
  it.each(engine === "sqlite" ? ["an upsert that finds rows by several keys, and inserts others"] : [])(
    "%s [G-WRITE-TAKEN-BACK]",
    async () => {
      const before = await everything();
      const id = await carriedOut(
        "INSERT INTO keyed VALUES (1, 'z', 'x'), (9, 'b', 'y'), (5, 'e', 'new') ON CONFLICT (id) DO UPDATE SET note = 'by id' ON CONFLICT (code) DO UPDATE SET note = 'by code'",
      );
      expect(await shop.raw("SELECT id, code, note FROM keyed ORDER BY id")).toEqual([
        [1, "a", "by id"],
        [2, "b", "by code"],
        [5, "e", "new"],
      ]);
      await reverted(id);
      expect(await everything()).toEqual(before);
    },
  );

  it.each([
    ["UPDATE jobs SET state = 'done' WHERE id = 1", "UPDATE counters SET n = 50", "revert-conflict"],
    ["UPDATE jobs SET state = 'done' WHERE id = 1", "INSERT INTO boxes VALUES (10, 'another')", "constraint"],
    ["INSERT INTO sales VALUES (1, 'a', 5)", "UPDATE stock SET amount = 7 WHERE item = 'a'", "revert-conflict"],
    ["INSERT INTO people VALUES (1, 'ann')", "UPDATE profiles SET greeting = 'moved'", "revert-conflict"],
    ["UPDATE made SET n = 11 WHERE id = 1", "UPDATE made SET tag = 'moved' WHERE id = 1", "revert-conflict"],
  ])("%s is taken back whole or not at all, after %s", async (sql, moves, code) => {
    const id = await carriedOut(sql);
    await shop.raw(moves);
    const moved = await everything();
    expect(said(await revert(id))).toBe(code);
    expect(await everything()).toEqual(moved);
  });

  it("a revert that went stale is asked for anew only while the rows are what the write left", async () => {
    const id = await carriedOut("UPDATE jobs SET state = 'done' WHERE id = 1");
    const asked = await revert(id);
    const back = asked.kind === "released" ? (asked.result.request ?? "") : "";
    await filed.approve(back);
    await shop.raw("UPDATE counters SET n = 50");
    const moved = await everything();
    const answer = await shop.ask({ request: back, as: "erik" });
    expect(answer.kind === "refused" ? answer.refusal : answer.result).not.toHaveProperty("replaced_by");
    expect(await everything()).toEqual(moved);
  });

  it("rows that triggers make anew under another number stand for those that were there, and are not doubled [G-WRITE-TAKEN-BACK]", async () => {
    const items = () => shop.raw("SELECT bill, item FROM flat ORDER BY bill, item");
    const before = await items();
    const back = await reverted(await carriedOut("UPDATE bills SET items = 'c' WHERE id = 1"));
    expect(await items()).toEqual(before);
    expect(await shop.raw("SELECT items FROM bills")).toEqual([["a,b"]]);
    expect(back.effect.notes).toContain(`${schema}.flat.id will not hold what it held: the database sets it.`);
  });

  it("a row under a number that another key tells from the rest goes with what it was made from, and one that nothing tells is a log [G-WRITE-TAKEN-BACK]", async () => {
    const id = await carriedOut("INSERT INTO bills VALUES (7, 'q')");
    const { effect } = await requestOf(id);
    expect(effect.notes).toEqual([`What was added to ${schema}.signups_log stays when it is taken back.`]);
    await reverted(id);
    expect(await shop.raw("SELECT bill FROM tickets")).toEqual([]);
    expect(await shop.raw("SELECT bill FROM signups_log")).toEqual(expect.arrayContaining([[7]]));
  });

  it("what a revert changed is taken back, too", async () => {
    await carriedOut("UPDATE counters SET n = 11");
    const before = await everything();
    const id = await carriedOut("UPDATE jobs SET state = 'done' WHERE id = 1");
    const done = await everything();
    const back = await reverted(id);
    expect(await everything()).toEqual(before);
    await reverted(back.id);
    expect(await everything()).toEqual(done);
  });
});
