// The built program, a real MCP client over stdio, a real PostgreSQL.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { createDatabase, runSql, type TestDatabase } from "../support/postgres.ts";
import { connect, makeProject, type ServedClient } from "../support/project.ts";

const execute = promisify(execFile);
const run = (file: string, args: string[]) => execute(file, args, { env: { ...process.env, ...env } });

const SHOP = `
CREATE TABLE customers (id int PRIMARY KEY, email text, full_name text, birth date, country text, secret_key text, notes text);
CREATE TABLE orders (id int PRIMARY KEY, customer_email text, amount int, region text);
CREATE TABLE payroll (id int PRIMARY KEY, amount int);
CREATE VIEW contacts AS SELECT id, email FROM customers;
INSERT INTO customers SELECT i, 'canary' || i || '@x.example', 'Canary Person ' || i, '1980-05-17', 'DE', 'canary-secret', 'call me at +49 151 23456789' FROM generate_series(1, 20) i;
INSERT INTO orders SELECT i, 'canary' || (1 + i % 20) || '@x.example', i, CASE WHEN i % 2 = 0 THEN 'EU' ELSE 'US' END FROM generate_series(1, 100) i;
INSERT INTO payroll VALUES (1, 4242);
ANALYZE;`;

const DATA = `database: shop
relations:
  public.customers:
    owners: [alice]
    columns: { id: internal, email: email, full_name: person-name, birth: birth-date, country: public, secret_key: secret, notes: internal }
  public.orders:
    columns: { id: internal, customer_email: email, amount: internal, region: public }
`;

let shop: TestDatabase;
let project: Awaited<ReturnType<typeof makeProject>>;
let served: ServedClient;
let env: { SHOP_URL: string };

beforeAll(async () => {
  shop = await createDatabase(SHOP);
  env = { SHOP_URL: shop.url };
  project = await makeProject({ databases: `  shop: { engine: postgres, url: "\${SHOP_URL}" }`, data: { shop: DATA } });
  served = await connect(project.folder, { env });
});

afterAll(async () => {
  await served.close();
  await project.remove();
  await shop.drop();
});

describe("a governed session on PostgreSQL", () => {
  it("lists three tools with schemas and annotations", async () => {
    const { tools } = await served.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(["query", "describe-schema", "request-approval"]);
    for (const tool of tools) {
      const reads = tool.name === "describe-schema";
      expect(tool.annotations).toMatchObject({ readOnlyHint: reads, destructiveHint: !reads, openWorldHint: false });
      expect(tool.inputSchema["type"]).toBe("object");
      expect(tool.outputSchema?.["type"]).toBe("object");
    }
  });

  it("describes what the caller sees, and nothing that it may not", async () => {
    const { body, isError } = await served.call("describe-schema", {});
    expect(isError).toBe(false);
    const text = JSON.stringify(body);
    expect(text).toContain("public.customers");
    expect(text).toContain("public.contacts");
    expect(text).not.toContain("secret_key");
    expect(text).not.toContain("payroll");
  });

  it("answers a query on masks, says so, and gives a receipt [G-READ-MASKED-BY-CONSTRUCTION]", async () => {
    const { body, structured, meta } = await served.call("query", {
      sql: "SELECT id, email, upper(full_name) AS name, birth, country FROM customers WHERE id = $1",
      parameters: [3],
    });
    expect(structured).toEqual(body);
    expect(JSON.stringify(body).toLowerCase()).not.toContain("canary");
    const [row] = body["rows"] as unknown[][];
    expect(row).toEqual([
      3,
      expect.stringMatching(/^email_[0-9a-f]{16}$/),
      expect.stringMatching(/^PERSON-NAME_[0-9A-F]{16}$/),
      "1980-01-01",
      "DE",
    ]);
    expect(body["columns"]).toMatchObject([
      {},
      { masked: [{ source: "public.customers.email", class: "email", treatment: "token" }] },
      {},
      {},
      {},
    ]);
    expect(meta).toMatchObject({
      "gatehouse/ledger": { index: expect.any(Number), size: expect.any(Number), root: expect.any(String) },
    });
  });

  it("joins, groups and filters on pseudonyms", async () => {
    const joined = await served.call("query", {
      sql: "SELECT c.email, sum(o.amount) AS total FROM customers c JOIN orders o ON o.customer_email = c.email GROUP BY c.id ORDER BY total DESC LIMIT 3",
    });
    expect(joined.body["row_count"]).toBe(3);
    const [[email]] = joined.body["rows"] as [[string]];
    const found = await served.call("query", {
      sql: "SELECT count(*) FROM orders WHERE customer_email = $1",
      parameters: [email],
    });
    expect(found.body["rows"]).toEqual([[5]]);
  });

  it("scans what no classification covers", async () => {
    const { body } = await served.call("query", { sql: "SELECT notes FROM customers WHERE id = 1" });
    expect(body["rows"]).toEqual([["call me at [phone]"]]);
  });

  it("gives a hidden table and one that is not there the same words [G-READ-HIDDEN-DOES-NOT-EXIST]", async () => {
    const hidden = await served.call("query", { sql: "SELECT * FROM payroll" });
    const missing = await served.call("query", { sql: "SELECT * FROM payrool" });
    expect(hidden.isError).toBe(true);
    expect(hidden.body).toEqual(missing.body);
    expect(hidden.body).toMatchObject({ refused: "unknown-table" });
  });

  it.each([
    ["", "empty-statement"],
    ["-- nothing", "empty-statement"],
    ["SELECT 1; SELECT 2", "several-statements"],
    ["SELEC 1", "syntax-error"],
    ["SELECT nope FROM customers", "unknown-column"],
    ["SELECT secret_key FROM customers", "unknown-column"],
    ["SELECT $1::int", "parameter-count"],
    ["DELETE FROM customers", "write-not-possible"],
    ["SELECT pg_read_file('/etc/hostname')", "function-not-allowed"],
    ["SELECT * FROM pg_class", "catalog-not-allowed"],
    ["SELECT email::int FROM customers", "data-error"],
    ["SELECT 'a\0b'", "invalid-text"],
    [`SELECT ${"(".repeat(5_000)}1${")".repeat(5_000)}`, "statement-too-deep"],
  ])("refuses %.40j with %s, a sentence and a remedy", async (sql, code) => {
    const { isError, body } = await served.call("query", { sql: sql.slice(0, 300_000) });
    expect({ isError, ...body }).toMatchObject({
      isError: true,
      refused: code,
      message: expect.stringMatching(/\.$/),
      remedy: expect.stringMatching(/[.?]$/),
    });
    expect(JSON.stringify(body).toLowerCase()).not.toContain("canary");
  });

  it("refuses malformed input, records it and goes on", async () => {
    const bad = await served.call("query", { sqll: "SELECT 1" });
    expect(bad).toMatchObject({ isError: true, body: { refused: "invalid-input" } });
    const large = await served.call("query", { sql: "SELECT $1", parameters: ["x".repeat(10_000_000)] });
    expect(large).toMatchObject({ isError: true, body: { refused: "parameter-too-large" } });
    expect((await served.call("query", { sql: "SELECT 1", database: "nope" })).body).toMatchObject({
      refused: "unknown-database",
    });
    expect((await served.call("query", { sql: "SELECT 1" })).body).toMatchObject({ rows: [[1]] });
  });

  it("says that a read needs no approval and that a write is not possible yet", async () => {
    const read = await served.call("request-approval", { sql: "SELECT 1 FROM customers", reason: "to know" });
    expect(read.body).toMatchObject({ status: "not-needed" });
    const write = await served.call("request-approval", {
      sql: "UPDATE customers SET country = 'FR'",
      reason: "a move",
    });
    expect(write).toMatchObject({ isError: true, body: { refused: "write-not-possible" } });
  });

  it("ends a result before its message ends the session", async () => {
    const { body } = await served.call("query", { sql: "SELECT repeat('\"', 1000) AS x FROM generate_series(1, 900)" });
    expect(body["row_count"]).toBeGreaterThan(100);
    const control = await served.call("query", {
      sql: "SELECT repeat(chr(1), 1000) AS x FROM generate_series(1, 900)",
    });
    expect(control.body).toMatchObject({ truncated: true, truncated_by: "bytes" });
    expect((await served.call("query", { sql: "SELECT 1" })).body).toMatchObject({ rows: [[1]] });
  });

  it("sees a new table or column as soon as the policy does, and a new column never unmasked", async () => {
    await runSql(shop.url, "ALTER TABLE customers ADD phone text DEFAULT 'canary-phone'");
    const star = await served.call("query", { sql: "SELECT * FROM customers WHERE id = 1" });
    expect(JSON.stringify(star.body)).not.toContain("canary-phone");
    await runSql(
      shop.url,
      "ALTER TABLE customers RENAME country TO land; ALTER TABLE customers RENAME email TO country; ALTER TABLE customers RENAME land TO email",
    );
    const swapped = await served.call("query", { sql: "SELECT country FROM customers WHERE id = 1" });
    await runSql(
      shop.url,
      "ALTER TABLE customers RENAME country TO land; ALTER TABLE customers RENAME email TO country; ALTER TABLE customers RENAME land TO email; ALTER TABLE customers DROP phone",
    );
    expect(swapped.isError || !JSON.stringify(swapped.body).includes("DE")).toBe(true);
  });

  it("cancels in the database what the client cancels", async () => {
    const cancel = new AbortController();
    const slow = served.call("query", { sql: "SELECT count(*) FROM generate_series(1, 2000000000)" }, cancel.signal);
    setTimeout(() => cancel.abort(), 300);
    await expect(slow).rejects.toThrow();
    await expect
      .poll(async () => (await served.call("query", { sql: "SELECT 1" })).body["rows"], { timeout: 5_000 })
      .toEqual([[1]]);
    const { stdout } = await run(process.execPath, [
      builtProgram(),
      "ledger",
      "list",
      "--config",
      join(project.folder, "gatehouse.yaml"),
      "--code",
      "cancelled",
      "--json",
    ]);
    expect(stdout).toContain('"code":"cancelled"');
  });

  it("keeps the last valid policy when the files become invalid, and says so [G-POLICY-LOADS-WHOLE]", async () => {
    const file = join(project.folder, "policies", "data", "shop.yaml");
    const before = await readFile(file, "utf8");
    await writeFile(file, "database: shop\nrelations: nonsense\n");
    await expect.poll(() => served.log(), { timeout: 5_000 }).toContain("last valid");
    expect((await served.call("query", { sql: "SELECT count(*) FROM customers" })).isError).toBe(false);
    await writeFile(file, before.replace("country: public", "country: email"));
    await expect.poll(() => served.log(), { timeout: 5_000 }).toContain("are in force");
    expect(JSON.stringify((await served.call("query", { sql: "SELECT country FROM customers LIMIT 1" })).body)).toMatch(
      /email_[0-9a-f]{16}/,
    );
    await writeFile(file, before);
    await expect.poll(() => served.log().split("are in force").length, { timeout: 5_000 }).toBeGreaterThan(2);
  });

  it("records every call, without a value of a masked column, in a ledger that verifies", async () => {
    const config = ["--config", join(project.folder, "gatehouse.yaml")];
    const { stdout } = await run(process.execPath, [
      builtProgram(),
      "ledger",
      "list",
      ...config,
      "--limit",
      "500",
      "--json",
    ]);
    expect(stdout).toContain('"tool":"query"');
    expect(stdout).toContain('"client":"gatehouse-tests"');
    expect(stdout.toLowerCase()).not.toContain("canary");
    const receipt = (await served.call("query", { sql: "SELECT 1" })).body["ledger"] as { size: number; root: string };
    const verified = await run(process.execPath, [
      builtProgram(),
      "ledger",
      "verify",
      ...config,
      "--against",
      `${receipt.size}:${receipt.root}`,
    ]);
    expect(verified.stdout).toContain("whole");
  });

  it("serves clients of the first SDK as well", async () => {
    const client = new OldClient({ name: "old-client", version: "1.0.0" });
    await client.connect(
      new OldTransport({
        command: process.execPath,
        args: [builtProgram(), "serve", "--config", join(project.folder, "gatehouse.yaml")],
        stderr: "ignore",
        env: { PATH: process.env["PATH"] ?? "", ...env },
      }),
    );
    const result = await client.callTool({ name: "query", arguments: { sql: "SELECT email FROM customers LIMIT 1" } });
    expect(JSON.stringify(result.structuredContent)).toMatch(/email_[0-9a-f]{16}/);
    await client.close();
  });

  it("explains a statement as any caller, without running it", async () => {
    const config = ["--config", join(project.folder, "gatehouse.yaml")];
    const { stdout } = await run(process.execPath, [
      builtProgram(),
      "explain",
      "SELECT email FROM customers",
      "--as",
      "claude",
      ...config,
      "--json",
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      decision: "allow",
      rule: "role analyst",
      treatments: [{ relation: "public.customers" }],
    });
    await expect(
      run(process.execPath, [builtProgram(), "explain", "DROP TABLE customers", "--as", "claude", ...config]),
    ).rejects.toMatchObject({ code: 1 });
    await expect(
      run(process.execPath, [builtProgram(), "explain", "SELECT 1", "--as", "claud", ...config]),
    ).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("claude") });
  });

  it("gives an owner the clear values of its own dataset alone", async () => {
    const owner = await connect(project.folder, { args: ["--caller", "alice"], env });
    try {
      expect(
        JSON.stringify((await owner.call("query", { sql: "SELECT email, notes FROM customers WHERE id = 1" })).body),
      ).toMatch(/canary1@x\.example.*23456789/);
      expect(
        JSON.stringify((await owner.call("query", { sql: "SELECT customer_email FROM orders LIMIT 1" })).body),
      ).not.toContain("canary");
    } finally {
      await owner.close();
    }
  });
});
