// Texts that differ in constants share plans: what a plan answers that another text made must be what the server answers to the text itself.

import { createHash } from "node:crypto";
import { loadModule } from "libpg-query";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { govern, readShop, type Shop, startShop } from "../../../test/support/dialect-database.ts";
import { clearRole } from "../../../test/support/sample-role.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import { postgresDialect } from "../../core/sql/postgres/dialect.ts";
import { PlanCache, type PlannedText } from "./plan-statement.ts";

const KEYS = ["small", "number", "big", "exact", "float", "word", "code", "day", "moment", "ref", "yes", "sorted"];

const ROLE = clearRole({ rows: 100, bytes: 1e6, milliseconds: 5000 });

let shop: Shop;
let catalogue: Catalogue;
let governance: Governance;

beforeAll(async () => {
  await loadModule();
  shop = await startShop();
  await shop.client.query(`CREATE TABLE public.k (small smallint, number integer, big bigint, exact numeric(6,2), float float8, word text,
      code char(4), day date, moment timestamptz, ref uuid, yes boolean, sorted text COLLATE "C", note text, PRIMARY KEY (${KEYS.join(", ")}));
    INSERT INTO public.k VALUES
      (1, 1, 1, 1, 1, 'a', 'ab', '2024-01-01', '2024-01-01 00:00Z', '00000000-0000-4000-8000-000000000001', true, 'it''s', 'one'),
      (7, 7, 2147483648, 7.25, 1e300, '', '', 'infinity', '-infinity', '00000000-0000-4000-8000-000000000002', false, '1', 'two'),
      (-1, -1, 9223372036854775807, -1, -0.0, '1', 'it''s', '2024-02-29', '2024-01-01 12:00Z', '00000000-0000-4000-8000-000000000003', true, '\\x', 'six')`);
  catalogue = await readShop(shop.client);
  governance = govern(catalogue, { "public.k": {}, "public.customers": {}, "public.orders": {} }).governance;
}, 120_000);

afterAll(() => shop?.stop());

function plan(sql: string, plans: PlanCache): PlannedText {
  return plans.planStatement(sql, { role: ROLE, governance, database: "shop", catalogue, dialect: postgresDialect });
}

/** Rows, or that there are none. */
async function answer(config: pg.QueryConfig): Promise<string> {
  try {
    const query: pg.QueryArrayConfig & { queryMode: string } = { ...config, rowMode: "array", queryMode: "extended" };
    return JSON.stringify((await shop.client.query(query)).rows);
  } catch (error) {
    return error instanceof pg.DatabaseError ? `error ${error.code}` : String(error);
  }
}

async function governed({ planned, constants }: PlannedText): Promise<string> {
  if (planned.kind === "unplanned") return planned.refusal.code;
  if (planned.kind !== "planned") return "a write";
  const { text, parameters } = planned.plan;
  const values = parameters.map((parameter) => (parameter.kind === "constant" ? constants[parameter.index] : null));
  return answer({ text, values, name: createHash("sha256").update(text).digest("hex").slice(0, 40) });
}

const CONSTANTS = [
  ..."0|1|007|7|32768|2147483647|2147483648|9223372036854775807|9223372036854775808|99999999999999999999".split("|"),
  // before PostgreSQL 16 a number and an alias, which is refused
  ...(inject("postgresVersion") < 160_000 ? [] : ["1_0", "0x1"]),
  ..."1.0|7.25|1e400|-1|- 1|+1|(1)|1+0|1::text|'1'::int|NULL|true|ARRAY[1]|(SELECT 1)|date '2024-01-01'".split("|"),
  ..."'1'|'a'|''|' 1 '|'AB'|'ab  '|'it''s'|'\\x'|'1.0'|'1e400'|'infinity'|'NaN'|'-0'|'t'|'2024-02-30'|'2024-01-01'".split(
    "|",
  ),
  ..."'00000000-0000-4000-8000-000000000001'|'99999999999999999999'|'1' COLLATE \"C\"|'a' 'b'|'a'\n'b'|$$a$$".split(
    "|",
  ),
  ..."E'\\x61'|x'1F'|b'1'|N'a'|U&'\\0061'|1 -- 2\n|'1'/* 2 */|1 OR '1' = '1'|'1') OR ('1' = '1'".split("|"),
];

const STATEMENTS = [
  "SELECT note FROM public.k WHERE KEY = CONSTANT",
  "SELECT note FROM public.k WHERE CONSTANT = KEY ORDER BY 1",
  "SELECT note FROM public.k WHERE k.KEY IN (CONSTANT)",
  "SELECT note FROM public.k WHERE KEY IN (CONSTANT, CONSTANT) AND 1 = 1 ORDER BY 1 LIMIT 5",
  "SELECT KEY = CONSTANT, count(*) FROM public.k WHERE NOT (KEY = CONSTANT) OR KEY=CONSTANT AND note<>'x'GROUP BY KEY = CONSTANT ORDER BY 1, 2",
  "WITH x AS (SELECT * FROM public.k WHERE KEY = CONSTANT) SELECT max(note), (SELECT count(*) FROM public.k WHERE KEY = CONSTANT) FROM x",
];

describe("PlanCache", () => {
  test.each(KEYS)(
    "a shared plan answers as the server answers the text itself: keys of the column %s",
    async (key) => {
      const plans = new PlanCache();
      const made = new Map<unknown, number>();
      for (const statement of STATEMENTS) {
        for (const constant of CONSTANTS) {
          const sql = statement.replaceAll("KEY", key).replaceAll("CONSTANT", () => constant);
          const planned = plan(sql, plans);
          if (planned.planned.kind === "planned") made.set(planned.planned, (made.get(planned.planned) ?? 0) + 1);
          const meant = await answer({ text: sql });
          const got = await governed(planned);
          if (meant.startsWith("[")) expect(got, sql).toBe(meant);
          // of two mistakes in one statement the other may be met first
          else expect(got, sql).toMatch(/^(error|syntax-error)/);
        }
      }
      expect(Math.max(...made.values())).toBeGreaterThan(10);
    },
    60_000,
  );

  test("one plan serves every key, and what is no key keeps a plan of its own", () => {
    const plans = new PlanCache();
    const same = (a: string, b: string) => plan(a, plans).planned === plan(b, plans).planned;
    expect(same("SELECT id FROM public.orders WHERE id = 1", "SELECT id FROM public.orders WHERE id = 2")).toBe(true);
    expect(
      same("SELECT id FROM public.orders WHERE id = 1", "SELECT id FROM public.orders WHERE id = 3000000000"),
    ).toBe(false);
    expect(
      same("SELECT id FROM public.orders WHERE id = 1 LIMIT 1", "SELECT id FROM public.orders WHERE id = 2 LIMIT 2"),
    ).toBe(false);
    expect(
      same("SELECT id FROM public.orders WHERE id = 1 LIMIT 1", "SELECT id FROM public.orders WHERE id = 9 LIMIT 1"),
    ).toBe(true);
    expect(same("SELECT 1 FROM public.orders WHERE id = 1", "SELECT 2 FROM public.orders WHERE id = 1")).toBe(false);
    expect(same("SELECT id FROM public.orders WHERE total = 1", "SELECT id FROM public.orders WHERE total = 2")).toBe(
      false,
    );
    expect(same("SELECT id FROM public.orders WHERE id > 1", "SELECT id FROM public.orders WHERE id > 2")).toBe(false);
  });

  test("a text that looks like the skeleton of another one is planned by itself", () => {
    const plans = new PlanCache();
    const sql = "SELECT id FROM public.orders WHERE id = 1";
    plan(sql, plans);
    const skeleton = postgresDialect.shapeOf(sql)?.skeleton ?? "";
    expect(plan(skeleton, plans).planned.kind).toBe("unplanned");
  });

  test("the constants of a statement that is refused change where the refusal points", () => {
    const plans = new PlanCache();
    const position = (sql: string) => {
      const { planned } = plan(sql, plans);
      return planned.kind === "unplanned" ? planned.refusal.position : "planned";
    };
    expect(position("SELECT id FROM public.orders WHERE id = 1 AND pg_sleep(1) IS NULL")).toBe(47);
    expect(position("SELECT id FROM public.orders WHERE id = 1000 AND pg_sleep(1) IS NULL")).toBe(50);
  });

  test("keeps the plans that were used last", () => {
    const plans = new PlanCache();
    const first = plan("SELECT id, 0 FROM public.orders", plans).planned;
    for (let n = 1; n <= 400; n++) plan(`SELECT id, ${n} FROM public.orders`, plans);
    expect(plan("SELECT id, 0 FROM public.orders", plans).planned).toBe(first);
    for (let n = 401; n <= 1000; n++) plan(`SELECT id, ${n} FROM public.orders`, plans);
    expect(plan("SELECT id, 0 FROM public.orders", plans).planned).not.toBe(first);
  });
});
