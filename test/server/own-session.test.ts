// The session is the database's own in what a caller can tell: time zone, the order of dates, the search path.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const SQL = `
CREATE SCHEMA tenant_a;
SET search_path = tenant_a, public; SET check_function_bodies = off;
CREATE TABLE tenant_a.orders (id integer PRIMARY KEY, at timestamptz, day date, note text);
INSERT INTO tenant_a.orders VALUES (1, '2026-01-31 23:30+09', '2026-02-01', 'of the tenant');
CREATE TABLE tenant_a.audit_log (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text, day date DEFAULT CURRENT_DATE);
CREATE FUNCTION tenant_a.low() RETURNS integer LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN (SELECT count(*) FROM levels); END $$;
CREATE TABLE tenant_a.levels (n integer PRIMARY KEY);
CREATE FUNCTION tenant_a.short(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length(trimmed($1)) < 20';
CREATE FUNCTION tenant_a.trimmed(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT btrim($1)';
CREATE FUNCTION tenant_a.twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT doubled($1)';
CREATE FUNCTION tenant_a.doubled(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE DOMAIN tenant_a.code AS text DEFAULT 'none' CHECK (tenant_a.short(VALUE));
CREATE TABLE tenant_a.parts (id integer PRIMARY KEY, name text CHECK (tenant_a.short(name)), code tenant_a.code, size integer DEFAULT tenant_a.low(),
  area integer GENERATED ALWAYS AS (tenant_a.twice(id)) STORED);
CREATE FUNCTION tenant_a.log_part() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES (trimmed(TG_OP || ' ' || NEW.name)); RETURN NEW; END $$;
CREATE TRIGGER log_part AFTER INSERT OR UPDATE ON tenant_a.parts FOR EACH ROW EXECUTE FUNCTION tenant_a.log_part();
CREATE FUNCTION tenant_a.vacancies() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM levels';
DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET timezone = ''Asia/Tokyo''', current_database());
  EXECUTE format('ALTER DATABASE %I SET search_path = tenant_a, public', current_database());
  EXECUTE format('ALTER DATABASE %I SET datestyle = ''SQL, DMY''', current_database());
END $$;`;

const RELATIONS = [
  "orders: { id: internal, at: internal, day: internal, note: internal }",
  "parts: { id: internal, name: internal, code: internal, size: internal, area: internal }",
  "levels: { n: internal }",
  "audit_log: { id: internal, what: internal, day: internal }",
]
  .map((line) => line.replace(/^(\w+): (.*)$/, "  tenant_a.$1:\n    owners: [dora]\n    columns: $2\n"))
  .join("");
const GRANTS = "    tenant_a.orders: all\n    tenant_a.parts: all\nfunctions: [tenant_a.vacancies]\n";
let shop: WritingShop;

beforeAll(async () => {
  shop = await openWritingShop("postgres", { sql: SQL, relations: RELATIONS, grants: GRANTS, risk: "rules: []\n" });
});

afterAll(() => shop.close());

async function rowsOf(sql: string, parameters: readonly string[] = []): Promise<unknown> {
  const answer = await shop.query(sql, { parameters, reason: "test" });
  if (answer.kind !== "released") return answer;
  const parsed: { rows?: unknown } = JSON.parse(answer.json);
  return parsed.rows;
}

describe("a session of a database with settings of its own [G-SESSION-OWN]", () => {
  it("gives the days that its time zone gives", async () => {
    expect(
      await rowsOf(
        "SELECT at::date::text, date_trunc('day', at)::text, extract(hour FROM at)::int FROM orders WHERE id = 1",
      ),
    ).toEqual([["2026-01-31", "2026-01-31 00:00:00+09", 23]]);
    expect(await rowsOf("SELECT at FROM orders WHERE id = 1")).toEqual([["2026-01-31 23:30:00+09"]]);
  });

  it("reads dates in its order, and writes them in one form", async () => {
    expect(await rowsOf("SELECT '01/02/2026'::date::text, count(*)::int FROM orders WHERE day = '01/02/2026'")).toEqual(
      [["2026-02-01", 1]],
    );
  });

  it("looks unqualified names up in its search path, schema by schema", async () => {
    expect(await rowsOf("SELECT note FROM orders")).toEqual([["of the tenant"]]);
    expect(await rowsOf("SELECT count(*)::int FROM public.orders")).toEqual([[3]]);
    expect(await rowsOf("SELECT count(*)::int FROM customers")).toEqual([[3]]);
    expect(await rowsOf("SELECT current_schema, current_schema()")).toEqual([["tenant_a", "tenant_a"]]);
  });

  it("stores the instant that the server would store", async () => {
    await rowsOf("INSERT INTO orders (id, at, day) VALUES (2, '2026-03-01 00:00', '02/03/2026')");
    expect(
      await shop.raw(
        "SELECT extract(epoch FROM at)::bigint::text, to_char(day, 'YYYY-MM-DD') FROM tenant_a.orders WHERE id = 2",
      ),
    ).toEqual([[String(Date.parse("2026-02-28T15:00:00Z") / 1000), "2026-03-02"]]);
  });

  it("calls listed functions whose bodies have unqualified names", async () => {
    expect(await rowsOf("SELECT vacancies()::int, tenant_a.vacancies()::int")).toEqual([[0, 0]]);
  });

  it("writes through triggers, checks, defaults, domains and generated columns with unqualified names", async () => {
    expect(await rowsOf("INSERT INTO parts (id, name) VALUES (7, 'bolt') RETURNING id, code, size, area")).toEqual([
      [7, "none", 0, 14],
    ]);
    await rowsOf("UPDATE parts SET name = ' nut ' WHERE id = 7");
    expect(await shop.raw("SELECT what FROM tenant_a.audit_log ORDER BY id")).toEqual([
      ["INSERT bolt"],
      ["UPDATE  nut"],
    ]);
    expect(
      await shop.query("UPDATE parts SET name = 'much longer than twenty letters' WHERE id = 7", { reason: "x" }),
    ).toMatchObject({
      kind: "refused",
      refusal: { code: "constraint" },
    });
  });

  it("is told by describe-schema", async () => {
    const { describeSchema } = await import("../../src/gate/reading/describe-schema.ts");
    const answer = await describeSchema({ database: "shop", tables: [], search: null, cursor: null }, shop.contextOf());
    expect(answer.kind === "released" ? JSON.parse(answer.json) : answer).toMatchObject({
      session: { time_zone: "Asia/Tokyo", date_style: "ISO, DMY", search_path: ["tenant_a", "public"] },
    });
  });

  it("follows its settings when they change", async () => {
    const [[name] = []] = await shop.raw("SELECT current_database()");
    await shop.raw(`ALTER DATABASE ${String(name)} SET search_path = public`);
    await shop.raw(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gatehouse' AND datname = current_database()",
    );
    await expect.poll(() => rowsOf("SELECT count(*)::int FROM orders")).toEqual([[3]]);
  });
});
