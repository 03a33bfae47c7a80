// The marker of a write in its own database: a state folder that was put back carries nothing out twice, and on PostgreSQL, where the
// table is the operator's to make, nobody but Gatehouse sees or writes it.

import { cp, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { openDatabases } from "../../src/entry/wiring/open-databases.ts";
import { type OpenGatehouse, openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { type Project, readProject } from "../../src/entry/wiring/project.ts";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { describeSchema } from "../../src/gate/reading/describe-schema.ts";
import { requestApproval } from "../../src/gate/writing/request-approval.ts";
import { runSql } from "../support/postgres.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const ALWAYS = `rules: [{ id: agents, when: "caller.kind == 'agent'", reason: "Looked at." }]\n`;

let shop: WritingShop;

function said(answer: Answer<object>): string {
  if (answer.kind === "refused") return answer.refusal.code;
  return "status" in answer.result ? String(answer.result.status) : "";
}

async function projectAt(folder: string): Promise<Project> {
  process.env["WRITING_URL"] = shop.place;
  const read = await readProject(join(folder, "gatehouse.yaml"));
  if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
  return read;
}

function resume(id: string, { gatehouse }: OpenGatehouse): Promise<Answer<object>> {
  const caller = authenticateConfigured({ principal: "claude", role: null, session: "other" }, gatehouse.policy());
  const question = { database: null, sql: null, parameters: [], reason: null, request: id, waitSeconds: 0 };
  return requestApproval(question, { caller, gatehouse, cancellation: new AbortController().signal });
}

async function approved(sql: string): Promise<string> {
  const asked = await shop.query(sql, { reason: "for the test" });
  const id = asked.kind === "released" && "request" in asked.result ? (asked.result.request ?? "") : "";
  const decided = await decideApproval(id, await signedDecision(id, { by: "dora", shop }), shop.opened.gatehouse);
  expect(decided.kind).toBe("decided");
  return id;
}

/** A copy of the project as it is now, over the same data: what is there once a backup of the state was put back. */
async function copyOf(name: string): Promise<string> {
  const folder = `${shop.folder}-${name}`;
  await cp(shop.folder, folder, { recursive: true });
  if (shop.engine === "sqlite") {
    await rm(join(folder, "shop.db"));
    await symlink(join(shop.folder, "shop.db"), join(folder, "shop.db"));
  }
  return folder;
}

describe.each([
  { engine: "postgres", marker: true },
  { engine: "sqlite", marker: false },
] as const)("a state folder that is put back, on $engine", ({ engine, marker }) => {
  beforeAll(async () => {
    shop = await openWritingShop(engine, { risk: ALWAYS, marker });
  });
  afterAll(() => shop.close());

  const count = async (): Promise<number> =>
    Number((await shop.raw("SELECT count(*) FROM heap WHERE b = 'more'"))[0]?.[0]);

  it("carries out no write a second time, a plain INSERT neither [G-WRITE-ONCE]", async () => {
    const id = await approved("INSERT INTO heap (a, b) VALUES (2, 'more')");
    const older = await copyOf("older");
    expect(said(await shop.ask({ request: id }))).toBe("executed");
    expect(await count()).toBe(1);
    const another = await openGatehouse(await projectAt(older), () => undefined);
    try {
      expect((await another.gatehouse.approvals.read(id))?.progress.state).toBe("approved");
      expect(said(await resume(id, another))).toBe("approval-ran-before");
      expect(said(await resume(id, another))).toBe("approval-ran-before");
      expect(await another.gatehouse.approvals.successorOf(id)).toBeNull();
      expect(await count()).toBe(1);
    } finally {
      await another.close();
      await rm(older, { recursive: true });
    }
  });

  it("runs it once when both copies go for it at the same moment [G-WRITE-ONCE]", async () => {
    const id = await approved("INSERT INTO heap (a, b) VALUES (3, 'more')");
    const older = await copyOf("twin");
    const before = await count();
    const another = await openGatehouse(await projectAt(older), () => undefined);
    try {
      const answers = [shop.ask({ request: id }), resume(id, another), shop.ask({ request: id }), resume(id, another)];
      expect((await Promise.all(answers)).map(said)).toContain("executed");
      await resume(id, another);
      await shop.ask({ request: id });
      expect(await count()).toBe(before + 1);
    } finally {
      await another.close();
      await rm(older, { recursive: true });
    }
  });
});

describe("the marker table on postgres", () => {
  beforeAll(async () => {
    shop = await openWritingShop("postgres", { marker: true });
  });
  afterAll(() => shop.close());

  it("holds the request of each write, and is there for no caller", async () => {
    const written = await shop.query("UPDATE orders SET total = 7 WHERE id = 1");
    const id = written.kind === "released" && "request" in written.result ? written.result.request : "";
    expect(await shop.raw("SELECT request FROM gatehouse.writes")).toEqual([[id]]);
    for (const sql of [
      "SELECT * FROM gatehouse.writes",
      "DELETE FROM gatehouse.writes",
      "INSERT INTO gatehouse.writes (request, xid) VALUES ('a', '1')",
      "UPDATE gatehouse.writes SET xid = '1'",
      "SELECT count(*) FROM customers, gatehouse.writes",
      "UPDATE orders SET total = (SELECT count(*) FROM gatehouse.writes) WHERE id = 1",
    ]) {
      for (const as of ["claude", "dora"])
        expect([sql, said(await shop.query(sql, { as }))]).toEqual([sql, "unknown-table"]);
    }
    const described = await describeSchema(
      { database: null, tables: [], search: null, cursor: null },
      shop.contextOf("dora"),
    );
    expect(JSON.stringify(described)).not.toMatch(/gatehouse\.writes|"name":"[^"]*writes"/);
  });

  const findingsOf = async (project: Pick<Project, "config" | "folder">): Promise<string> => {
    const opened = await openDatabases(project);
    try {
      const findings = (await opened.databases.get("shop")?.posture()) ?? [];
      return findings.filter((finding) => finding.includes("marker")).join("\n");
    } finally {
      await opened.close();
    }
  };

  it("check says how to make it, and what is wrong with it", async () => {
    const findings = async (): Promise<string> => findingsOf(await projectAt(shop.folder));
    expect(await findings()).toBe("");
    await shop.raw("GRANT INSERT ON gatehouse.writes TO PUBLIC");
    expect(await findings()).toContain("REVOKE ALL ON gatehouse.writes FROM PUBLIC");
    await shop.raw("REVOKE INSERT ON gatehouse.writes FROM PUBLIC");
    await shop.raw("ALTER TABLE gatehouse.writes SET UNLOGGED");
    expect(await findings()).toContain("UNLOGGED");
    await shop.raw("ALTER TABLE gatehouse.writes SET LOGGED");
    await shop.raw("ALTER TABLE gatehouse.writes DROP CONSTRAINT writes_pkey");
    expect(await findings()).toContain("no primary key");
    await shop.raw("DROP SCHEMA gatehouse CASCADE");
    const [, made = ""] = /run: (.*)$/.exec(await findings()) ?? [];
    const refused = await shop.query("UPDATE orders SET total = 8 WHERE id = 1");
    expect(refused).toMatchObject({ refusal: { code: "write-not-possible" } });
    expect(await shop.raw("SELECT total FROM orders WHERE id = 1")).toEqual([[7]]);
    await runSql(shop.place, made);
    expect(await findings()).toBe("");
    expect(said(await shop.query("UPDATE orders SET total = 8 WHERE id = 1"))).toBe("executed");
  });

  it("is sound for a role that may add to it alone, and not for one that may change it", async () => {
    for (const sql of [
      "CREATE ROLE marked LOGIN PASSWORD 'm'",
      "GRANT USAGE ON SCHEMA gatehouse TO marked",
      "GRANT SELECT, INSERT ON gatehouse.writes TO marked",
    ])
      await shop.raw(sql);
    const url = new URL(shop.place);
    url.username = "marked";
    url.password = "m";
    const project = await projectAt(shop.folder);
    const settings = project.config.databases["shop"];
    if (settings?.engine !== "postgres") throw new Error("no such database");
    const config = { ...project.config, databases: { shop: { ...settings, url: url.href } } };
    const findings = (): Promise<string> => findingsOf({ ...project, config });
    try {
      expect(await findings()).toBe("");
      await shop.raw("GRANT DELETE ON gatehouse.writes TO marked");
      expect(await findings()).toContain("may change or remove markers");
      await shop.raw("REVOKE ALL ON gatehouse.writes FROM marked");
      expect(await findings()).toContain("may not add markers");
    } finally {
      await shop.raw("DROP OWNED BY marked");
      await shop.raw("DROP ROLE marked");
    }
  });
});
