// No setting of a session moves a mask: the governed rows are the same bytes under any settings that a session can have.
// What was computed under the settings is compared as a session without them shows it.
//
// A longer run: GATEHOUSE_PROPERTY_RUNS=2000 npx vitest run test/properties/settings.test.ts

import fc from "fast-check";
import { loadModule } from "libpg-query";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCatalogue } from "../../src/adapters/postgres/load-catalogue.ts";
import type { Catalogue } from "../../src/core/model/catalogue.ts";
import type { Treatment } from "../../src/core/model/treatment.ts";
import type { ExecutablePlan } from "../../src/core/sql/executable-plan.ts";
import { postgresDialect } from "../../src/core/sql/postgres/dialect.ts";
import { govern, type Rules, slotValue } from "../support/dialect-database.ts";
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
  (43, '@', '5874897-12-31', '294276-12-31', '294276-12-31 23:59+00');`;

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
  client = new pg.Client({ connectionString: database.url });
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
    .rewrite(govern(catalogue, { "public.things": rules }));
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
      plan.slots.map((slot) => slotValue(slot)),
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

describe("whatever settings a session has", () => {
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
