// The world fails around the built server: what it says, and that it goes on.

import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { freePort, runSql, startCluster } from "../support/postgres.ts";
import { connect, makeProject } from "../support/project.ts";

const DATA = "database: shop\nrelations:\n  main.people:\n    columns: { id: internal, email: email }\n";
/** Ends the one that waits for a lock. */
const WAITING =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gatehouse' AND wait_event_type = 'Lock'";
let project: Awaited<ReturnType<typeof makeProject>>;

beforeEach(async () => {
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: { shop: DATA } });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec(
    "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO people VALUES (1, 'canary@x.example')",
  );
  shop.close();
});

afterEach(() => project.remove());

describe("the server", () => {
  it("starts without its database, says so, and finds it when it is there", async () => {
    const port = await freePort();
    const absent = await makeProject({
      databases: '  shop: { engine: postgres, url: "${SHOP_URL}" }',
      data: { shop: "database: shop\nrelations:\n  public.people:\n    columns: { id: internal }\n" },
    });
    const served = await connect(absent.folder, { env: { SHOP_URL: `postgres://reader@127.0.0.1:${port}/shop` } });
    try {
      expect((await served.client.listTools()).tools).toHaveLength(3);
      const { body } = await served.call("query", { sql: "SELECT id FROM people" });
      expect(body).toMatchObject({ refused: "database-unavailable" });
      expect(JSON.stringify(body)).not.toContain("reader");
    } finally {
      await served.close();
      await absent.remove();
    }
  });

  it("goes on when its database restarts", async () => {
    const cluster = await startCluster();
    const moving = await makeProject({
      databases: '  shop: { engine: postgres, url: "${SHOP_URL}" }',
      data: { shop: "database: shop\nrelations:\n  public.people:\n    columns: { id: internal }\n" },
    });
    const served = await connect(moving.folder, { env: { SHOP_URL: cluster.url } });
    try {
      expect((await served.call("query", { sql: "SELECT 1" })).body).toMatchObject({ rows: [[1]] });
      await cluster.stop();
      expect((await served.call("query", { sql: "SELECT 1" })).body).toMatchObject({ refused: "database-unavailable" });
      await cluster.start();
      await expect
        .poll(async () => (await served.call("query", { sql: "SELECT 1" })).body["rows"], { timeout: 10_000 })
        .toEqual([[1]]);
    } finally {
      await served.close();
      await moving.remove();
      await cluster.destroy();
    }
  });

  it("goes on when its first write loses the connection, by hand or by a restart [G-SESSION-SURVIVES]", async () => {
    const cluster = await startCluster();
    await runSql(
      cluster.url,
      "CREATE TABLE people (id int PRIMARY KEY, name text); INSERT INTO people VALUES (1, 'a')",
    );
    const written = await makeProject({
      databases: '  shop: { engine: postgres, url: "${SHOP_URL}", writes: governed }',
      identities:
        "identities:\n  alice: { kind: human, roles: [data-owner] }\n  claude: { kind: agent, owner: alice, roles: [clerk] }\n",
      data: {
        shop: "database: shop\nrelations:\n  public.people:\n    owners: [alice]\n    columns: { id: internal, name: internal }\n",
      },
      roles: {
        "clerk.yaml":
          "role: clerk\ndescription: Changes people.\nreads: masked\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\nunclassified: clear\nwrites:\n  shop: { public.people: { update: all } }\n",
      },
      risk: "rules: []\n",
    });
    const served = await connect(written.folder, { env: { SHOP_URL: cluster.url } });
    const write = () => served.call("query", { sql: "UPDATE people SET name = 'b' WHERE id = 1", reason: "test" });
    try {
      await served.client.listTools();
      const owner = new pg.Client({ connectionString: cluster.url });
      owner.on("error", () => undefined);
      await owner.connect();
      const watcher = new pg.Client({ connectionString: cluster.url });
      watcher.on("error", () => undefined);
      await watcher.connect();
      await owner.query("BEGIN; LOCK TABLE people IN SHARE MODE");
      const lost = write();
      await expect.poll(async () => (await watcher.query(WAITING)).rowCount, { interval: 20, timeout: 5_000 }).toBe(1);
      expect((await lost).body).toMatchObject({ refused: "database-unavailable" });
      await owner.query("COMMIT; BEGIN; LOCK TABLE people IN SHARE MODE");
      const again = write();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await cluster.stop();
      expect((await again).body).toMatchObject({ refused: "database-unavailable" });
      await cluster.start();
      await expect.poll(async () => (await write()).body["refused"], { timeout: 10_000 }).toBeUndefined();
      await runSql(cluster.url, "DO $$ BEGIN ASSERT (SELECT name FROM people) = 'b'; END $$");
    } finally {
      await served.close();
      await written.remove();
      await cluster.destroy();
    }
  });

  it("answers nothing while the ledger cannot be written, and goes on when it can [G-LEDGER-BEFORE-RELEASE]", async () => {
    const ledger = join(project.folder, ".gatehouse", "ledger.db");
    await (await connect(project.folder)).close(); // makes the keys
    for (const end of ["", "-wal", "-shm"]) rmSync(`${ledger}${end}`, { force: true });
    mkdirSync(ledger, { recursive: true }); // a folder where the file should be
    const served = await connect(project.folder);
    try {
      const refused = await served.call("query", { sql: "SELECT id FROM people" });
      expect(refused).toMatchObject({ isError: true, body: { refused: "ledger-unavailable" }, structured: undefined });
      expect((await served.call("describe-schema", {})).body).toMatchObject({ refused: "ledger-unavailable" });
      rmSync(ledger, { recursive: true });
      expect((await served.call("query", { sql: "SELECT id FROM people" })).body).toMatchObject({ rows: [[1]] });
    } finally {
      await served.close();
    }
  });

  it("says what a database file is that is missing, and reads it when it is there", async () => {
    rmSync(join(project.folder, "shop.db"));
    const served = await connect(project.folder);
    try {
      expect((await served.call("query", { sql: "SELECT 1" })).body).toMatchObject({ refused: "database-unavailable" });
      const shop = new Database(join(project.folder, "shop.db"));
      shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO people VALUES (7, 'x')");
      shop.close();
      expect((await served.call("query", { sql: "SELECT id FROM people" })).body).toMatchObject({ rows: [[7]] });
    } finally {
      await served.close();
    }
  });

  it("survives malformed messages, prints the protocol alone, and ends when its client goes in mid-call", async () => {
    const child = spawn(
      process.execPath,
      [builtProgram(), "serve", "--config", join(project.folder, "gatehouse.yaml")],
      {
        stdio: ["pipe", "pipe", "pipe"],
      },
    );
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString("utf8");
    });
    const send = (message: unknown) =>
      child.stdin.write(`${typeof message === "string" ? message : JSON.stringify(message)}\n`);
    send("{ this is no JSON");
    send(Buffer.from([0xff, 0xfe, 0x41]).toString("latin1"));
    send({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "0" } },
    });
    send({ jsonrpc: "2.0", method: "notifications/initialized" });
    send({ jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "query", arguments: { sql: 7 } } });
    send({ jsonrpc: "2.0", id: 3, method: "tools/call", params: { name: "query", arguments: { sql: "SELECT 1" } } });
    await expect.poll(() => out, { timeout: 10_000 }).toContain('"id":3');
    for (const line of out.trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
    expect(out).toContain("invalid-input");
    send({
      jsonrpc: "2.0",
      id: 4,
      method: "tools/call",
      params: {
        name: "query",
        arguments: { sql: "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n" },
      },
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    setTimeout(() => child.stdin.end(), 300);
    expect(await ended).toBe(0);
  });

  it.each([
    ["an identity that does not exist", ["--caller", "nobody"], /know no identity `nobody`/],
    ["a role that the identity does not hold", ["--role", "data-owner"], /does not hold the role/],
    ["a configuration that is not there", ["--config", "none.yaml"], /no none.yaml/],
  ])("does not start with %s, and says why", async (_, args, message) => {
    const child = spawn(
      process.execPath,
      [builtProgram(), "serve", "--config", join(project.folder, "gatehouse.yaml"), ...args],
      { stdio: ["pipe", "pipe", "pipe"] },
    );
    let log = "";
    child.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString("utf8");
    });
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(2);
    expect(log).toMatch(message);
  });
});
