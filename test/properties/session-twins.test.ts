// Non-interference and masks under random settings of sessions: whatever the database or the role that logs in sets, on both sides alike,
// two databases that differ in what a role may not see answer alike, and where a mask or a filter decides, as they do under the defaults.
//
// A longer run: GATEHOUSE_PROPERTY_RUNS=2000 npx vitest run test/properties/session-twins.test.ts

import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type * as utcModule from "../../src/core/sql/postgres/rewrite/utc.ts";
import { importPipeline } from "../support/governed-shop.ts";
import { runSql } from "../support/postgres.ts";
import { compareAnswers } from "./compare-answers.ts";
import { notReplaced, replaceModule, restoreDefences } from "./defences.ts";
import { statements } from "./generate-statement.ts";
import { type Settings, sessionSettings } from "./session-settings.ts";
import { createSides, dropSides, governTwins, type Sides, type Twins } from "./twins.ts";

const RUNS = Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 240);
const SEED = Number(process.env["GATEHOUSE_PROPERTY_SEED"] ?? 20_261_130);
const A_SESSION = 40;

/** What masks and row filters decide, in forms that no setting of a session writes otherwise. */
const DECIDED = [
  "SELECT id, email, full_name, phone, card, notes FROM customers ORDER BY id",
  "SELECT id, extract(epoch FROM seen), extract(epoch FROM born), salary, visits FROM customers ORDER BY id",
  "SELECT email, count(*) FROM customers GROUP BY email ORDER BY email LIMIT 5",
  "SELECT count(*), sum(amount), min(id), max(id) FROM orders",
  "SELECT count(*), sum(price) FROM order_items",
  "SELECT id, email, orders, total FROM good_contacts ORDER BY id",
];

/** Parameters of planning, and what a session is pinned to whatever its database says. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  row_security: ["on", "off"],
  geqo: ["on", "off"],
  geqo_threshold: ["2", "12"],
  join_collapse_limit: ["1", "8"],
  from_collapse_limit: ["1", "8"],
  enable_indexscan: ["on", "off"],
  enable_bitmapscan: ["on", "off"],
  enable_nestloop: ["on", "off"],
  enable_mergejoin: ["on", "off"],
  enable_material: ["on", "off"],
  enable_partition_pruning: ["on", "off"],
  constraint_exclusion: ["on", "off", "partition"],
  random_page_cost: ["0.1", "40"],
  work_mem: ["64kB", "64MB"],
  default_transaction_isolation: ["serializable", "read uncommitted"],
  default_transaction_read_only: ["on", "off"],
  client_min_messages: ["debug5", "warning"],
  statement_timeout: ["0", "10min"],
  default_statistics_target: ["1", "1000"],
  DateStyle: ["SQL, DMY", "German"],
};
const PATHS = ['"$user", public', "public", "impostor, public", "public, impostor, pg_catalog"];

const settings: fc.Arbitrary<Settings> = fc
  .tuple(
    sessionSettings.map((chosen) => chosen.filter(([name]) => name !== "search_path")),
    fc
      .subarray(Object.entries(OTHERS))
      .chain((chosen) =>
        fc.tuple(...chosen.map(([name, values]) => fc.constantFrom(...values).map((value) => [name, value] as const))),
      ),
    fc.constantFrom(...PATHS).map((path) => [["search_path", path] as const]),
  )
  .map((parts) => parts.flat());

/** In a path they would take the place of the server's, and tell what is hidden. */
const IMPOSTOR = `CREATE SCHEMA impostor;
CREATE FUNCTION impostor.upper(varchar) RETURNS text LANGUAGE sql STABLE AS 'SELECT string_agg(ssn, '','') FROM public.customers';
CREATE TABLE impostor.orders AS SELECT * FROM hr.orders;`;

describe("two databases that differ in what the role may not see, in sessions of their own", () => {
  let sides: Sides;
  let usual: readonly string[];

  beforeAll(async () => {
    restoreDefences();
    sides = await createSides("postgres");
    for (const { place } of [sides.a, sides.b]) await runSql(place, IMPOSTOR);
    const twins = await governTwins(sides, await importPipeline());
    usual = await decided(twins);
    await twins.close();
  });

  afterAll(() => dropSides(sides));
  afterEach(async () => {
    restoreDefences();
    await have([]);
  });

  /** Of the databases, and every second one of whoever logs in, of both sides alike. */
  async function have(chosen: Settings): Promise<void> {
    for (const { place } of [sides.a, sides.b]) {
      const name = new URL(place).pathname.slice(1);
      const [database, role] = [`DATABASE "${name}"`, `ROLE CURRENT_USER IN DATABASE "${name}"`];
      const set = chosen.map(([setting, value], at) => {
        const written = setting === "search_path" ? value : `'${value}'`;
        return `ALTER ${at % 2 === 0 ? database : role} SET ${setting} = ${written}`;
      });
      const all = [`ALTER ${database} RESET ALL`, `ALTER ${role} RESET ALL`, ...set].join(";\n");
      await runSql(place, `BEGIN READ WRITE;\n${all};\nCOMMIT`);
    }
  }

  async function decided(twins: Twins): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const sql of DECIDED) {
      const { a, b } = await twins.ask(sql.replace(/FROM (orders|order_items)/, "FROM public.$1"));
      // pseudonyms of values that differ do differ
      if (!/email|full_name/.test(sql)) expect(a.json).toEqual(b.json);
      answers.push(a.json);
    }
    return answers;
  }

  it("answer generated statements alike, and masks and filters decide as ever [G-READ-SETTINGS-PROOF] [G-READ-NON-INTERFERENCE]", {
    timeout: 60_000 + RUNS * 400,
  }, async () => {
    const draws = fc.sample(settings, { numRuns: Math.ceil(RUNS / A_SESSION), seed: SEED });
    const queue = fc.sample(statements("postgres"), { numRuns: RUNS, seed: SEED });
    const different: unknown[] = [];
    let answered = 0;
    for (const chosen of draws) {
      await have(chosen);
      const twins = await governTwins(sides, await importPipeline());
      expect({ chosen, decided: await decided(twins) }).toEqual({ chosen, decided: usual });
      for (const sql of queue.splice(0, A_SESSION)) {
        const { a, b } = await twins.ask(sql);
        if (!a.refused) answered += 1;
        if (compareAnswers(a, b) === "different") different.push({ chosen, sql, a: a.json, b: b.json });
      }
      await twins.close();
    }
    expect(different).toEqual([]);
    expect(answered / RUNS).toBeGreaterThan(0.3);
  });

  it("notices when masks go by the session's own zone", async () => {
    replaceModule("../../src/core/sql/postgres/rewrite/utc.ts", async (original: () => Promise<typeof utcModule>) => ({
      ...(await original()),
      atUtc: (value: string) => value,
    }));
    await have([["TimeZone", "Pacific/Kiritimati"]]);
    const twins = await governTwins(sides, await importPipeline());
    expect(notReplaced()).toEqual([]);
    const found = await decided(twins);
    await twins.close();
    expect(found).not.toEqual(usual);
  });
});
