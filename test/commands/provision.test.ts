// `gatehouse provision` on a real PostgreSQL: under the role that it prints everything ordinary works, and nothing beyond is granted.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { type OpenGatehouse, openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { type GovernedShop, openGovernedShop, readCases } from "../support/corpus-shop.ts";
import { runSql } from "../support/postgres.ts";
import { runCommand } from "../support/run-command.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const ROLES: string[] = [];
let administrator = "";

/** Makes the role that the command prints, and the project's gate under it. */
async function openProvisioned(
  folder: string,
  { place, variable, role }: { place: string; variable: string; role: string },
): Promise<{ url: string; opened: OpenGatehouse }> {
  const config = join(folder, "gatehouse.yaml");
  const printed = await runCommand(["provision", "--config", config, "--role", role], { [variable]: place });
  expect(printed.status).toBe(0);
  administrator = place;
  ROLES.push(role);
  await runSql(place, printed.stdout);
  await runSql(place, `ALTER ROLE ${role} PASSWORD 'least'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`);
  const url = new URL(place);
  url.username = role;
  url.password = "least";
  process.env[variable] = url.href;
  const project = await readProject(config);
  if (project.kind === "problems") throw new Error(JSON.stringify(project.problems));
  return { url: url.href, opened: await openGatehouse(project, () => undefined) };
}

const ask = (opened: OpenGatehouse, sql: string) => {
  const { gatehouse } = opened;
  const caller = authenticateConfigured({ principal: "claude", role: null, session: "least" }, gatehouse.policy());
  const cancellation = new AbortController().signal;
  return runQuery({ database: null, sql, parameters: [], reason: "a test" }, { caller, gatehouse, cancellation });
};

async function asRole(url: string, sql: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
    return "done";
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? "") : String(error);
  } finally {
    await client.end();
  }
}

afterAll(async () => {
  for (const role of ROLES) await runSql(administrator.replace(/\/[^/]*$/, "/postgres"), `DROP ROLE IF EXISTS ${role}`);
});

describe("for reading", () => {
  let shop: GovernedShop;
  let provisioned: Awaited<ReturnType<typeof openProvisioned>>;

  beforeAll(async () => {
    shop = await openGovernedShop(
      "postgres",
      "ALTER TABLE orders ADD COLUMN margin integer; CREATE TABLE unlisted (id integer);",
    );
    const role = `reader_${Date.now()}`;
    provisioned = await openProvisioned(shop.folder, { place: shop.place, variable: "CORPUS_URL", role });
  });
  afterAll(async () => {
    await provisioned.opened.close();
    await shop.close();
  });

  it("the role answers every ordinary statement as the superuser does", async () => {
    const statements = await readCases(
      "postgres/ordinary",
      (await readdir("cases/postgres/ordinary")).map((name) => name.replace(".sql", "")),
    );
    for (const { sql } of statements) {
      const answer = await ask(provisioned.opened, sql);
      expect([sql, answer.kind === "refused" ? answer.refusal : null]).toEqual([sql, null]);
    }
  });

  it("[G-LEAST-PRIVILEGE] the role cannot read what no role shows, nor change anything", async () => {
    const [database] = [...provisioned.opened.gatehouse.databases.values()];
    expect(await database?.posture()).toEqual([]);
    expect(await asRole(provisioned.url, "SELECT margin FROM orders")).toBe("42501");
    expect(await asRole(provisioned.url, "SELECT * FROM orders")).toBe("42501");
    expect(await asRole(provisioned.url, "SELECT * FROM unlisted")).toBe("42501");
    expect(await asRole(provisioned.url, "SELECT id, region FROM orders")).toBe("done");
    expect(await asRole(provisioned.url, "BEGIN READ WRITE; DELETE FROM orders")).toBe("42501");
  });
});

describe("for writing", () => {
  let shop: WritingShop;
  let provisioned: Awaited<ReturnType<typeof openProvisioned>>;

  beforeAll(async () => {
    shop = await openWritingShop("postgres", { sql: "CREATE TABLE unlisted (id integer);" });
    const role = `writer_${Date.now()}`;
    provisioned = await openProvisioned(shop.folder, { place: shop.place, variable: "WRITING_URL", role });
  });
  afterAll(async () => {
    await provisioned.opened.close();
    await shop.close();
  });

  it("the role carries out what the policies let be changed", async () => {
    for (const [sql, status] of [
      ["UPDATE customers SET plan = 'gold' WHERE id = 1", "executed"],
      ["INSERT INTO archive (id, what) VALUES (77, 'kept')", "executed"],
      ["UPDATE archive SET what = 'changed' WHERE id = 77", "executed"],
      ["DELETE FROM archive WHERE id = 77", "pending_approval"],
    ] as const) {
      const answer = await ask(provisioned.opened, sql);
      expect([sql, answer.kind === "refused" ? answer.refusal : answer.result]).toMatchObject([sql, { status }]);
    }
  });

  it("[G-LEAST-PRIVILEGE] the role reaches no table that no policy lists", async () => {
    expect(await asRole(provisioned.url, "SELECT * FROM unlisted")).toBe("42501");
    expect(await asRole(provisioned.url, "CREATE TABLE public.made (id integer)")).toBe("42501");
    expect(await asRole(provisioned.url, "TRUNCATE orders")).toBe("42501");
  });
});
