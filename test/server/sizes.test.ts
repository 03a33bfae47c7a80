// Large tables, values, statements and lists against the built server: an answer within its limits or a clear refusal, in flat memory.
// GATEHOUSE_SIZE_ROWS=10000000 and GATEHOUSE_SIZE_CALLS=10000 for the long run.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { connect, makeProject, type ServedClient } from "../support/project.ts";

const ROWS = Number(process.env["GATEHOUSE_SIZE_ROWS"] ?? 200_000);
const CALLS = Number(process.env["GATEHOUSE_SIZE_CALLS"] ?? 200);
const WIDE = { shop: 1_600, local: 2_000 };
const MEBIBYTE = 1_048_576;

const columns = (count: number) => Array.from({ length: count }, (_, place) => `c${place}`);
const policyOf = (database: keyof typeof WIDE, schema: string) =>
  `database: ${database}\nrelations:\n  ${schema}.numbers:\n    columns: { n: internal, label: internal }\n  ${schema}.large:\n    columns: { id: internal, body: internal, mail: email }\n  ${schema}.wide:\n    columns: { ${columns(
    WIDE[database],
  )
    .map((name) => `${name}: internal`)
    .join(", ")} }\n`;

let project: Awaited<ReturnType<typeof makeProject>>;
let postgres: TestDatabase;
let served: ServedClient;

beforeAll(async () => {
  postgres =
    await createDatabase(`CREATE TABLE numbers AS SELECT n, 'row ' || n AS label FROM generate_series(1, ${ROWS}) AS n;
    CREATE TABLE large (id int PRIMARY KEY, body text, mail text);
    INSERT INTO large VALUES (1, repeat('x', 100000000), repeat('y', 100000000));
    CREATE TABLE wide (${columns(WIDE.shop)
      .map((name) => `${name} bool`)
      .join(", ")}); INSERT INTO wide (c0) VALUES (true);`);
  project = await makeProject({
    databases: '  shop: { engine: postgres, url: "${SIZES_URL}" }\n  local: { engine: sqlite, file: ./local.db }',
    data: { shop: policyOf("shop", "public"), local: policyOf("local", "main") },
  });
  const local = new Database(join(project.folder, "local.db"));
  local.exec(`CREATE TABLE numbers (n INTEGER PRIMARY KEY, label TEXT);
    WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${ROWS}) INSERT INTO numbers SELECT n, 'row ' || n FROM s;
    CREATE TABLE large (id INTEGER PRIMARY KEY, body TEXT, mail TEXT);
    INSERT INTO large VALUES (1, CAST(zeroblob(100000000) AS TEXT), CAST(zeroblob(100000000) AS TEXT));
    CREATE TABLE wide (${columns(WIDE.local)
      .map((name) => `${name} INTEGER`)
      .join(", ")}); INSERT INTO wide (c0) VALUES (1);`);
  local.close();
  served = await connect(project.folder, { env: { SIZES_URL: postgres.url } });
}, 600_000);

afterAll(async () => {
  await served.close();
  await project.remove();
  await postgres.drop();
});

/** Of the server's process, in MiB; null where the system does not tell. */
function residentMemory(): number | null {
  const path = `/proc/${served.pid}/status`;
  if (!existsSync(path)) return null;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(path, "utf8"))?.[1]) / 1_024;
}

describe.each(["shop", "local"] as const)("the server, of the database %s,", (database) => {
  const query = (sql: string) => served.call("query", { database, sql });

  it(`answers SELECT * of ${ROWS} rows within its limits and in flat memory`, async () => {
    await query("SELECT * FROM numbers");
    const before = residentMemory() ?? 0;
    for (let round = 0; round < 10; round++)
      expect((await query("SELECT * FROM numbers")).body).toMatchObject({ truncated: true });
    expect((residentMemory() ?? 0) - before).toBeLessThan(60);
    expect((await query("SELECT count(*) FROM numbers")).body).toMatchObject({ rows: [[ROWS]] });
  });

  it("takes a row as wide as the engine allows", async () => {
    const { body } = await query("SELECT * FROM wide");
    expect(body).toMatchObject({ row_count: 1 });
  });

  it("sends no value of 100 MB, and goes on", async () => {
    const before = residentMemory() ?? 0;
    expect((await query("SELECT body FROM large")).body).toMatchObject({ refused: "result-too-large" });
    expect((await query("SELECT mail FROM large")).isError).toBe(false);
    expect((residentMemory() ?? 0) - before).toBeLessThan(150);
    expect((await query("SELECT 1")).body).toMatchObject({ rows: [[1]] });
  });

  it.each([
    ["a list of 100,000 members", `SELECT 1 WHERE 1 IN (${Array.from({ length: 100_000 }, (_, n) => n).join(", ")})`],
    ["1,000 brackets", `SELECT ${"(".repeat(1_000)}1${")".repeat(1_000)}`],
    ["1,000 subqueries", `SELECT ${"(SELECT ".repeat(1_000)}1${")".repeat(1_000)}`],
    ["a statement of 1 MB", `SELECT '${"x".repeat(MEBIBYTE)}'`],
  ])("answers %s or says what to write, and other calls meanwhile", async (_, sql) => {
    const [large, small] = await Promise.all([query(sql), served.call("query", { database, sql: "SELECT 2" })]);
    expect(small.body).toMatchObject({ rows: [[2]] });
    if (large.isError)
      expect(large.body).toMatchObject({
        refused: expect.stringMatching(/^(statement-too-large|statement-too-deep|result-too-large)$/),
        remedy: expect.stringMatching(/\w/),
      });
  });

  it(`takes no more memory over ${CALLS} calls`, async () => {
    const calls = async (count: number, from: number) => {
      for (let call = 0; call < count; call++)
        expect((await query(`SELECT n FROM numbers WHERE n = ${from + call + 1}`)).isError).toBe(false);
    };
    await calls(100, 0);
    const before = residentMemory() ?? 0;
    await calls(CALLS, 100);
    expect((residentMemory() ?? 0) - before).toBeLessThan(60);
  });
});

it("reads an empty list on SQLite as SQLite does", async () => {
  const sql = "SELECT count(*) FROM numbers WHERE n IN () OR (n = 1 AND n NOT IN ())";
  expect((await served.call("query", { database: "local", sql })).body).toMatchObject({ rows: [[1]] });
});
