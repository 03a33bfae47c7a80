// `gatehouse init` on a database of many tables, beside a bare query that lists their columns, in one run. GATEHOUSE_SIZE_TABLES=5000 for the long run,
// which prints both times.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { createDatabase } from "../support/postgres.ts";
import { runCommand } from "../support/run-command.ts";

const given = process.env["GATEHOUSE_SIZE_TABLES"];
const TABLES = given === undefined ? 300 : Number(given);
const SQL = `DO $$ BEGIN FOR n IN 1..${TABLES} LOOP
  EXECUTE format('CREATE TABLE t%s (id bigint PRIMARY KEY, email text, first_name text, amount numeric, gizmo_%s text, created_at timestamptz)', n, n);
  IF n % 500 = 0 THEN COMMIT; END IF;
END LOOP; END $$`;

const BARE = `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, col_description(c.oid, a.attnum)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND a.attnum > 0 AND n.nspname = 'public' ORDER BY 1, a.attnum`;

describe("gatehouse init on many tables", () => {
  it("lists every column, in a policy that loads", { timeout: 300_000 }, async () => {
    const database = await createDatabase(SQL);
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-size-"));
    try {
      const bare = await timed(async () => {
        const client = new pg.Client({ connectionString: database.url });
        await client.connect();
        expect((await client.query(BARE)).rowCount).toBe(TABLES * 6);
        await client.end();
      });
      const env = { SIZE_URL: database.url };
      const args = ["init", "--postgres", "${SIZE_URL}", "--directory", folder, "--yes"];
      const took = await timed(async () =>
        expect(await runCommand(args, env)).toMatchObject({ status: 0, stderr: "" }),
      );
      if (given !== undefined) console.log(`init of ${TABLES} tables: ${took} ms; the columns alone: ${bare} ms`);
      expect(readFileSync(join(folder, "policies", "data", "main.yaml"), "utf8").match(/: unsure/g)).toHaveLength(
        TABLES,
      );
      expect(await runCommand(args, env)).toMatchObject({
        status: 0,
        stdout: expect.stringContaining("Nothing is new"),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await database.drop();
    }
  });
});

describe("gatehouse init on a SQLite file of many tables", () => {
  it("lists every column, from more than a pipe holds at once", { timeout: 300_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-size-"));
    try {
      const file = join(folder, "app.db");
      const app = new Database(file);
      app.transaction(() => {
        for (let n = 0; n < 1_500; n++)
          app.exec(`CREATE TABLE t${n} (id INTEGER PRIMARY KEY, email TEXT, first_name TEXT, gizmo_${n} TEXT)`);
      })();
      app.close();
      expect(await runCommand(["init", "--sqlite", file, "--directory", folder, "--yes"], {})).toMatchObject({
        status: 0,
        stdout: expect.stringContaining("6000 columns of 1500 tables: 3000 personal, 1500 unsure"),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return Math.round(performance.now() - start);
}
