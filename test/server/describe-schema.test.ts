// describe-schema says what a model needs to write a right statement at the first try, and nothing of what is hidden.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { type OpenGatehouse, openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { describeSchema, type SchemaResult } from "../../src/gate/reading/describe-schema.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { createDatabase } from "../support/postgres.ts";
import { makeProject } from "../support/project.ts";

const MANY = Array.from({ length: 25 }, (_, number) => `many_${String(number).padStart(2, "0")}`);

const COMMON = `
CREATE TABLE team (team_id integer PRIMARY KEY, name text NOT NULL, canary_budget integer);
CREATE TABLE person (person_id integer PRIMARY KEY, "orgId" integer REFERENCES team (team_id), "order" integer, email text UNIQUE,
  canary_pay integer, boss_id integer REFERENCES person (person_id));
CREATE TABLE canary_vault (id integer PRIMARY KEY, person_id integer REFERENCES person (person_id));
CREATE TABLE "Ticket" (id integer PRIMARY KEY, person_id integer REFERENCES person (person_id), state text, UNIQUE (person_id, state));
CREATE INDEX by_state ON "Ticket" (state, id);
CREATE INDEX by_pay ON person ("order", canary_pay);
CREATE INDEX by_low_mail ON person (lower(email)) WHERE canary_pay > 100;
INSERT INTO team VALUES (1, 'red', 5), (2, 'blue', 6);
INSERT INTO person VALUES (1, 1, 3, 'a@x.example', 10, NULL), (2, 1, 4, 'b@x.example', 20, 1);
INSERT INTO "Ticket" VALUES (1, 1, 'open'), (2, 2, 'shut'), (3, 2, 'canary state');
${MANY.map((name) => `CREATE TABLE ${name} (id integer PRIMARY KEY);`).join("\n")}
`;

const POSTGRES = `${COMMON}
CREATE SCHEMA legacy;
CREATE TABLE legacy.person (id integer PRIMARY KEY);
CREATE TABLE event (id integer, day date) PARTITION BY RANGE (day);
CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
COMMENT ON TABLE team IS E'Who works together.\\x1b[31m\\u202E \\nAll of them';
COMMENT ON TABLE person IS 'People; see canary_vault for the rest';
COMMENT ON COLUMN person."order" IS 'place in the list';
COMMENT ON COLUMN person.email IS 'half of canary_pay';
ANALYZE;
`;

const dataOf = (schema: string, more: string) => `database: desk
relations:
  ${schema}.team: { owners: [alice], columns: { team_id: internal, name: internal, canary_budget: restricted } }
  ${schema}.person: { columns: { person_id: internal, orgId: internal, order: internal, email: email, canary_pay: restricted, boss_id: internal } }
  ${schema}.Ticket: { columns: { id: internal, person_id: internal, state: internal } }
${MANY.map((name) => `  ${schema}.${name}: { columns: { id: internal } }`).join("\n")}
${more}`;

const roleOf = (schema: string) => `role: analyst
description: Reads.
reads: masked
classes: { email: token }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
rows: { desk: { ${schema}.Ticket: "state <> 'canary state'" } }
limits: { rows: 100, bytes: 1MiB, seconds: 20 }
`;

describe.each(["postgres", "sqlite"] as const)("describe-schema on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";
  let folder: string;
  let project: Awaited<ReturnType<typeof makeProject>>;
  let database: Awaited<ReturnType<typeof createDatabase>> | null = null;
  let opened: OpenGatehouse;
  let caller: ReturnType<typeof authenticateConfigured>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-describe-"));
    if (engine === "postgres") database = await createDatabase(POSTGRES);
    else {
      const file = new Database(join(folder, "desk.db"));
      file.exec(COMMON);
      file.close();
    }
    process.env["DESCRIBE_URL"] = database?.url ?? "unused";
    const more =
      engine === "postgres"
        ? "  legacy.person: { columns: { id: internal } }\n  public.event: { columns: { id: internal, day: internal } }\n"
        : "";
    project = await makeProject({
      databases:
        engine === "postgres"
          ? `  desk: { engine: postgres, url: "\${DESCRIBE_URL}" }`
          : `  desk: { engine: sqlite, file: "${join(folder, "desk.db")}" }`,
      data: { desk: dataOf(schema, more) },
      roles: { "analyst.yaml": roleOf(schema) },
    });
    const read = await readProject(join(project.folder, "gatehouse.yaml"));
    if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
    opened = await openGatehouse(read, () => undefined);
    caller = authenticateConfigured({ principal: "claude", role: null, session: "schema" }, opened.gatehouse.policy());
  });

  afterAll(async () => {
    await opened.close();
    await project.remove();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const context = () => ({ caller, gatehouse: opened.gatehouse, cancellation: new AbortController().signal });

  const describeTables = async (tables: readonly string[] = []): Promise<SchemaResult> => {
    const answer = await describeSchema({ database: null, tables, search: null, cursor: null }, context());
    if (answer.kind === "refused") throw new Error(JSON.stringify(answer.refusal));
    expect(answer.json).not.toMatch(/canary/);
    return answer.result;
  };

  const remedyOf = async (sql: string): Promise<string> => {
    const answer = await runQuery({ database: null, sql, parameters: [] }, context());
    return answer.kind === "refused" ? answer.refusal.remedy : "it ran";
  };

  it("writes names as a statement writes them, and takes them so", async () => {
    const quoted = engine === "postgres" ? '"orgId"' : "orgId";
    const ticket = engine === "postgres" ? 'public."Ticket"' : "main.Ticket";
    const [person] = (await describeTables([`${schema}.person`])).tables;
    expect(person?.columns?.map(({ name }) => name)).toEqual(["person_id", quoted, '"order"', "email", "boss_id"]);
    for (const written of [ticket, '"Ticket"', "Ticket", `${schema}.Ticket`])
      expect((await describeTables([written])).tables.map(({ name }) => name)).toEqual([ticket]);
    expect((await describeTables([engine === "postgres" ? "PUBLIC.Team" : "MAIN.Team"])).tables).toHaveLength(1);
    expect(
      await remedyOf(
        `SELECT ${(await describeTables(["team"])).tables[0]?.columns?.map(({ name }) => name).join(", ")} FROM team`,
      ),
    ).toBe("it ran");
  });

  it("shows keys in both directions, unique keys, indexes and joins of what is seen alone [G-READ-HIDDEN-DOES-NOT-EXIST]", async () => {
    const [person] = (await describeTables([`${schema}.person`])).tables;
    expect(person?.referenced_by).toEqual(
      expect.arrayContaining([
        `${schema}.person.boss_id`,
        engine === "postgres" ? 'public."Ticket".person_id' : "main.Ticket.person_id",
      ]),
    );
    expect(person?.unique).toEqual([["email"]]);
    expect(person?.indexes).toBeUndefined();
    const own = engine === "postgres" ? '"orgId"' : "orgId";
    expect(person?.joins).toContain(`JOIN ${schema}.team ON team.team_id = person.${own}`);
    expect(person?.joins).toContain(`JOIN ${schema}.person AS other ON other.person_id = person.boss_id`);
    for (const join of person?.joins ?? [])
      expect(await remedyOf(`SELECT count(*) FROM ${schema}.person ${join}`)).toBe("it ran");
    const [ticket] = (await describeTables(["Ticket"])).tables;
    expect(ticket?.indexes).toEqual(expect.arrayContaining([expect.arrayContaining(["state", "id"])]));
  });

  it("gives what fits of many tables and says what is left", async () => {
    const { tables, left } = await describeTables(MANY);
    expect(tables).toHaveLength(20);
    expect(left).toEqual(MANY.slice(20).map((name) => `${schema}.${name}`));
    const rest = await describeTables(left);
    expect(rest.tables).toHaveLength(5);
    expect(rest.left).toBeUndefined();
  });

  it("remedies name what to write, never what was written", async () => {
    const wrong = engine === "postgres" ? "orgId" : "orgIdd";
    expect(await remedyOf(`SELECT ${wrong} FROM person`)).toContain(
      engine === "postgres" ? 'Did you mean "orgId"?' : "Did you mean orgId?",
    );
    expect(await remedyOf("SELECT oder FROM person")).toContain('Did you mean "order"?');
    expect(await remedyOf("SELECT id FROM Tickett")).toContain(
      engine === "postgres" ? 'Did you mean public."Ticket"?' : "Did you mean main.Ticket?",
    );
    expect(await remedyOf("SELECT p.name FROM person p, team t")).not.toContain("Did you mean name?");
  });

  it("gives every table of a name that has no schema", async () => {
    const names = (await describeTables(["person"])).tables.map(({ name }) => name);
    expect(names).toEqual(engine === "postgres" ? ["legacy.person", "public.person"] : ["main.person"]);
  });

  it("folds partitions under their table in the overview", async () => {
    const { tables, table_count } = await describeTables();
    expect(table_count).toBe(tables.length);
    expect(tables.map(({ name }) => name)).not.toContain("public.event_2024");
    const folded = tables.filter(({ partitions }) => partitions === 2).map(({ name }) => name);
    expect(folded).toEqual(engine === "postgres" ? ["public.event"] : []);
  });

  it("shows comments on one line, and none that names what is hidden [G-READ-HIDDEN-DOES-NOT-EXIST]", async () => {
    const [team, person] = (await describeTables(["team", `${schema}.person`])).tables;
    const shown = engine === "postgres"; // SQLite has none
    expect(team?.comment).toBe(shown ? "Who works together. [31m All of them" : undefined);
    expect(person?.comment).toBeUndefined();
    const comments = Object.fromEntries(person?.columns?.map(({ name, comment }) => [name, comment]) ?? []);
    expect(comments).toMatchObject({ '"order"': shown ? "place in the list" : undefined, email: undefined });
  });

  it("estimates rows where all of them are seen", async () => {
    const [team, ticket] = (await describeTables(["team", "Ticket"])).tables;
    expect(team?.estimated_rows).toBe(engine === "postgres" ? 2 : undefined);
    expect(ticket?.row_filtered).toBe(true);
    expect(ticket?.estimated_rows).toBeUndefined();
  });
});
