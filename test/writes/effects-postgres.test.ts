// What PostgreSQL itself makes of a write's values and rows: casts of assignments, functions behind defaults, checks, domains and generated
// columns, triggers of triggers, cascades, partitions. People are shown it, it is bound, carried out as shown, and taken back.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { FiledWrites, said } from "../support/filed-writes.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const SQL = `
CREATE DOMAIN money2 AS numeric(6,2) CHECK (VALUE >= 0);
CREATE TABLE cast_to (id integer PRIMARY KEY, a numeric(4,2), b varchar(5), c char(4), d bit(3), e timestamp(0), f interval day to hour, g numeric(4,1)[], h money2);
INSERT INTO cast_to VALUES (1), (2);
CREATE FUNCTION next_tag() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'first' $$;
CREATE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT x * 2 $$;
CREATE FUNCTION is_fine(x integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT x < 100 $$;
CREATE FUNCTION start_of() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT 1 $$;
CREATE FUNCTION unrelated() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT 1 $$;
CREATE DOMAIN small AS integer DEFAULT public.start_of() CHECK (public.is_fine(VALUE));
CREATE TABLE made (id integer PRIMARY KEY, tag text DEFAULT public.next_tag(), n integer CHECK (public.is_fine(n)), n2 integer GENERATED ALWAYS AS (public.twice(n)) STORED, s small, changed timestamptz);
CREATE TABLE made_audit (id bigserial PRIMARY KEY, op text, old jsonb, new jsonb, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE made_total (id integer PRIMARY KEY, total integer);
INSERT INTO made (id, n) VALUES (1, 10), (2, 20);
INSERT INTO made_total VALUES (1, 30);
CREATE FUNCTION touch_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := now(); RETURN NEW; END $$;
CREATE TRIGGER touch_made BEFORE UPDATE ON made FOR EACH ROW EXECUTE FUNCTION touch_made();
CREATE FUNCTION audit_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO public.made_audit (op, old, new) VALUES (TG_OP, to_jsonb(OLD), to_jsonb(NEW));
  BEGIN UPDATE public.made_total SET total = (SELECT sum(n) FROM public.made); EXCEPTION WHEN others THEN RAISE; END;
  RETURN NULL; END $$;
CREATE TRIGGER audit_made AFTER INSERT OR UPDATE ON made FOR EACH ROW EXECUTE FUNCTION audit_made();
CREATE TABLE events (id integer, kind text, v text, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
INSERT INTO events VALUES (1, 'a', 'x'), (2, 'b', 'y');
CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE children (id integer PRIMARY KEY, parent_id integer REFERENCES parents (id) ON DELETE CASCADE, v text);
INSERT INTO parents VALUES (1), (2);
INSERT INTO children VALUES (1, 1, 'one'), (2, 1, 'two'), (3, 2, 'three');
CREATE TABLE guarded (id integer PRIMARY KEY, parent_id integer REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE truncated (id integer PRIMARY KEY);
CREATE TABLE truncates (id integer PRIMARY KEY);
INSERT INTO truncated VALUES (1);
CREATE FUNCTION empty_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN TRUNCATE public.truncated; RETURN NULL; END $$;
CREATE TRIGGER empty_it AFTER INSERT ON truncates FOR EACH ROW EXECUTE FUNCTION empty_it();
CREATE TABLE coined (id integer PRIMARY KEY, v integer);
CREATE TABLE coins (id integer PRIMARY KEY);
INSERT INTO coins SELECT generate_series(1, 1000);
INSERT INTO coined VALUES (1, 1);
CREATE FUNCTION coin() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.coins WHERE id = (SELECT 1 + (random() * 999)::int); RETURN NULL; END $$;
CREATE FUNCTION move_away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.region := 'US'; RETURN NEW; END $$;
CREATE TRIGGER move_away BEFORE UPDATE ON orders FOR EACH ROW WHEN (NEW.status = 'away') EXECUTE FUNCTION move_away();
CREATE TRIGGER coin AFTER UPDATE ON coined FOR EACH ROW EXECUTE FUNCTION coin();
`;

const OWNED = [
  ["cast_to", "id, a, b, c, d, e, f, g, h"],
  ["made", "id, tag, n, n2, s, changed"],
  ["made_audit", "id, op, old, new, at"],
  ["made_total", "id, total"],
  ["events", "id, kind, v"],
  ["parents", "id"],
  ["children", "id, parent_id, v"],
  ["guarded", "id, parent_id"],
  ["truncates", "id"],
  ["truncated", "id"],
  ["coined", "id, v"],
  ["coins", "id"],
] as const;

let shop: WritingShop;
const filed = new FiledWrites(() => shop);

beforeAll(async () => {
  shop = await openWritingShop("postgres", {
    risk: `rules: [{ id: always, when: "true", reason: "Looked at." }]\napprovals: { pending: 1000 }\n`,
    sql: SQL,
    relations: OWNED.map(
      ([name, columns]) =>
        `  public.${name}: { owners: [dora, erik], columns: { ${columns
          .split(", ")
          .map((column) => `${column}: internal`)
          .join(", ")} } }\n`,
    ).join(""),
    grants: OWNED.map(([name]) => `    public.${name}: all\n`).join(""),
  });
});
afterAll(() => shop.close());

describe("values as they are stored", () => {
  it.each([
    ["a", "5.489", "5.49"],
    ["c", "'ab'", "ab  "],
    ["d", "B'101'", "101"],
    ["e", "timestamp '2026-01-01 10:00:00.6'", "2026-01-01 10:00:01"],
    ["f", "interval '2 days 03:04:05'", "2 days 03:00:00"],
    ["g", "ARRAY[1.25, 2.36]", "{1.3,2.4}"],
    ["h", "1.005", "1.01"],
  ])("%s = %s is previewed as it is stored: %s [G-WRITE-WHOLE-EFFECT]", async (column, value, stored) => {
    const { id, request } = await filed.file(`UPDATE cast_to SET ${column} = ${value} WHERE id = 1`);
    for (const eyes of ["data-owner", "requester"]) {
      const sample = request.effect.samples[eyes];
      const after = sample?.rows[0]?.after?.[sample.columns.indexOf(column)];
      expect([eyes, after?.trimEnd()]).toEqual([eyes, stored.trimEnd()]);
    }
    await filed.approve(id);
    expect(said(await shop.ask({ request: id }))).toBe("executed");
  });

  it("what an assignment refuses is refused, and not cut", async () => {
    const answer = await shop.query("UPDATE cast_to SET b = 'much too long' WHERE id = 1", { reason: "x" });
    expect(said(answer)).toBe("data-error");
  });
});

describe("what stands behind a write", () => {
  const write = "INSERT INTO made (id, n) VALUES (50, 5)";
  const replaced = {
    "a default's function":
      "CREATE OR REPLACE FUNCTION next_tag() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'second' $$",
    "a generated column's function":
      "CREATE OR REPLACE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT x * 3 $$",
    "a check's function":
      "CREATE OR REPLACE FUNCTION is_fine(x integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT x < 101 $$",
    "a domain's default": "CREATE OR REPLACE FUNCTION start_of() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT 2 $$",
    "a domain": "ALTER DOMAIN small SET DEFAULT 7",
    "a trigger's function":
      "CREATE OR REPLACE FUNCTION touch_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := now(); NEW.n := NEW.n; RETURN NEW; END $$",
  };
  it.each(Object.entries(replaced))(
    "a change of %s makes what was approved stale [G-WRITE-STALE]",
    async (_, change) => {
      expect(await filed.carryOut(write, () => shop.raw(change))).toMatch(/stale$/);
      expect(await shop.raw("SELECT count(*) FROM made WHERE id = 50")).toEqual([["0"]]);
    },
  );

  it("a change of what it does not depend on makes nothing stale", async () => {
    const change = async (): Promise<void> => {
      await shop.raw("CREATE OR REPLACE FUNCTION unrelated() RETURNS integer LANGUAGE sql STABLE AS $$ SELECT 2 $$");
      await shop.raw("CREATE TABLE unrelated (id integer)");
      await shop.raw("ALTER TABLE heap ADD COLUMN more text");
    };
    expect(await filed.carryOut("UPDATE cast_to SET a = 1 WHERE id = 2", change)).toBe("executed");
  });
});

describe("a table with triggers, a check, a domain's default, a generated column and an audit table", () => {
  it("is previewed with every row and column that changes, carried out as shown, and taken back [G-WRITE-WHOLE-EFFECT]", async () => {
    const { id, request } = await filed.file("UPDATE made SET n = 11 WHERE id = 1");
    const sample = request.effect.samples["data-owner"];
    expect(sample).toMatchObject({ relation: "public.made" });
    const at = (column: string) => sample?.rows[0]?.after?.[sample.columns.indexOf(column)];
    const [[n2] = []] = await shop.raw("SELECT public.twice(11)"); // whichever version of it is there by now
    expect([at("n"), at("n2")]).toEqual(["11", String(n2)]);
    expect(sample?.also?.map(({ relation, rows }) => [relation, rows.length])).toEqual([
      ["public.made_audit", 1],
      ["public.made_total", 1],
    ]);
    expect(request.effect.relations.find(({ cause }) => cause === "statement")?.set).toEqual(["n2", "changed"]);
    const { unbound = [], timed = [] } = request.effect.observed ?? {};
    expect(unbound).toContainEqual({ schema: "public", relation: "made_audit", column: "id", why: "anew" });
    expect(timed.map(({ relation, column }) => `${relation}.${column}`)).toEqual(
      expect.arrayContaining(["made.changed", "made_audit.new", "made_audit.at"]),
    );
    await filed.approve(id);
    expect(said(await shop.ask({ request: id }))).toBe("executed");
    expect(await shop.raw("SELECT n, n2 FROM made WHERE id = 1")).toEqual([[11, n2]]);
    expect(await shop.raw("SELECT total FROM made_total")).toEqual([[31]]);
    expect(request.undo).toBe("kept");
    const back = await revertWrite({ id, reason: "back", waitSeconds: 0 }, shop.contextOf("erik"));
    const asked = back.kind === "released" ? (back.result.request ?? "") : "";
    await filed.approve(asked);
    expect(said(await shop.ask({ request: asked, as: "erik" }))).toBe("executed");
    expect(await shop.raw("SELECT n FROM made WHERE id = 1")).toEqual([[10]]);
    expect(await shop.raw("SELECT total FROM made_total")).toEqual([[30]]);
  });

  it("is stale once a row that its triggers read has changed", async () => {
    expect(
      await filed.carryOut("UPDATE made SET n = 12 WHERE id = 1", () => shop.raw("UPDATE made_total SET total = 99")),
    ).toBe("approval-stale");
  });
});

describe("rows of other shapes", () => {
  it("partitions, rows that move between them, cascades and keys [G-WRITE-WHOLE-EFFECT]", async () => {
    for (const sql of [
      "UPDATE events SET v = 'z' WHERE id = 1",
      "UPDATE events SET kind = 'b' WHERE id = 1",
      "INSERT INTO events VALUES (3, 'a', 'n')",
      "DELETE FROM events WHERE id = 3",
      "UPDATE children SET id = id + 10 WHERE id = 3",
      "INSERT INTO heap (a, b) VALUES (7, 'seven')",
      "INSERT INTO children VALUES (1, 1, 'new one'), (9, 2, 'nine') ON CONFLICT (id) DO UPDATE SET v = excluded.v",
      "WITH d AS (DELETE FROM children WHERE id = 9 RETURNING id) INSERT INTO cast_to (id) SELECT id + 100 FROM d",
    ])
      expect([sql, await filed.carryOut(sql)]).toEqual([sql, "executed"]);
    const { id, request } = await filed.file("DELETE FROM parents WHERE id = 1");
    expect(request.effect.samples["data-owner"]?.also).toEqual([
      {
        relation: "public.children",
        columns: ["id", "parent_id", "v"],
        rows: [
          { before: ["1", "1", "new one"], after: null },
          { before: ["2", "1", "two"], after: null },
        ],
      },
    ]);
    await filed.approve(id);
    await shop.raw("UPDATE children SET v = 'moved' WHERE id = 2");
    expect(said(await shop.ask({ request: id }))).toBe("approval-stale");
    const again = await filed.file("DELETE FROM parents WHERE id = 1");
    await filed.approve(again.id);
    expect(said(await shop.ask({ request: again.id }))).toBe("executed");
    const back = await revertWrite({ id: again.id, reason: "back", waitSeconds: 0 }, shop.contextOf("erik"));
    expect(said(back)).toBe("pending_approval");
  });

  it("a deferred foreign key is found before anybody is asked", async () => {
    const answer = await shop.query("INSERT INTO guarded VALUES (1, 99)", { reason: "x" });
    expect(answer).toMatchObject({ kind: "refused", refusal: { code: "constraint" } });
    expect(answer.kind === "refused" ? answer.refusal.message : "").toContain("guarded_parent_id_fkey");
  });

  it("a trigger that empties a table is told of", async () => {
    const { request } = await filed.file("INSERT INTO truncates VALUES (1)");
    expect(JSON.stringify(request.effect)).toContain("public.truncated");
  });

  it("a trigger that takes a row out of the caller's sight lets nothing be filed", async () => {
    const answer = await shop.query("UPDATE orders SET status = 'away' WHERE id = 1", { reason: "x" });
    expect(said(answer)).toBe("out-of-sight");
  });

  it("a trigger that changes another row at each try is not approved", async () => {
    expect(said(await shop.query("UPDATE coined SET v = 2", { reason: "x" }))).toBe("effect-differs");
  });
});
