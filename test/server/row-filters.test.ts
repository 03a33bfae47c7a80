// Row filters through the whole gate, on a schema that changes under a running server: what a filter's names mean is its own affair,
// and where that is in doubt the relation is closed.

import { randomUUID } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/core/model/catalogue.ts";
import { checkPolicyAgainst } from "../../src/core/policy/check/check-policy.ts";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { filterMeanings } from "../../src/entry/wiring/filter-meanings.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject, readProjectPolicy } from "../../src/entry/wiring/project.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { createDatabase, runSql } from "../support/postgres.ts";
import { makeProject } from "../support/project.ts";

const SCHEMA = `CREATE TABLE teams (id INTEGER PRIMARY KEY, region TEXT);
  CREATE TABLE tickets (id INTEGER PRIMARY KEY, team_id INTEGER, level INTEGER, memo TEXT, payload TEXT);
  INSERT INTO teams VALUES (1, 'EU'), (2, 'US');
  INSERT INTO tickets VALUES (1, 1, 2, 'seen', '{"a": 1}'), (2, 2, 2, 'canary', 'no json'), (3, 1, 9, 'seen too', '{"a": 2}'), (4, 2, NULL, 'canary', 'no json');`;

interface Opened {
  ask(sql: string): Promise<unknown>;
  change(sql: string): Promise<void>;
  /** Ends the server, changes the schema while none runs, and begins another. */
  restart(sql: string): Promise<void>;
  /** Problems that `check` finds in the role. */
  check(): Promise<readonly string[]>;
  close(): Promise<void>;
}

async function open(
  engine: Engine,
  filter: string,
  attributes = "region: EU, clearance: '5', word: low, empty: ''",
): Promise<Opened> {
  const schema = engine === "postgres" ? "public" : "main";
  const database = engine === "postgres" ? await createDatabase(SCHEMA) : null;
  const project = await makeProject({
    databases:
      engine === "postgres"
        ? `  shop: { engine: postgres, url: "\${SHOP_URL}" }`
        : "  shop: { engine: sqlite, file: ./shop.db }",
    identities: `identities:\n  alice: { kind: human, roles: [data-owner] }\n  claude: { kind: agent, owner: alice, roles: [helper], attributes: { ${attributes} } }\n`,
    roles: {
      "helper.yaml": `role: helper\ndescription: Helps.\nreads: masked\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\nunclassified: hide\nrows:\n  shop:\n    ${schema}.tickets: ${JSON.stringify(filter.replaceAll("S.", `${schema}.`))}\nlimits: { rows: 100, bytes: 1MiB, seconds: 20 }\n`,
    },
    data: {
      shop: `database: shop\nrelations:\n  ${schema}.tickets:\n    columns: { id: public, team_id: public, level: public, memo: public }\n`,
    },
  });
  const file = join(project.folder, "shop.db");
  const change = async (sql: string): Promise<void> => {
    if (database !== null) return runSql(database.url, sql);
    const opened = new Database(file);
    opened.exec(sql);
    opened.close();
  };
  if (engine === "sqlite") await change(SCHEMA);
  if (database !== null) process.env["SHOP_URL"] = database.url;
  const read = await readProject(join(project.folder, "gatehouse.yaml"));
  if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
  const loaded = await readProjectPolicy(read);
  if (loaded.kind === "problems") throw new Error(JSON.stringify(loaded.problems));
  let opened = await openGatehouse(read, () => undefined);
  const caller = authenticateConfigured(
    { principal: "claude", role: "helper", session: randomUUID() },
    opened.gatehouse.policy(),
  );
  return {
    change,
    restart: async (sql) => {
      await opened.close();
      await change(sql);
      opened = await openGatehouse(read, () => undefined);
    },
    ask: async (sql) => {
      const context = { caller, gatehouse: opened.gatehouse, cancellation: new AbortController().signal };
      const answer = await runQuery({ database: "shop", sql, parameters: [] }, context);
      if (answer.kind === "refused") return answer.refusal.code;
      const { rows }: { rows: unknown } = JSON.parse(answer.json);
      return rows;
    },
    check: async () => {
      const { gatehouse } = opened;
      const [shop] = [...gatehouse.databases.values()];
      if (shop === undefined) throw new Error("no database");
      const live = { database: "shop", catalogue: await shop.catalogue("recent"), dialect: gatehouse.dialect(engine) };
      const { isAsKept } = filterMeanings(read, { adds: false });
      return checkPolicyAgainst(loaded, { ...live, isAsKept }).flatMap(({ message, severity }) =>
        severity === "information" ? [] : [message],
      );
    },
    close: async () => {
      await opened.close();
      await project.remove();
      await database?.drop();
    },
  };
}

/** A table that is not there is looked for again, but not at each call. */
const REREAD = { timeout: 30_000, interval: 500 };

const IDS = "SELECT id FROM tickets ORDER BY id";

describe.each(["postgres", "sqlite"] as const)("a row filter on %s", (engine) => {
  it("is closed once a name in its sub-select is gone, whatever the caller offers for it [G-READ-FILTER-NAMES]", async () => {
    const shop = await open(engine, "team_id IN (SELECT id FROM S.teams WHERE region = caller_attribute('region'))");
    try {
      expect(await shop.ask(IDS)).toEqual([[1], [3]]);
      await shop.change("ALTER TABLE teams RENAME COLUMN region TO zone");
      for (const sql of [
        IDS,
        "SELECT (SELECT count(*) FROM tickets) FROM (SELECT 'EU' AS region) AS x",
        "SELECT x.region FROM (SELECT 'EU' AS region) AS x WHERE EXISTS (SELECT 1 FROM tickets)",
        "SELECT count(*) FROM (SELECT 'EU' AS region) AS x, tickets",
      ]) {
        expect({ sql, answer: await shop.ask(sql) }).toEqual({ sql, answer: "unknown-table" });
      }
      expect((await shop.check()).join("\n")).toMatch(
        /there is no column region\. Until it can, nobody in this role sees/,
      );
      await shop.change("ALTER TABLE teams RENAME COLUMN zone TO region");
      await expect.poll(() => shop.ask(IDS), REREAD).toEqual([[1], [3]]);
    } finally {
      await shop.close();
    }
  });

  it("is closed once a new column has taken the place of an outer one, and opens again without it [G-READ-FILTER-NAMES]", async () => {
    const shop = await open(
      engine,
      "EXISTS (SELECT 1 FROM S.teams t WHERE t.id = team_id AND t.region = caller_attribute('region'))",
    );
    try {
      expect(await shop.ask(IDS)).toEqual([[1], [3]]);
      expect((await shop.check()).join("\n")).toMatch(/`team_id` in a sub-select/);
      await shop.change("ALTER TABLE teams ADD COLUMN team_id integer DEFAULT 1");
      expect(await shop.ask(IDS)).toBe("unknown-table");
      await shop.change("ALTER TABLE teams DROP COLUMN team_id");
      await expect.poll(() => shop.ask(IDS), REREAD).toEqual([[1], [3]]);
    } finally {
      await shop.close();
    }
  });

  it("is closed by a server that begins after the schema was changed, until its names have their tables [G-READ-FILTER-NAMES]", async () => {
    const bare = "EXISTS (SELECT 1 FROM S.teams t WHERE t.id = team_id AND t.region = caller_attribute('region'))";
    const shop = await open(engine, bare);
    try {
      expect(await shop.ask(IDS)).toEqual([[1], [3]]);
      await shop.restart("ALTER TABLE teams ADD COLUMN zone text");
      expect(await shop.ask(IDS)).toEqual([[1], [3]]);
      await shop.restart("ALTER TABLE teams ADD COLUMN team_id integer DEFAULT 1");
      expect(await shop.ask(IDS)).toBe("unknown-table");
      expect((await shop.check()).join("\n")).toMatch(/does not mean what it meant when it was first used/);
      await shop.restart("ALTER TABLE teams DROP COLUMN team_id");
      expect(await shop.ask(IDS)).toEqual([[1], [3]]);
      expect((await shop.check()).join("\n")).toMatch(/`team_id` in a sub-select/);
    } finally {
      await shop.close();
    }
  });

  it("is closed by it where two changes moved a name from the inner table to the outer one [G-READ-FILTER-NAMES]", async () => {
    const shop = await open(
      engine,
      "EXISTS (SELECT 1 FROM S.teams t WHERE t.id = tickets.team_id AND region = caller_attribute('region'))",
    );
    try {
      expect(await shop.ask(IDS)).toEqual([[1], [3]]);
      await shop.restart(
        "ALTER TABLE tickets ADD COLUMN region text DEFAULT 'EU'; ALTER TABLE teams RENAME COLUMN region TO zone",
      );
      expect(await shop.ask(IDS)).toBe("unknown-table");
    } finally {
      await shop.close();
    }
  });

  it("means the same with any new column, where its names are written with their tables [G-READ-FILTER-NAMES]", async () => {
    const shop = await open(
      engine,
      "EXISTS (SELECT 1 FROM S.teams t WHERE t.id = tickets.team_id AND t.region = caller_attribute('region'))",
    );
    try {
      expect(await shop.check()).toEqual([]);
      await shop.change("ALTER TABLE teams ADD COLUMN team_id integer DEFAULT 1");
      await shop.change("ALTER TABLE teams ADD COLUMN tickets integer DEFAULT 1");
      expect(await shop.ask(IDS)).toEqual([[1], [3]]);
    } finally {
      await shop.close();
    }
  });

  it.each([
    "team_id IN (SELECT id FROM S.teams WHERE nowhere = 'x')",
    "team_id IN (SELECT t.nowhere FROM S.teams t)",
    "EXISTS (SELECT 1 FROM S.teams t WHERE u.id = t.id)",
    "EXISTS (SELECT 1 FROM S.teams a, S.teams b WHERE region = 'EU')",
    "EXISTS (WITH w AS (SELECT id AS x FROM S.teams) SELECT 1 FROM w WHERE w.id = team_id)",
    "EXISTS (SELECT 1 FROM (SELECT id FROM S.teams) q WHERE q.region = 'EU')",
    "EXISTS (SELECT 1 FROM S.teams tickets WHERE tickets.id = memo)",
  ])(
    "is closed, and `check` says why, where a name has no meaning of its own: %s [G-READ-FILTER-NAMES]",
    async (filter) => {
      const shop = await open(engine, filter);
      try {
        expect(await shop.ask("SELECT count(*) FROM tickets")).toBe("unknown-table");
        expect(
          await shop.ask(
            "SELECT (SELECT count(*) FROM tickets) FROM (SELECT 1 AS nowhere, 1 AS id, 'EU' AS region) AS u",
          ),
        ).toBe("unknown-table");
        expect((await shop.check()).join("\n")).toMatch(/cannot be used/);
      } finally {
        await shop.close();
      }
    },
  );

  it.each([
    ["team_id IN (SELECT id FROM S.teams WHERE region = caller_attribute('region'))", [1, 3]],
    ["team_id = (SELECT min(t.id) FROM S.teams AS t GROUP BY t.region ORDER BY t.region LIMIT 1)", [1, 3]],
    [
      "EXISTS (WITH w AS (SELECT id AS x, region FROM S.teams) SELECT 1 FROM w WHERE w.x = tickets.team_id AND w.region = 'EU')",
      [1, 3],
    ],
    [
      "EXISTS (SELECT 1 FROM S.teams a JOIN S.teams b ON a.id = b.id WHERE b.id = tickets.team_id AND a.region = 'EU')",
      [1, 3],
    ],
    ["tickets.team_id = 1 AND NOT EXISTS (SELECT * FROM S.teams t WHERE t.id = 99)", [1, 3]],
    ["team_id IN (SELECT q.id FROM (SELECT id, region AS r FROM S.teams) q WHERE q.r = 'EU' ORDER BY q.id)", [1, 3]],
    ["memo LIKE 'seen%' AND CASE WHEN level > 5 THEN 'high' ELSE 'low' END = 'low'", [1]],
    ["memo LIKE 'seen%' AND level IS NOT NULL AND level BETWEEN 1 AND 5", [1]],
    ["level <= CAST(caller_attribute('clearance') AS INTEGER)", [1, 2]],
    ["level < CAST(caller_attribute('empty') AS INTEGER)", []],
    ["level < CAST(caller_attribute('nothing') AS INTEGER)", []],
    ["memo <> caller_attribute('empty')", []],
  ])("lets through what it says: %s [G-READ-FILTER-NAMES]", async (filter, ids) => {
    const shop = await open(engine, filter);
    try {
      expect(await shop.ask(IDS)).toEqual(ids.map((id) => [id]));
    } finally {
      await shop.close();
    }
  });
});

describe("an attribute in a row filter on SQLite", () => {
  it.each([
    ["level <= caller_attribute('clearance')", [1, 2]],
    ["level BETWEEN 0 AND caller_attribute('clearance')", [1, 2]],
    ["caller_attribute('clearance') >= level", [1, 2]],
    ["coalesce(level, 9) <= caller_attribute('clearance')", [1, 2]],
    ["level + 0 <= caller_attribute('clearance')", [1, 2]],
    ["level <= caller_attribute('word')", []],
    ["level <> caller_attribute('word')", []],
    ["level <= caller_attribute('empty')", []],
    ["level <= caller_attribute('missing')", []],
    ["NOT (level > caller_attribute('word'))", []],
    ["NOT (coalesce(level, 9) = caller_attribute('word'))", []],
    ["caller_attribute('clearance') IN (3, 5) AND id < 3", [1, 2]],
    ["CASE caller_attribute('clearance') WHEN 5 THEN id = 1 ELSE 0 END", [1]],
    ["memo = 'seen' AND caller_attribute('word') >= 'a'", [1]],
    ["memo LIKE caller_attribute('word') || '%' OR id = 2", [2]],
    ["caller_attribute('region') IN (SELECT region FROM S.teams t WHERE t.id = tickets.team_id)", [1, 3]],
    ["level IS caller_attribute('missing')", [4]],
    ["level <= CAST(caller_attribute('word') AS INTEGER)", []],
    ["level > CAST(caller_attribute('word') AS INTEGER)", []],
  ])(
    "is of the type that it is compared with, and NULL where it has none: %s [G-READ-FILTER-ATTRIBUTES]",
    async (filter, ids) => {
      const shop = await open("sqlite", filter);
      try {
        expect(await shop.ask(IDS)).toEqual(ids.map((id) => [id]));
      } finally {
        await shop.close();
      }
    },
  );

  it.each([
    "payload ->> 'a' <= caller_attribute('clearance')",
    "level <= coalesce(caller_attribute('clearance'), 0)",
    "json_extract(payload, '$.a') < caller_attribute('clearance')",
    "CASE WHEN id = 1 THEN level ELSE memo END >= caller_attribute('clearance')",
  ])("wants a cast where the type cannot be told: %s [G-READ-FILTER-ATTRIBUTES]", async (filter) => {
    const shop = await open("sqlite", filter);
    try {
      expect(await shop.ask(IDS)).toBe("unknown-table");
      expect((await shop.check()).join("\n")).toMatch(/CAST\(caller_attribute/);
    } finally {
      await shop.close();
    }
  });
});

describe("an attribute in a row filter on PostgreSQL", () => {
  it("wants a cast beside what is no text, and `check` says so [G-READ-FILTER-ATTRIBUTES]", async () => {
    const shop = await open("postgres", "coalesce(level, 9) <= caller_attribute('clearance')");
    try {
      expect(await shop.ask(IDS)).toBe("unknown-table");
      expect((await shop.check()).join("\n")).toMatch(/caller_attribute\('…'\)::integer/);
    } finally {
      await shop.close();
    }
  });
});

describe("what computes its values when it is read, on SQLite", () => {
  it.each([
    [
      "a generated column",
      "ALTER TABLE tickets ADD COLUMN g AS (json_extract(payload, '$.a')) VIRTUAL",
      "SELECT id FROM tickets WHERE id = 2 AND g = 5",
    ],
    [
      "a generated column in an index",
      "ALTER TABLE tickets ADD COLUMN g AS (json_extract(memo, '$.a')) VIRTUAL",
      "SELECT count(*) FROM tickets WHERE id = 2 AND g > 1",
    ],
  ])("keeps the fence before rows that a filter hides: %s [G-READ-ROWS-FENCED]", async (_, change, sql) => {
    const shop = await open(
      "sqlite",
      "EXISTS (SELECT 1 FROM S.teams t WHERE t.id = tickets.team_id AND t.region = caller_attribute('region'))",
    );
    try {
      await shop.change("UPDATE tickets SET payload = '{}' , memo = '{}' WHERE team_id = 1");
      await shop.change(change);
      const missing = await shop.ask(sql.replace("id = 2", "id = 77"));
      expect(await shop.ask(sql)).toEqual(missing);
    } finally {
      await shop.close();
    }
  });
});
