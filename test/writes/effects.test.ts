// An approval binds the whole effect: every row that a try of the write changes, whichever statement, trigger or cascade changes it, by key and
// values as they are stored, is shown to people, and is what happens, or nothing does.

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { FiledWrites, said } from "../support/filed-writes.ts";
import { internalTable, openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const TABLES = `
CREATE TABLE counters (id integer PRIMARY KEY, n integer);
CREATE TABLE boxes (id integer PRIMARY KEY, what text);
CREATE TABLE jobs (id integer PRIMARY KEY, state text);
CREATE TABLE items (id integer PRIMARY KEY, price integer, at text, score text);
CREATE TABLE parts (id integer PRIMARY KEY, item_id integer REFERENCES items (id), name text UNIQUE);
CREATE TABLE chosen (id integer PRIMARY KEY, v text);
CREATE TABLE paid (id integer PRIMARY KEY, credit integer, salary integer, owner text);
CREATE TABLE paid_log (id integer PRIMARY KEY, what text);
CREATE TABLE wide (id integer PRIMARY KEY);
INSERT INTO counters VALUES (1, 10);
INSERT INTO boxes VALUES (10, 'ten'), (11, 'eleven'), (12, 'twelve');
INSERT INTO jobs VALUES (1, 'open'), (2, 'open');
INSERT INTO items VALUES (1, 5, 'never', 'none'), (2, 6, 'never', 'none');
INSERT INTO parts VALUES (1, 1, 'wheel'), (2, 1, 'axle');
INSERT INTO chosen VALUES (1, 'a');
INSERT INTO paid VALUES (1, 10, 700, 'x');
`;
const TRIGGERS = {
  postgres: `
CREATE FUNCTION clear_box() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  DELETE FROM public.boxes WHERE id = (SELECT n FROM public.counters WHERE id = 1); RETURN NULL; END $$;
CREATE TRIGGER clear_box AFTER UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION clear_box();
CREATE TABLE logged (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text, at timestamptz DEFAULT now(), until timestamptz);
CREATE TABLE log_of_logged (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, row_data jsonb, at timestamptz);
CREATE FUNCTION log_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO public.log_of_logged (row_data, at) VALUES (to_jsonb(NEW), clock_timestamp()); RETURN NULL; END $$;
CREATE TRIGGER log_it AFTER INSERT OR UPDATE ON logged FOR EACH ROW EXECUTE FUNCTION log_it();
CREATE FUNCTION until_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.until := now() + interval '30 days'; RETURN NEW; END $$;
CREATE TRIGGER until_it BEFORE INSERT OR UPDATE ON logged FOR EACH ROW EXECUTE FUNCTION until_it();
CREATE FUNCTION log_paid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.paid_log VALUES (NEW.id, 'more'); RETURN NULL; END $$;
CREATE TRIGGER log_paid AFTER UPDATE ON paid FOR EACH ROW WHEN (NEW.credit > NEW.salary) EXECUTE FUNCTION log_paid();`,
  sqlite: `
CREATE TRIGGER clear_box AFTER UPDATE ON jobs BEGIN
  DELETE FROM boxes WHERE id = (SELECT n FROM counters WHERE id = 1); END;
CREATE TABLE logged (id integer PRIMARY KEY, v text, at text DEFAULT CURRENT_TIMESTAMP, until text);
CREATE TABLE log_of_logged (id integer PRIMARY KEY AUTOINCREMENT, row_data text, at text);
CREATE TRIGGER log_insert AFTER INSERT ON logged BEGIN
  UPDATE logged SET until = datetime('now', '+30 days') WHERE id = NEW.id;
  INSERT INTO log_of_logged (row_data, at) VALUES (json_object('id', NEW.id, 'v', NEW.v, 'at', NEW.at), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')); END;
CREATE TRIGGER log_paid AFTER UPDATE ON paid WHEN NEW.credit > NEW.salary BEGIN INSERT INTO paid_log VALUES (NEW.id, 'more'); END;`,
};

/** Small changes of counters ask nobody. */
const RISK = `rules: [{ id: looked-at, when: "write.table != 'public.counters' && write.table != 'main.counters' && write.table != 'public.paid' && write.table != 'main.paid'", reason: "Looked at." }, { id: more, when: "write.other_rows > 0", reason: "More rows." }]
approvals: { pending: 1000 }
`;

let shop: WritingShop;
const filed = new FiledWrites(() => shop);

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";
  const postgres = engine === "postgres";
  const table = (name: string, columns: string): string => internalTable(`${schema}.${name}`, columns);

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      risk: RISK,
      sql: TABLES + TRIGGERS[engine],
      relations: [
        table("counters", "id, n"),
        table("boxes", "id, what"),
        table("jobs", "id, state"),
        table("items", "id, price, at, score"),
        table("parts", "id, item_id, name"),
        table("chosen", "id, v"),
        table("logged", "id, v, at, until"),
        table("log_of_logged", "id, row_data, at"),
        table("paid_log", "id, what"),
        `  ${schema}.paid: { owners: [dora, erik], columns: { id: internal, credit: internal, salary: { level: restricted }, owner: internal } }\n`,
      ].join(""),
      grants: ["counters", "jobs", "items", "parts", "chosen", "logged", "boxes"]
        .map((name) => `    ${schema}.${name}: all\n`)
        .join("")
        .concat(`    ${schema}.paid: { update: [credit, owner] }\n`),
    });
  });
  afterAll(() => shop.close());

  it("a row that a trigger deletes is shown, and another is not deleted for it [G-WRITE-WHOLE-EFFECT]", async () => {
    const { id, request } = await filed.file("UPDATE jobs SET state = 'done' WHERE id = 1");
    expect(request.effect.samples["data-owner"]?.also).toEqual([
      { relation: `${schema}.boxes`, columns: ["id", "what"], rows: [{ before: ["10", "ten"], after: null }] },
    ]);
    await filed.approve(id);
    expect(said(await shop.query("UPDATE counters SET n = 11 WHERE id = 1"))).toBe("executed");
    expect(said(await shop.ask({ request: id }))).toBe("approval-stale");
    expect(await shop.raw("SELECT id FROM boxes ORDER BY id")).toEqual([[10], [11], [12]]);
    expect(await filed.carryOut("UPDATE jobs SET state = 'over' WHERE id = 2")).toBe("executed");
    expect(await shop.raw("SELECT id FROM boxes ORDER BY id")).toEqual([[10], [12]]);
  });

  it("a value that only depends on the clock is bound, one that is the clock's is not, and that is said [G-WRITE-WHOLE-EFFECT]", async () => {
    const soon = (seconds: number) =>
      new Date(Date.now() + seconds * 1_000).toISOString().replace("T", " ").slice(0, 19);
    const clock = postgres ? "now()" : "datetime('now')";
    const when = postgres ? `now() < '${soon(4)}+00'` : `datetime('now') < '${soon(4)}'`;
    const { id, request } = await filed.file(
      `UPDATE items SET price = CASE WHEN ${when} THEN price ELSE 1 END WHERE id = 1`,
    );
    expect(request.effect.observed?.unbound).toEqual([]);
    await filed.approve(id);
    await new Promise((resolve) => setTimeout(resolve, 5_500));
    expect(["stale", "approval-stale"]).toContain(said(await shop.ask({ request: id })));
    expect(await shop.raw("SELECT price FROM items WHERE id = 1")).toEqual([[5]]);
    for (const value of postgres
      ? ["now()", "now()::text", "'at ' || current_timestamp::text", "(now() + interval '1 day')::text"]
      : [
          "datetime('now')",
          "CURRENT_TIMESTAMP",
          "'at ' || datetime()",
          "datetime('now', '+1 day')",
          "strftime('%s', 'now')",
        ]) {
      const timed = await filed.file(`UPDATE items SET at = ${value} WHERE id = 2`);
      expect(timed.request.effect.observed?.unbound).toEqual([
        { schema, relation: "items", column: "at", why: "clock" },
      ]);
      await filed.approve(timed.id);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      expect([value, said(await shop.ask({ request: timed.id }))]).toEqual([value, "executed"]);
    }
    const random = await filed.file(`UPDATE items SET score = ${postgres ? "random()" : "random()"} WHERE id = 2`);
    expect(random.request.effect.observed?.unbound).toEqual([
      { schema, relation: "items", column: "score", why: "anew" },
    ]);
    await filed.approve(random.id);
    expect(said(await shop.ask({ request: random.id }))).toBe("executed");
    const upsert = `INSERT INTO items (id, price, at) VALUES (2, 7, ${clock}) ON CONFLICT (id) DO UPDATE SET at = excluded.at, price = CASE WHEN ${clock} IS NULL THEN 0 ELSE excluded.price END`;
    expect(await filed.carryOut(upsert)).toBe("executed");
  });

  it("what a trigger writes of the clock, of sequences and of both in a document makes nothing stale, and is said by column", async () => {
    const { id, request } = await filed.file("INSERT INTO logged (v) VALUES ('one')");
    const { unbound = [], timed = [] } = request.effect.observed ?? {};
    const named = [
      ...unbound.map(({ relation, column, why }) => `${relation}.${column} ${why}`),
      ...timed.map(({ relation, column }) => `${relation}.${column} clock`),
    ];
    expect(named).toEqual(
      expect.arrayContaining(["logged.id anew", "logged.at clock", "log_of_logged.at clock", "log_of_logged.id anew"]),
    );
    expect(named).not.toContain("log_of_logged.row_data anew");
    expect(request.effect.relations.find(({ relation }) => relation === `${schema}.logged`)?.set).toEqual(
      expect.arrayContaining(["id", "at", "until"]),
    );
    await filed.approve(id);
    await shop.raw("INSERT INTO logged (v) VALUES ('between')");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(said(await shop.ask({ request: id }))).toBe("executed");
  });

  it.each([
    ["DELETE FROM items WHERE id = 1", postgres ? "parts_item_id_fkey" : "FOREIGN KEY (item_id) to items"],
    ["INSERT INTO parts VALUES (3, 1, 'axle')", postgres ? "parts_name_key" : "UNIQUE (name)"],
    ["INSERT INTO parts VALUES (4, 99, 'nut')", postgres ? "parts_item_id_fkey" : "FOREIGN KEY (item_id) to items"],
  ])("%s is refused before anybody is asked, with the constraint's name [G-WRITE-WHOLE-EFFECT]", async (sql, name) => {
    const answer = await shop.query(sql, { reason: "for the test" });
    expect(answer).toMatchObject({ kind: "refused", refusal: { code: "constraint" } });
    expect(answer.kind === "refused" ? answer.refusal.message : "").toContain(name);
  });

  it("people are told of a constraint that is about what its caller does not see, and the caller is not", async () => {
    await shop.raw("CREATE TABLE hidden_ref (id integer PRIMARY KEY, chosen_id integer REFERENCES chosen (id))");
    await shop.raw("INSERT INTO hidden_ref VALUES (1, 1)");
    const answer = await shop.query("DELETE FROM chosen WHERE id = 1", { reason: "for the test" });
    expect(said(answer)).toBe("pending_approval");
    expect(JSON.stringify(answer)).not.toMatch(/hidden_ref|refuse/);
    const id = answer.kind === "refused" || !("request" in answer.result) ? "" : answer.result.request;
    const request = (await shop.opened.gatehouse.approvals.read(id))?.filed.request;
    expect(request?.effect.refused).toMatchObject({ relation: `${schema}.hidden_ref` });
    expect(request?.effect.observed).toBeUndefined();
    await filed.approve(id);
    expect(["stale", "approval-stale"]).toContain(said(await shop.ask({ request: id })));
    expect(await shop.raw("SELECT count(*) FROM chosen")).toEqual([[postgres ? "1" : 1]]);
    await shop.raw("DROP TABLE hidden_ref");
  });

  it("whether a trigger fires on a hidden value is not told [G-WRITE-NON-INTERFERENCE]", async () => {
    const answers = [];
    for (const credit of [600, 800]) {
      const more = { sql: `UPDATE paid SET credit = ${credit} WHERE id = 1`, as: "claude" };
      const unasked = await shop.query(more.sql, more);
      answers.push([
        said(unasked),
        unasked.kind === "refused" ? null : "effect" in unasked.result ? unasked.result.effect : null,
      ]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual([
      "approval_needed",
      [
        { table: `${schema}.paid`, verb: "update", cause: "trigger" },
        { table: `${schema}.paid`, verb: "update", rows: 1, cause: "statement" },
      ],
    ]);
  });

  it("a change of the schema elsewhere leaves an approved request as it is, one of what it touches does not [G-WRITE-STALE]", async () => {
    const write = "UPDATE items SET price = price + 1 WHERE id = 2";
    const elsewhere = () => shop.raw(`ALTER TABLE wide ADD COLUMN c${Date.now()} integer`);
    expect(await filed.carryOut(write, elsewhere)).toBe("executed");
    expect(await filed.carryOut(write, () => shop.raw("CREATE INDEX parts_by_item ON parts (item_id)"))).toBe("stale");
    expect(await filed.carryOut(write, () => shop.raw("ALTER TABLE items ADD COLUMN more text"))).toBe("stale");
    await shop.raw("ALTER TABLE items DROP COLUMN more");
    // another column under the name
    const swap = async (): Promise<void> => {
      await shop.raw("ALTER TABLE chosen RENAME COLUMN v TO old_v");
      await shop.raw("ALTER TABLE chosen ADD COLUMN v text DEFAULT 'a'");
    };
    expect(await filed.carryOut("UPDATE chosen SET v = 'b' WHERE id = 1", swap)).toBe("stale");
  });

  it("what is taken back is what the entry tells of: another image is refused, and verification finds it [G-WRITE-IMAGES-BOUND]", async () => {
    const { id } = await filed.file("UPDATE boxes SET what = 'changed' WHERE id = 12");
    await filed.approve(id);
    expect(said(await shop.ask({ request: id }))).toBe("executed");
    const kept = await shop.opened.gatehouse.approvals.readImages(id);
    expect(kept).toContain("twelve");
    const { gatehouse } = shop.opened;
    const context = shop.contextOf("erik");
    const revert = () => revertWrite({ id, reason: "back", waitSeconds: 0 }, context);
    const reading = vi.spyOn(gatehouse.approvals, "readImages");
    reading.mockResolvedValue((kept ?? "").replace("twelve", "forged"));
    expect(said(await revert())).toBe("ledger-unavailable");
    reading.mockRestore();
    expect(said(await revert())).toBe("pending_approval");
  });
});
