// `gatehouse policy diff --ledger` over writes: which of those that were sent would be asked about, or no longer, and by which rules.

import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { createDatabase } from "../support/postgres.ts";
import { connect, makeProject } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

const SCHEMA = `CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT, note TEXT);
  INSERT INTO orders VALUES (1, 'open', ''), (2, 'open', ''), (3, 'open', ''), (4, 'sent', '')`;
const BEFORE = "rules:\n  - { id: deletes, when: write.verb == 'delete', reason: It deletes. }\n";
const AFTER = `rules:
  - { id: deletes, when: write.verb == 'delete', reason: It deletes., quorum: 2, assurance: 3 }
  - { id: three-rows, when: write.rows >= 3, reason: Three rows or more. }
  - { id: notes, when: "'note' in write.columns", reason: It changes notes. }
`;
const UNREADABLE = `rules:
  - { id: fails, when: "table.owners[7] == 'x'", reason: It cannot be told. }
`;

interface Place {
  readonly databases: string;
  readonly schema: string;
  readonly env: Record<string, string>;
  drop(): Promise<void>;
}

const ENGINES: readonly (readonly [string, () => Promise<Place>])[] = [
  [
    "SQLite",
    async () => ({
      databases: "  shop: { engine: sqlite, file: ./shop.db, writes: governed }",
      schema: "main",
      env: {},
      drop: async () => undefined,
    }),
  ],
  [
    "PostgreSQL",
    async () => {
      const database = await createDatabase(SCHEMA);
      return {
        databases: '  shop: { engine: postgres, url: "${DIFF_URL}", writes: governed }',
        schema: "public",
        env: { DIFF_URL: database.url },
        drop: database.drop,
      };
    },
  ],
];

describe.each(ENGINES)("gatehouse policy diff over the writes of the ledger: %s", (engine, make) => {
  it("says which would wait, by what, and which no longer", async () => {
    const { databases, schema, env, drop } = await make();
    const table = `${schema}.orders`;
    const project = await makeProject({
      databases,
      data: {
        shop: `database: shop\nrelations:\n  ${table}: { owners: [alice, bob], columns: { id: internal, status: internal, note: internal } }\n`,
      },
      roles: {
        "clerk.yaml": `role: clerk
description: Changes orders.
reads: masked
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes: { shop: { ${table}: all } }
`,
      },
      identities: `identities:
  alice: { kind: human, roles: [data-owner] }
  bob: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: alice, roles: [clerk] }
`,
      risk: BEFORE,
    });
    const inside = (path: string): string => join(project.folder, path);
    const diff = async (...more: readonly string[]) =>
      runCommand(
        ["policy", "diff", inside("before"), "--config", inside("gatehouse.yaml"), "--ledger", "1d", ...more],
        env,
      );
    try {
      if (engine === "SQLite") new Database(inside("shop.db")).exec(SCHEMA).close();
      const agent = await connect(project.folder, { env });
      const sent = [
        "UPDATE orders SET status = 'x' WHERE id = 1",
        "UPDATE orders SET status = 'x' WHERE id = 2",
        "UPDATE orders SET status = 'sent' WHERE status = 'open' OR status = 'x'",
        "UPDATE orders SET note = 'seen' WHERE id = 1",
        "SELECT count(*) FROM orders WHERE id IN (1, 2, 3)",
        "INSERT INTO orders (id, status, note) VALUES (9, 'open', 'new')",
        "DELETE FROM orders WHERE id = 4",
      ];
      for (const sql of sent) expect(await agent.call("query", { sql })).toMatchObject({ isError: false });
      await agent.close();
      await cp(inside("policies"), inside("before"), { recursive: true });
      await writeFile(inside("policies/risk.yaml"), AFTER);
      const { status, stdout, stderr } = await diff("--json");
      expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
      const { changes, risk, statements } = JSON.parse(stdout);
      expect({ changes, risk, looked: statements.looked, unplanned: statements.unplanned }).toEqual({
        unplanned: 0,
        changes: [],
        risk: true,
        looked: 6,
      });
      const told: readonly { statement: string; what: readonly string[] }[] = statements.changed;
      const whatOf = (word: string) => told.filter(({ statement }) => statement.includes(word)).map(({ what }) => what);
      expect(whatOf("OR")).toEqual([["runs at once -> waits for 1 person by three-rows"]]);
      expect(whatOf("UPDATE orders SET note")).toEqual([["runs at once -> waits for 1 person by notes"]]);
      expect(whatOf("INSERT")).toEqual([["runs at once -> waits for 1 person by notes"]]);
      expect(whatOf("DELETE")).toEqual([
        ["waits for 1 person by deletes -> waits for 2 people with assurance 3 by deletes, notes"],
      ]);
      expect(told).toHaveLength(4);

      // a rule that cannot be told holds, as when the write is weighed
      await writeFile(inside("policies/risk.yaml"), UNREADABLE);
      const { stdout: said } = await diff();
      expect(said.match(/runs at once -> waits for 1 person by fails/g)).toHaveLength(4);
      expect(said).toContain("waits for 1 person by deletes -> waits for 1 person by fails");
    } finally {
      await project.remove();
      await drop();
    }
  });
});
