// The power of the proofs of row filters and of masks: without what they rest on, a caller's names and a session's settings move them.

import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { loadCatalogue } from "../../src/adapters/postgres/catalogue/load-catalogue.ts";
import type * as bindModule from "../../src/core/sql/postgres/rewrite/filter/bind-names.ts";
import type * as utcModule from "../../src/core/sql/postgres/rewrite/utc.ts";
import { govern, type Rules, runPlan } from "../support/dialect-database.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { notReplaced, replaceModule, restoreDefences } from "./defences.ts";

const SHOP = `CREATE TABLE teams (id integer PRIMARY KEY, zone text);
CREATE TABLE tickets (id integer PRIMARY KEY, team_id integer, at timestamptz);
INSERT INTO teams VALUES (1, 'EU'), (2, 'US');
INSERT INTO tickets SELECT i, 1 + i % 2, timestamptz '2024-01-01 00:30+00' + i * interval '1 minute' FROM generate_series(1, 10) i;`;

const POSTGRES = "../../src/core/sql/postgres";

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createDatabase(SHOP);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

afterEach(restoreDefences);

/** The rows of a statement in a session with this time zone; null where it is refused. */
async function ask(sql: string, rules: Rules, zone = "UTC"): Promise<unknown> {
  const { loadModule } = await import("libpg-query");
  await loadModule();
  const { postgresDialect } = await import("../../src/core/sql/postgres/dialect.ts");
  const { catalogue } = await loadCatalogue(client);
  const parsed = postgresDialect.parse(sql);
  if (parsed.kind === "refusal") throw new Error(parsed.message);
  const plan = parsed
    .analyse(catalogue, { functions: new Set() })
    .rewrite(govern(catalogue, { "public.tickets": rules }));
  if ("code" in plan) return null;
  await client.query("SELECT set_config('TimeZone', $1, false)", [zone]);
  return runPlan(client, plan);
}

describe("a removed defence of row filters and masks is noticed", () => {
  const CAPTURED = { filter: "team_id IN (SELECT id FROM public.teams WHERE region = caller_attribute('region'))" };
  const OFFERED = "SELECT (SELECT count(*)::int FROM tickets) FROM (SELECT 'EU' AS region) x";
  const YEAR = { columns: { at: { kind: "year" } } } as const;
  const INSTANT = "SELECT extract(epoch FROM at)::int FROM tickets ORDER BY id LIMIT 1";

  it("with all defences in place nothing is", async () => {
    expect(await ask(OFFERED, CAPTURED)).toBeNull();
    expect(await ask(INSTANT, YEAR, "America/New_York")).toEqual(await ask(INSTANT, YEAR));
  });

  it("without the scopes of a filter's names", async () => {
    replaceModule(`${POSTGRES}/rewrite/filter/bind-names.ts`, async (original: () => Promise<typeof bindModule>) => {
      const actual = await original();
      const bindNames: typeof bindModule.bindNames = () => new Map();
      return { ...actual, bindNames };
    });
    expect(await ask(OFFERED, CAPTURED)).toEqual([[10]]);
    expect(notReplaced()).toEqual([]);
  });

  it("without UTC in masks", async () => {
    replaceModule(`${POSTGRES}/rewrite/utc.ts`, async (original: () => Promise<typeof utcModule>) => ({
      ...(await original()),
      atUtc: (value: string) => value,
    }));
    expect(await ask(INSTANT, YEAR, "America/New_York")).not.toEqual(await ask(INSTANT, YEAR));
    expect(notReplaced()).toEqual([]);
  });
});
