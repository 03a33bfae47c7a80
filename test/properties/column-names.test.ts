// The columns of a result have the names that SQLite gives them for the caller's own text: compared with a file that nobody governs, for a
// role that sees everything, and for one that sees a part, with a file that holds no more than that part.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { type OpenGatehouse, openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { CANARY } from "../support/canary.ts";
import { readCases } from "../support/corpus-shop.ts";
import { createShop, type GovernedShop, governShop, importPipeline, type Shop } from "../support/governed-shop.ts";
import { makeProject } from "../support/project.ts";
import { statements } from "./generate-statement.ts";
import { HIDDEN } from "./shop-columns.ts";

type Sight = "everything" | "a part";

/** What `everything` holds beyond `a part` is marked: columns, a table, rows, conditions. */
function schemaOf(sight: Sight): string {
  const all = sight === "everything";
  return `
    CREATE TABLE agents (id INTEGER PRIMARY KEY, name TEXT, level INTEGER${all ? ", canary_salary INTEGER" : ""});
    CREATE TABLE tickets (id INTEGER PRIMARY KEY, title TEXT, state TEXT, agent_id INTEGER${all ? ", canary_secret TEXT" : ""});
    CREATE TABLE notes (id INTEGER PRIMARY KEY, ticket_id INTEGER, body TEXT);
    ${all ? "CREATE TABLE canary_teams (id INTEGER);" : ""}
    CREATE VIEW tallies AS SELECT state, count(*), EXISTS (SELECT 1 FROM notes${all ? " WHERE body <> 'canary body'" : ""}) AS noted FROM tickets GROUP BY state;
    CREATE VIEW staff AS SELECT * FROM agents;
    CREATE VIEW busy AS SELECT a.*, (SELECT count(*) FROM tickets t WHERE t.agent_id = a.id) AS tickets FROM (SELECT * FROM staff) a;
    INSERT INTO agents (id, name, level) VALUES (1, 'Ada', 3);
    INSERT INTO tickets (id, title, state, agent_id) VALUES (1, 'one', 'open', 1), (2, 'two', 'shut', 1);
    INSERT INTO notes VALUES (1, 2, 'first'), (2, 2, 'second');`;
}

const DATA = `database: desk
relations:
  main.agents:
    owners: [alice]
    columns: { id: internal, name: internal, level: internal, canary_salary: restricted }
  main.tickets:
    columns: { id: internal, title: internal, state: internal, agent_id: internal, canary_secret: restricted }
  main.notes:
    columns: { id: internal, ticket_id: internal, body: internal }
`;

const ROLE = (hidden: "clear" | "hide", rows: string) => `role: analyst
description: Reads.
reads: masked
levels: { public: clear, internal: clear, confidential: redact, restricted: ${hidden} }
${rows}writes:
  desk:
    main.notes: { insert: all, update: all, delete: true }
limits: { rows: 1000, bytes: 1MiB, seconds: 20 }
`;

const ROLES: Readonly<Record<Sight, string>> = {
  everything: ROLE("clear", ""),
  "a part": ROLE(
    "hide",
    "rows:\n  desk:\n    main.tickets: state <> 'canary state' AND id NOT IN (SELECT t.id FROM main.canary_teams t)\n",
  ),
};

const reads = await readCases("sqlite/names", ["reads"]);
const returning = await readCases("sqlite/names", ["returning"]);

/** As many values as the text has parameters. */
function parametersOf(sql: string): readonly JsonValue[] {
  const numbers = [...sql.replaceAll(/"[^"]*"/g, "").matchAll(/\?(\d*)/g)].map(([, digits]) => Number(digits));
  const greatest = numbers.reduce((highest, number) => (number === 0 ? highest + 1 : Math.max(highest, number)), 0);
  return Array.from({ length: greatest }, (_, index) => 80 + index);
}

describe.each<Sight>(["everything", "a part"])("names of columns for a role that sees %s", (sight) => {
  let folder: string;
  let bare: Database.Database;
  let project: Awaited<ReturnType<typeof makeProject>>;
  let opened: OpenGatehouse;
  let caller: ReturnType<typeof authenticateConfigured>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-names-"));
    bare = new Database(join(folder, "bare.db"));
    bare.exec(schemaOf(sight));
    const governed = new Database(join(folder, "governed.db"));
    governed.exec(schemaOf("everything"));
    governed.close();
    project = await makeProject({
      databases: `  desk: { engine: sqlite, file: "${join(folder, "governed.db")}", writes: governed }`,
      data: { desk: DATA },
      roles: { "analyst.yaml": ROLES[sight] },
      risk: "rules: []\n",
    });
    const read = await readProject(join(project.folder, "gatehouse.yaml"));
    if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
    opened = await openGatehouse(read, () => undefined);
    caller = authenticateConfigured({ principal: "claude", role: null, session: "names" }, opened.gatehouse.policy());
  });

  afterAll(async () => {
    await opened.close();
    bare.close();
    await project.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async (sql: string, parameters: readonly JsonValue[]) => {
    const answer = await runQuery(
      { database: null, sql, parameters },
      { caller, gatehouse: opened.gatehouse, cancellation: new AbortController().signal },
    );
    if (answer.kind === "refused") return { refused: answer.refusal, names: null };
    return { refused: null, names: answer.result.columns.map(({ name }) => name) };
  };

  const namesOf = (sql: string): readonly string[] =>
    bare
      .prepare(sql)
      .columns()
      .map(({ name }) => name);

  it("are those that SQLite gives for the caller's text [G-READ-NAMES-OF-COLUMNS]", { timeout: 60_000 }, async () => {
    const different: unknown[] = [];
    for (const { sql } of reads) {
      const { names, refused } = await ask(sql, parametersOf(sql));
      const expected = namesOf(sql);
      if (JSON.stringify(names) !== JSON.stringify(expected)) different.push({ sql, names, expected, refused });
    }
    expect(different).toEqual([]);
    expect(reads.length).toBeGreaterThan(100);
  });

  it.each(returning.map(({ sql }) => sql))("of what a write gives back: %s [G-READ-NAMES-OF-COLUMNS]", async (sql) => {
    const { names, refused } = await ask(sql, parametersOf(sql));
    expect(refused).toBeNull();
    expect(names).toEqual(namesOf(sql));
  });

  it("say nothing of filters, hidden columns and bodies of views [G-READ-HIDDEN-DOES-NOT-EXIST]", async () => {
    if (sight === "everything") return;
    for (const { sql } of reads) {
      const { names } = await ask(sql, parametersOf(sql));
      expect(JSON.stringify(names)).not.toMatch(CANARY);
    }
  });
});

const RUNS = Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 400);
const SEED = Number(process.env["GATEHOUSE_PROPERTY_SEED"] ?? 20_261_121);

/** Without their aliases generated statements leave names to the engine; those that then are no statements any more are left out. */
function withoutAliases(sql: string): string {
  return sql.replaceAll(/ AS c_?\w+/g, "");
}

describe.each(["postgres", "sqlite"] as const)("%s: names of columns of generated statements", (engine) => {
  let bare: Shop;
  let shop: GovernedShop;
  let names: (sql: string) => Promise<readonly string[] | null>;
  let close: () => Promise<void>;

  beforeAll(async () => {
    bare = await createShop(engine, "a");
    shop = await governShop(bare, await importPipeline());
    if (engine === "sqlite") {
      const file = new Database(bare.place, { readonly: true });
      close = async () => {
        file.close();
      };
      names = async (sql) =>
        file
          .prepare(sql)
          .columns()
          .map(({ name }) => name);
    } else {
      const client = new pg.Client(bare.place);
      await client.connect();
      close = () => client.end();
      names = async (sql) => (await client.query(sql)).fields.map(({ name }) => name);
    }
  });

  afterAll(async () => {
    await shop.close();
    await close();
    await bare.drop();
  });

  it("of forms that the engine names by itself [G-READ-NAMES-OF-COLUMNS]", async () => {
    if (engine === "sqlite") return; // its own corpus is above
    const different: unknown[] = [];
    for (const { sql } of await readCases("postgres/names", ["reads"])) {
      const expected = (await names(sql).catch((error: unknown) => [String(error)])) ?? [];
      const { refused, json } = await shop.query(sql);
      const shown = expected.filter((name) => !HIDDEN[engine].columns.includes(name));
      const given = refused ? json : columnsOf(json);
      if (JSON.stringify(given) !== JSON.stringify(shown)) different.push({ sql, given, expected: shown });
    }
    expect(different).toEqual([]);
  });

  it("are those that the engine gives for the caller's text [G-READ-NAMES-OF-COLUMNS]", {
    timeout: 30_000 + RUNS * 200,
  }, async () => {
    const different: unknown[] = [];
    let compared = 0;
    for (const text of fc.sample(statements(engine), { numRuns: RUNS, seed: SEED })) {
      const sql = withoutAliases(text);
      const expected = await names(sql).catch(() => null);
      if (expected === null) continue;
      const { refused, json } = await shop.query(sql);
      if (refused) continue;
      compared += 1;
      const shown = expected.filter((name) => !HIDDEN[engine].columns.includes(name));
      const given = columnsOf(json);
      if (JSON.stringify(given) !== JSON.stringify(shown) && different.length < 5)
        different.push({ sql, given, expected: shown });
    }
    expect(different).toEqual([]);
    expect(compared / RUNS).toBeGreaterThan(0.2);
  });
});

function columnsOf(json: string): readonly string[] {
  const answer: { columns: readonly { name: string }[] } = JSON.parse(json);
  return answer.columns.map(({ name }) => name);
}
