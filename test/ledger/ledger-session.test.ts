// The ledger of a served project: what the configuration may change around it, and what callers send that is no text.

import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { connect, makeProject } from "../support/project.ts";

const execute = promisify(execFile);
const DATA = (name: string) => `database: ${name}\nrelations:\n  main.people:\n    columns: { id: internal }\n`;
let project: Awaited<ReturnType<typeof makeProject>>;

beforeEach(async () => {
  project = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db }",
    data: { shop: DATA("shop") },
  });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY); INSERT INTO people VALUES (1)");
  shop.close();
});

afterEach(() => project.remove());

async function ledger(...words: string[]): Promise<{ code: number; out: string }> {
  const args = [builtProgram(), "ledger", ...words, "--config", join(project.folder, "gatehouse.yaml")];
  try {
    return { code: 0, out: (await execute(process.execPath, args)).stdout };
  } catch (error) {
    const { code, stdout } = Object(error);
    return { code: Number(code), out: String(stdout) };
  }
}

async function receiptOf(call: Promise<{ meta: unknown }>): Promise<{ index: number; size: number; root: string }> {
  const { meta } = await call;
  return Object(meta)["gatehouse/ledger"];
}

describe("the ledger of a project", () => {
  it("stays what it is when a database is added", async () => {
    let served = await connect(project.folder);
    const before = await receiptOf(served.call("query", { sql: "SELECT id FROM people WHERE id = 4711" }));
    await served.close();
    const config = join(project.folder, "gatehouse.yaml");
    const two = "  shop: { engine: sqlite, file: ./shop.db }\n  other: { engine: sqlite, file: ./shop.db }";
    writeFileSync(config, readFileSync(config, "utf8").replace("  shop: { engine: sqlite, file: ./shop.db }", two));
    writeFileSync(join(project.folder, "policies", "data", "other.yaml"), DATA("other"));
    served = await connect(project.folder);
    const after = await receiptOf(served.call("query", { sql: "SELECT id FROM people", database: "other" }));
    await served.close();
    const anchors = [before, after].map(({ size, root }) => `${size}:${root}`);
    const verified = await ledger("verify", "--json", "--against", ...anchors);
    expect(JSON.parse(verified.out)).toMatchObject({ covered: after.size });
    expect((await ledger("show", String(before.index), "--reveal", "--as", "carol")).out).toContain("4711");
    expect((await ledger("show", String(after.index), "--reveal", "--as", "carol")).out).toContain(
      "SELECT id FROM people",
    );
  });

  it("records what is no text as refused, in the statement, the reason, the parameters or a name", async () => {
    const served = await connect(project.folder);
    const half = "\ud800";
    for (const [tool, input] of [
      ["query", { sql: `SELECT '${half}'` }],
      ["query", { sql: "SELECT ?1", parameters: [half] }],
      ["query", { sql: "SELECT ?1", parameters: [{ [half]: 1 }] }],
      ["query", { sql: "SELECT 1", database: half }],
      ["query", { sql: "SELECT 1", [half]: 1 }],
      ["request-approval", { sql: "SELECT 1", reason: half }],
      ["describe-schema", { search: half }],
    ] as const) {
      const { body, meta } = await served.call(tool, input);
      expect(body).toMatchObject({ refused: "invalid-text", rule: "input" });
      const { index } = Object(meta)["gatehouse/ledger"];
      const entry = JSON.parse((await ledger("show", String(index), "--json")).out);
      expect(entry).toMatchObject({ tool, decision: { effect: "deny", code: "invalid-text" } });
    }
    expect((await served.call("query", { sql: "SELECT id FROM people" })).body).toMatchObject({ rows: [[1]] });
    await served.close();
  });

  it("records a client whose name is no text under a name that is", async () => {
    const served = await connect(project.folder, { name: "half \ud800" });
    const { index } = await receiptOf(served.call("query", { sql: "SELECT id FROM people" }));
    await served.close();
    const entry = JSON.parse((await ledger("show", String(index), "--json")).out);
    expect(entry).toMatchObject({ agent: { client: "half ?" }, decision: { effect: "allow" } });
  });
});
