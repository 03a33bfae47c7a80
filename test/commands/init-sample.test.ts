// `gatehouse init --sample`: what values say is found, and no value leaves the function that counts them: not into a file, not onto the
// terminal, not by an error. Where the role may not read, or reading fails or takes too long, the names decide as before.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KEYS, onTerminal } from "../support/on-terminal.ts";
import { createDatabase } from "../support/postgres.ts";
import { type Ran, runCommand } from "../support/run-command.ts";

let folder: string;
const data = () => readFileSync(join(folder, "policies", "data", "main.yaml"), "utf8");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-sample-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** All that was written and said, database excepted. */
function everything(ran: Ran): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => !path.endsWith(".db"));
  const texts = files.flatMap((path) => {
    const whole = join(folder, path);
    return statSync(whole).isFile() ? [readFileSync(whole, "utf8")] : [];
  });
  return [ran.stdout, ran.stderr, ...texts].join("\n");
}

const ROWS = (cast: string): string => `
  CREATE TABLE gizmos (id INTEGER PRIMARY KEY, gadget TEXT, widget TEXT, zorb TEXT, code TEXT, packed ${cast}, huge TEXT, "select" TEXT, "say ""hi""
" TEXT);
  CREATE TABLE blank (id INTEGER PRIMARY KEY, gadget TEXT);
  CREATE TABLE gizmo_links (gadget TEXT);`;
const CANARY = "canary";
const FILL = (of: string, json: string): string => `
  INSERT INTO gizmos SELECT n, '${CANARY}' || n || '@x.example', 'DE89370400440532013000', 'A-' || n, 'made of ${CANARY}', ${json},
    'no', '41111111' || '11111111', 'no' FROM ${of};
  INSERT INTO gizmo_links VALUES ('${CANARY}@x.example');`;

describe("gatehouse init --sample on SQLite", () => {
  const file = () => join(folder, "shop.db");
  const run = (sql: string): void => {
    const opened = new Database(file());
    opened.exec(sql);
    opened.close();
  };
  const of = `(WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 30) SELECT n FROM c)`;
  const init = (...args: readonly string[]) =>
    runCommand(["init", "--sqlite", file(), "--directory", folder, "--yes", ...args]);

  it("[G-SAMPLE-STAYS] finds what values say, and lets none of them out", async () => {
    run(ROWS("JSON") + FILL(of, `json_object('email', '${CANARY}@x.example', '${CANARY}-key', n)`));
    run(`UPDATE gizmos SET huge = printf('%.*c', 3000000, 'x') || '${CANARY}'`);
    run(`CREATE VIEW seen AS SELECT abs(-9223372036854775808) AS gadget FROM gizmos`);
    const ran = await init("--sample");
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(data()).toMatch(/gadget: email\n +widget: bank-account\n/);
    expect(data()).toMatch(/packed: email\n/);
    expect(data()).toMatch(/select: payment-card\n/);
    expect(ran.stdout).toContain("100 % of 30 sampled values are IBANs");
    expect(ran.stdout).toContain("no value was kept, shown or written");
    expect(everything(ran)).not.toContain(CANARY);
    expect(data()).toMatch(/main.blank:\n.*\n.*\n +id: internal\n +gadget: unsure/);
  });

  it("looks at nothing unless it is told to, and at what is new when run again", async () => {
    run(ROWS("JSON") + FILL(of, "'{}'"));
    expect(await init()).toMatchObject({ status: 0, stdout: expect.not.stringContaining("sampled") });
    expect(data()).toMatch(/gadget: unsure/);
    run("ALTER TABLE gizmo_links ADD COLUMN thing TEXT; DELETE FROM gizmo_links");
    run(`INSERT INTO gizmo_links SELECT '', '${CANARY}' || n || '@x.example' FROM ${of}`);
    const again = await init("--sample");
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining("Samples of 1 table were looked at") });
    expect(data()).toMatch(/thing: email\n/);
    expect(everything(again)).not.toContain(CANARY);
  });

  it("takes a table that cannot be read for what names say of it", async () => {
    run(`CREATE TABLE failing (id INTEGER PRIMARY KEY, gadget TEXT); INSERT INTO failing (gadget) VALUES ('{"${CANARY}');
      ALTER TABLE failing ADD COLUMN parsed TEXT AS (json_extract(gadget, '$'))`);
    const ran = await init("--sample");
    expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining("could not be read: 1 table") });
    expect(everything(ran)).not.toContain(CANARY);
  });

  it("asks at a terminal", async () => {
    run(ROWS("JSON") + FILL(of, "'{}'"));
    const terminal = onTerminal(["init", "--sqlite", "shop.db"], { folder });
    await terminal.see("Look at up to 200 values of each column too?");
    terminal.press(`y${KEYS.enter}`);
    await terminal.see("100 % of 30 sampled values are IBANs");
    expect(terminal.raw()).not.toContain(CANARY);
    terminal.press(KEYS.interrupt);
    expect(await terminal.ended).toBe(2);
    expect(readdirSync(folder)).toEqual(["shop.db"]);
  });
});

describe("gatehouse init --sample on PostgreSQL", () => {
  const of = "generate_series(1, 30) n";
  const init = (url: string, ...args: readonly string[]) =>
    runCommand(["init", "--postgres", "${SAMPLE_URL}", "--directory", folder, "--yes", "--sample", ...args], {
      SAMPLE_URL: url,
    });

  it("[G-SAMPLE-STAYS] finds what values say, and lets none of them out", async () => {
    const database = await createDatabase(`${ROWS("jsonb")}
      ${FILL(of, `jsonb_build_object('email', '${CANARY}@x.example', '${CANARY}-key', n)`)}
      UPDATE gizmos SET huge = repeat('${CANARY} ', 2000000) WHERE id < 3;
      CREATE TABLE parts (id bigint, gadget text, listed inet[], stamped text DEFAULT inet_client_addr()::text) PARTITION BY RANGE (id);
      CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
      INSERT INTO parts SELECT n, '${CANARY}' || n || '@x.example', ARRAY['192.168.7.' || n]::inet[] FROM ${of};
      CREATE FUNCTION told() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${CANARY}'; END $$;
      CREATE VIEW seen AS SELECT told() AS gadget;
      CREATE TABLE failing (id bigint, gadget text);
      INSERT INTO failing VALUES (1, '${CANARY}');
      ALTER TABLE failing ENABLE ROW LEVEL SECURITY;
      CREATE POLICY fails ON failing USING (told() = 'x');
      CREATE TABLE slow (id bigint, gadget text);
      INSERT INTO slow VALUES (1, '${CANARY}');
      ALTER TABLE slow ENABLE ROW LEVEL SECURITY;
      CREATE POLICY sleeps ON slow USING (pg_sleep(60) IS NOT NULL);
      CREATE ROLE sampler LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA public TO sampler;
      GRANT SELECT ON failing, slow, parts TO sampler; GRANT SELECT (gadget) ON gizmos TO sampler`);
    try {
      const ran = await init(database.url);
      expect(ran).toMatchObject({ status: 0, stderr: "" });
      expect(data()).toMatch(/gadget: email\n +widget: bank-account\n/);
      expect(data()).toMatch(/packed: email\n/);
      expect(data()).toMatch(/select: payment-card\n/);
      expect(data()).toMatch(
        /public.parts:\n.*\n.*\n +id: internal\n +gadget: email\n +listed: ip-address\n +stamped: ip-address\n/,
      );
      expect(data()).toMatch(/public.blank:\n.*\n.*\n +id: internal\n +gadget: unsure/);
      expect(everything(ran)).not.toContain(CANARY);
      rmSync(join(folder, "gatehouse.yaml"));
      rmSync(join(folder, "policies"), { recursive: true });
      rmSync(join(folder, ".gatehouse"), { recursive: true });
      const url = new URL(database.url);
      url.username = "sampler";
      url.password = "x";
      const limited = await init(url.href);
      expect(limited).toMatchObject({ status: 0, stderr: "" });
      expect(limited.stdout).toContain("for want of rights: 2 tables");
      expect(limited.stdout).toContain("could not be read: 1 table");
      expect(limited.stdout).toContain("taken too long: 1 table");
      expect(data()).toMatch(/gadget: email\n +widget: unsure/);
      expect(everything(limited)).not.toContain(CANARY);
    } finally {
      await database.drop();
      await dropRole(database.url, "sampler");
    }
  });

  it("says so where nothing may be read", async () => {
    const database = await createDatabase(`${ROWS("jsonb")} ${FILL(of, "'{}'")}
      CREATE ROLE unread LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA public TO unread`);
    try {
      const url = new URL(database.url);
      url.username = "unread";
      url.password = "x";
      expect(await init(url.href)).toMatchObject({
        status: 0,
        stderr: "",
        stdout: expect.stringContaining("may read none of the tables"),
      });
    } finally {
      await database.drop();
      await dropRole(database.url, "unread");
    }
  });
});

async function dropRole(url: string, role: string): Promise<void> {
  const server = new URL(url);
  server.pathname = "/postgres";
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  await client.query(`DROP ROLE IF EXISTS ${role}`);
  await client.end();
}
