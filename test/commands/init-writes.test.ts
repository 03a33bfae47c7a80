// `gatehouse init` with an approver and writes: what the agent proposes waits, a person signs for it in a terminal, and it happens once.
// Without being told to, init opens nothing for writing.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KEYS, onTerminal } from "../support/on-terminal.ts";
import { createDatabase } from "../support/postgres.ts";
import { connect } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

const SCHEMA = `CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, city TEXT);
  INSERT INTO people VALUES (1, 'ann@x.example', 'Oslo'), (2, 'bo@x.example', 'Bergen');
  CREATE TABLE "order lines: [1]" (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people(id), status TEXT);
  INSERT INTO "order lines: [1]" VALUES (1, 1, 'open'), (2, 2, 'open')`;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-init-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Place {
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  statuses(): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

const ENGINES: readonly (readonly [string, () => Promise<Place>])[] = [
  [
    "SQLite",
    async () => {
      const opened = new Database(join(folder, "shop.db"));
      opened.exec(SCHEMA);
      return {
        args: ["--sqlite", "shop.db"],
        env: {},
        statuses: async () => opened.prepare('SELECT status FROM "order lines: [1]" ORDER BY id').pluck().all(),
        close: async () => void opened.close(),
      };
    },
  ],
  [
    "PostgreSQL",
    async () => {
      const database = await createDatabase(SCHEMA);
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      return {
        args: ["--postgres", "${INIT_URL}"],
        env: { INIT_URL: database.url },
        statuses: async () =>
          (
            await client.query({ text: 'SELECT status FROM "order lines: [1]" ORDER BY id', rowMode: "array" })
          ).rows.flat(),
        close: async () => {
          await client.end();
          await database.drop();
        },
      };
    },
  ],
];

describe.each(ENGINES)("gatehouse init on %s", (_, make) => {
  it("[G-INIT-WRITES-WAIT] sets up a person, an agent and an approver, whose signature lets a change happen", async () => {
    const place = await make();
    try {
      const asked = onTerminal(["init", ...place.args, "--no-sample"], { folder, env: place.env });
      await asked.see("Who decides");
      asked.press(`ruth${KEYS.enter}`);
      await asked.see("By which SSH key");
      asked.press(`${KEYS.down}${KEYS.enter}`);
      await asked.see("May your agent propose changes of rows?");
      asked.press(KEYS.enter);
      await asked.see("Write gatehouse.yaml");
      asked.press(KEYS.enter);
      await asked.see("Enter passphrase");
      asked.press(KEYS.enter);
      await asked.see("Enter same passphrase");
      asked.press(KEYS.enter);
      await asked.see("approvals watch");
      expect(await asked.ended).toBe(0);
      const config = join(folder, "gatehouse.yaml");
      expect(await runCommand(["check", "--config", config], place.env)).toMatchObject({ status: 0, stderr: "" });

      const agent = await connect(folder, { env: place.env });
      try {
        const read = await agent.call("query", { sql: "SELECT email FROM people WHERE id = 1" });
        expect(JSON.stringify(read.body["rows"])).toMatch(/email_[0-9a-f]{16}/);
        const masked = await agent.call("query", {
          sql: "UPDATE people SET email = 'x' WHERE id = 1",
          reason: "a test",
        });
        expect(masked.body).toMatchObject({ refused: "write-not-granted" });
        const sql = `UPDATE "order lines: [1]" SET status = 'sent' WHERE id = 2`;
        const bare = await agent.call("query", { sql });
        expect(bare.body).toMatchObject({ status: "approval_needed" });
        const pending = await agent.call("query", { sql, reason: "It was sent." });
        expect(pending.body).toMatchObject({ status: "pending_approval" });
        expect(await place.statuses()).toEqual(["open", "open"]);

        const id = String(pending.body["request"]);
        const ruth = onTerminal(["approvals", "approve", id, "--as", "ruth"], { folder, env: place.env });
        await ruth.see(/Approve this as ruth, with the key SHA256:\S+ \(.*gatehouse-ruth\)\? \[y\/N\]/);
        ruth.press(`y${KEYS.enter}`);
        expect(await ruth.ended).toBe(0);
        expect(await place.statuses()).toEqual(["open", "open"]);
        expect(await agent.call("request-approval", { request: id })).toMatchObject({
          body: { status: "executed", row_count: 1 },
        });
        expect(await place.statuses()).toEqual(["open", "sent"]);
      } finally {
        await agent.close();
      }
    } finally {
      await place.close();
    }
  });
});

describe("gatehouse init with nobody to ask", () => {
  it.each([
    ["--yes alone", []],
    ["an approver", ["--approver", "ruth"]],
  ])("[G-INIT-WRITES-WAIT] opens nothing for writing by %s", async (_name, more) => {
    new Database(join(folder, "shop.db")).exec(SCHEMA).close();
    const args = ["init", "--sqlite", join(folder, "shop.db"), "--directory", folder, "--yes"];
    expect(await runCommand([...args, ...more])).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(folder, "gatehouse.yaml"), "utf8")).not.toContain("writes");
    const agent = await connect(folder);
    try {
      const answer = await agent.call("query", { sql: "UPDATE people SET city = 'x'", reason: "a test" });
      expect(answer).toMatchObject({ isError: true, body: { refused: "write-not-possible" } });
    } finally {
      await agent.close();
    }
  });
});

describe("gatehouse init --writes approval", () => {
  it("takes an approver, and says so before anything is looked at", async () => {
    const args = ["init", "--sqlite", "nowhere.db", "--directory", folder, "--writes", "approval", "--yes"];
    expect(await runCommand(args)).toMatchObject({ status: 2, stderr: expect.stringContaining("--approver") });
    expect(await runCommand([...args, "--writes", "all"])).toMatchObject({ status: 64 });
  });
});

describe("gatehouse init --writes approval, run again", () => {
  const args = () => ["init", "--sqlite", join(folder, "shop.db"), "--directory", folder];
  const editor = () => readFileSync(join(folder, "policies", "roles", "editor.yaml"), "utf8");
  const first = async (...more: readonly string[]): Promise<void> => {
    new Database(join(folder, "shop.db")).exec(SCHEMA).close();
    const made = await runCommand([...args(), "--yes", ...more]);
    expect(made).toMatchObject({ status: 0, stderr: "" });
    new Database(join(folder, "shop.db")).exec('CREATE TABLE "new ones" (id INTEGER PRIMARY KEY, city TEXT)').close();
  };
  const approval = ["--approver", "ruth", "--writes", "approval"];

  it("lets the agent propose changes of new tables where it is told so, and leaves the rest of the role as it was", async () => {
    await first(...approval);
    const before = editor();
    expect(await runCommand([...args(), "--yes"])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Your agent may propose no changes of the new table: name what it may"),
    });
    expect(editor()).toBe(before);
    new Database(join(folder, "shop.db")).exec("CREATE TABLE later (id INTEGER PRIMARY KEY, city TEXT)").close();
    expect(await runCommand([...args(), "--yes", "--writes", "approval"])).toMatchObject({ status: 0, stderr: "" });
    expect(editor()).toBe(`${before}    main.later: all\n`);
    expect(await runCommand(["check", "--config", join(folder, "gatehouse.yaml")])).toMatchObject({ status: 0 });
  });

  it("asks at a terminal whether it may", async () => {
    await first(...approval);
    const before = editor();
    const asked = onTerminal(args(), { folder });
    await asked.see("May your agent propose changes of rows in the new table too?");
    asked.press(KEYS.enter);
    await asked.see("Add them to the policy?");
    asked.press(KEYS.enter);
    expect(await asked.ended).toBe(0);
    expect(editor()).toBe(`${before}    main.new ones: all\n`);
  });

  it("says what is missing where the agent proposes no changes", async () => {
    await first();
    expect(await runCommand([...args(), "--yes", "--writes", "approval"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("lists no tables of main"),
    });
  });
});
