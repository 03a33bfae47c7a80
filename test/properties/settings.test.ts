// No setting of a session moves a mask: the governed rows are the same bytes under any settings that a session can have.
// What was computed under the settings is compared as a session without them shows it.
//
// A longer run: GATEHOUSE_PROPERTY_RUNS=2000 npx vitest run test/properties/settings.test.ts

import fc from "fast-check";
import { loadModule } from "libpg-query";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { loadCatalogue } from "../../src/adapters/postgres/catalogue/load-catalogue.ts";
import type { Catalogue } from "../../src/core/model/catalogue.ts";
import type { Treatment } from "../../src/core/model/treatment.ts";
import type { ExecutablePlan } from "../../src/core/sql/plans/executable-plan.ts";
import { postgresDialect } from "../../src/core/sql/postgres/dialect.ts";
import { govern, parameterValue, type Rules } from "../support/dialect-database.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { type Settings, sessionSettings } from "./session-settings.ts";

const RUNS = Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 60);
const SEED = Number(process.env["GATEHOUSE_PROPERTY_SEED"] ?? 20_261_130);

/** A column of each type that a mask or a filter can meet; instants lie about midnight and the turn of the year. */
const TYPES: Readonly<Record<string, string>> = {
  t: "text",
  v: "varchar(20)",
  c: "char(8)",
  e: "kind",
  i: "integer",
  l: "bigint",
  n: "numeric(12,3)",
  f: "double precision",
  r: "real",
  b: "boolean",
  d: "date",
  ts: "timestamp",
  tz: "timestamptz",
  tm: "time",
  iv: "interval",
  u: "uuid",
  j: "jsonb",
  by: "bytea",
  a: "date[]",
  m: "money",
};

const TABLE = `CREATE TYPE kind AS ENUM ('small', 'large');
CREATE TABLE things (id integer PRIMARY KEY, ${Object.entries(TYPES)
  .map(([name, type]) => `${name} ${type}`)
  .join(", ")});
INSERT INTO things SELECT i, 'name' || i, 'v' || i, 'c' || i, CASE WHEN i % 2 = 0 THEN 'small' ELSE 'large' END::kind, i, i * 10000000000,
  i * 1.125, i / 3.0, i / 7.0, i % 2 = 0, date '2023-12-20' + i, timestamp '2023-12-31 20:00' + i * interval '17 minutes',
  timestamptz '2023-12-31 12:00+00' + i * interval '37 minutes', time '10:00' + i * interval '11 minutes', i * interval '1 day 2 hours',
  md5(i::text)::uuid, jsonb_build_object('at', timestamptz '2024-01-01 00:00+00' + i * interval '1 hour', 'n', i), int4send(i),
  ARRAY[date '2024-01-01' + i], i::numeric::money FROM generate_series(1, 40) i;
INSERT INTO things (id, t, d, ts, tz) VALUES (41, NULL, 'infinity', '-infinity', 'infinity'), (42, '', '4714-11-24 BC', '4713-01-01 BC', '4714-11-24 00:00+00 BC'),
  (43, '@', '5874897-12-31', '294276-12-31', '294276-12-31 23:59+00');
CREATE TABLE ordinary AS SELECT * FROM things WHERE id < 42;`;

/** What stands in the way of names that are not written out. */
const IMPOSTORS = `CREATE SCHEMA impostor;
CREATE FUNCTION impostor.reverse(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;
CREATE FUNCTION impostor.strpos(text, text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT 5 $$;
CREATE FUNCTION impostor.sha256(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;
CREATE FUNCTION impostor.isfinite(timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT false $$;
CREATE FUNCTION impostor.same(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT true $$;
CREATE FUNCTION impostor.joined(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT $2 $$;
CREATE OPERATOR impostor.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = impostor.same);
CREATE OPERATOR impostor.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = impostor.joined);
CREATE DOMAIN impostor.text AS varchar(1);`;

const TREATMENTS: readonly Treatment[] = [
  { kind: "clear" },
  { kind: "null" },
  { kind: "redact" },
  { kind: "partial", keep: "last", count: 3 },
  { kind: "partial", keep: "domain", count: 0 },
  { kind: "year" },
  { kind: "bucket", size: 5 },
  { kind: "token" },
];

let database: TestDatabase;
let client: pg.Client;
let catalogue: Catalogue;

beforeAll(async () => {
  await loadModule();
  database = await createDatabase(TABLE + IMPOSTORS);
  client = new pg.Client({ connectionString: database.url, options: "-c timezone=UTC -c datestyle=ISO" });
  await client.connect();
  ({ catalogue } = await loadCatalogue(client));
});

afterAll(async () => {
  await client?.end();
  await database?.drop();
});

function planOf(sql: string, rules: Rules): ExecutablePlan {
  const parsed = postgresDialect.parse(sql);
  if (parsed.kind === "refusal") throw new Error(parsed.message);
  const plan = parsed
    .analyse(catalogue, { functions: new Set() })
    .rewrite(govern(catalogue, { "public.things": rules, "public.ordinary": rules }));
  if ("code" in plan) throw new Error(plan.message);
  return plan;
}

/** The rows of a plan as it was run under these settings, shown under the session's own. */
async function rowsUnder(settings: Settings, plan: ExecutablePlan): Promise<readonly string[]> {
  await client.query("BEGIN");
  try {
    for (const [name, value] of settings)
      await client.query("SELECT pg_catalog.set_config($1, $2, true)", [name, value]);
    await client.query(
      `CREATE TEMPORARY TABLE kept AS ${plan.text}`,
      plan.parameters.map((parameter) => parameterValue(parameter)),
    );
    for (const [name] of settings) await client.query(`SET LOCAL ${name} TO DEFAULT`);
    const { rows } = await client.query<{ kept: string }>(
      "SELECT pg_catalog.to_json(kept) #>> '{}' AS kept FROM pg_temp.kept",
    );
    return rows.map(({ kept }) => kept);
  } finally {
    await client.query("ROLLBACK");
  }
}

/** Filters as people write them: what passes is what the server itself would let through under its own settings, in UTC. */
const FILTERS: readonly string[] = [
  "t = 'name1'",
  "t IN ('name1', 'name2')",
  "i BETWEEN 3 AND 5",
  "(i, e) IN ((1, 'large'), (2, 'large'))",
  "t LIKE 'name1%' AND NOT t ILIKE '%5'",
  "e = 'small'",
  "v IS DISTINCT FROM 'v3'",
  "CASE e WHEN 'small' THEN i > 10 ELSE false END",
  "coalesce(b, false)",
  "nullif(t, '') IS NULL",
  "t = caller_attribute('region') OR i = 7",
  "id::text = '12'",
  "n::text LIKE '1.%'",
  "f::numeric > 3",
  "d >= '2024-01-01'",
  "d >= date '2024-01-01' AND d < '2024-01-05'::date",
  "d = CURRENT_DATE OR d < now()::date",
  "tz >= '2024-01-01'",
  "tz >= '2024-01-01 01:00' AND tz < '2024-01-01 01:00+00'::timestamptz + interval '1 hour'",
  "tz::date = '2024-01-01'",
  "tz::date = d",
  "tz > d",
  "tz >= ts",
  "date_trunc('day', tz) = '2024-01-01'",
  "date_trunc('month', d) = '2024-01-01'",
  "extract(hour FROM tz) = 3",
  "to_char(tz, 'YYYY-MM-DD HH24') = '2024-01-01 03'",
  "tz > now() - interval '3 years' AND tz < now() + interval '100 years'",
  "tz - interval '1 day' < '2023-12-31'",
  "tz AT TIME ZONE 'UTC' >= '2024-01-01'",
  "(tz AT TIME ZONE 'Europe/Berlin')::date = '2024-01-01'",
  "ts AT TIME ZONE 'Europe/Berlin' >= '2024-01-01'",
  "ts > '2024-01-01' AND ts < localtimestamp",
  // before PostgreSQL 17 no interval is infinite, and an instant that is has no age
  ...(inject("postgresVersion") >= 170_000 ? ["age(ts, '2023-12-31') > interval '1 day 3 hours'"] : []),
  "CASE WHEN isfinite(ts) THEN age(ts, '2023-12-31') > interval '1 day 3 hours' END",
  "tm < '11:00'",
  "iv > '3 days'",
  "(j ->> 'n')::int > 30",
  "j @> '{\"n\": 3}'",
  "(j ->> 'at')::timestamptz >= '2024-01-02'",
  "(j ->> 'at') LIKE '2024%'",
  "by = '\\x00000005'",
  "encode(by, 'hex') = '00000005'",
  "a[1] > '2024-02-01'",
  "d = ANY (ARRAY['2023-12-21', '2023-12-22']::date[])",
  "i = ANY ('{1,2,3}'::int[])",
  "t || '!' = 'name3!'",
  "to_tsvector('english', t || ' houses') @@ to_tsquery('english', 'house')",
  "u = md5('3')::uuid",
  "i IN (SELECT o.i FROM public.things o WHERE o.tz < '2024-01-01')",
  "EXISTS (SELECT 1 FROM public.things o WHERE o.i = ordinary.i + 1 AND o.e = 'small')",
  "i > (SELECT avg(i) FROM public.things)",
  "EXISTS (WITH x AS (SELECT max(i) AS most FROM public.things) SELECT 1 FROM x WHERE x.most = ordinary.i)",
  "i < ALL (SELECT o.i FROM public.things o WHERE o.i > 5 ORDER BY o.i LIMIT 3)",
  "daterange('2024-01-01', '2024-01-08') @> d",
  "num_nulls(t, i) = 0 IS TRUE",
  "round(f::numeric, 2) = 0.33",
  "greatest(d, '2024-01-01') = '2024-01-01'",
  "i % 7 = 0 AND -i < 0",
  "m::numeric = 5",
];

describe("whatever settings a session has", () => {
  it.each(FILTERS)("the filter `%s` lets the same rows through [G-READ-SETTINGS-PROOF]", async (filter) => {
    const plan = planOf("SELECT id FROM public.ordinary ORDER BY id", { filter });
    const own = filter.replaceAll("caller_attribute('region')", "'EU'");
    const { rows } = await client.query<{ id: number }>(`SELECT id FROM public.ordinary WHERE ${own} ORDER BY id`);
    const expected = rows.map((row) => JSON.stringify(row));
    expect(expected.length).toBeGreaterThan(0);
    for (const settings of fc.sample(sessionSettings, { numRuns: Math.ceil(RUNS / 3), seed: SEED })) {
      // who makes an abbreviation of a region's name sees nothing of what goes by regions
      const renamed =
        filter.includes("Europe/") && settings.some(([name, value]) => name === "TimeZone" && value.includes("<"));
      expect({ settings, rows: await rowsUnder(settings, plan) }).toEqual({ settings, rows: renamed ? [] : expected });
    }
  });

  it("a date beyond all timestamps is compared with an instant as the server does", async () => {
    const plan = planOf("SELECT id FROM public.things ORDER BY id", { filter: "tz > d" });
    const { rows } = await client.query<{ id: number }>("SELECT id FROM public.things WHERE tz > d ORDER BY id");
    expect(await rowsUnder([], plan)).toEqual(rows.map((row) => JSON.stringify(row)));
  });

  it.each(TREATMENTS.map((treatment) => [JSON.stringify(treatment), treatment] as const))(
    "%s shows the same values [G-READ-SETTINGS-PROOF]",
    async (_, treatment) => {
      const plan = planOf("SELECT * FROM public.things", {
        columns: Object.fromEntries(Object.keys(TYPES).map((name) => [name, treatment])),
      });
      const expected = await rowsUnder([], plan);
      expect(expected).toHaveLength(43);
      for (const settings of fc.sample(sessionSettings, { numRuns: RUNS, seed: SEED })) {
        expect({ settings, rows: await rowsUnder(settings, plan) }).toEqual({ settings, rows: expected });
      }
    },
  );
});
