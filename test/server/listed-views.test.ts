// A view that a data policy lists itself is governed as it stands: what it is made of need not be visible, and stays invisible.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { createDatabase } from "../support/postgres.ts";
import { connect, makeProject } from "../support/project.ts";

const SCHEMA = `CREATE TABLE raw (id INTEGER PRIMARY KEY, email TEXT, country TEXT);
  CREATE VIEW inner_view AS SELECT id, email, country FROM raw; CREATE VIEW people AS SELECT id, email, country FROM inner_view WHERE id > 0;
  INSERT INTO raw VALUES (1, 'canary@x.example', 'DE'); INSERT INTO raw VALUES (0, 'canary0@x.example', 'US');`;
const policy = (schema: string) =>
  `database: shop\nrelations:\n  ${schema}.people:\n    columns: { id: internal, email: email, country: public }\n`;

describe.each(["postgres", "sqlite"] as const)("a listed view over an unlisted table on %s", (engine) => {
  it("is readable under its own treatments, and its table is not", async () => {
    const database = engine === "postgres" ? await createDatabase(SCHEMA) : null;
    const project = await makeProject({
      databases:
        engine === "postgres"
          ? '  shop: { engine: postgres, url: "${SHOP_URL}" }'
          : "  shop: { engine: sqlite, file: ./shop.db }",
      data: { shop: policy(engine === "postgres" ? "public" : "main") },
    });
    if (engine === "sqlite") {
      await writeFile(join(project.folder, "shop.db"), "");
      const shop = new Database(join(project.folder, "shop.db"));
      shop.exec(SCHEMA);
      shop.close();
    }
    const served = await connect(project.folder, { env: { SHOP_URL: database?.url ?? "" } });
    try {
      const seen = await served.call("query", { sql: "SELECT id, email, country FROM people" });
      expect(seen.body).toMatchObject({ rows: [[1, expect.stringMatching(/^email_[0-9a-f]{16}$/), "DE"]] });
      // The row that the view leaves out is never handed to the caller's condition. [G-READ-ROWS-FENCED]
      const raising = engine === "postgres" ? "10 / id > 0" : "abs(-9223372036854775807 - (id = 0)) > 0";
      expect((await served.call("query", { sql: `SELECT id FROM people WHERE ${raising}` })).body).toMatchObject({
        rows: [[1]],
      });
      for (const sql of [
        "SELECT email FROM raw",
        "SELECT p.id, r.email FROM people p JOIN raw r ON r.id = p.id",
        "SELECT email FROM inner_view",
        "SELECT * FROM people, inner_view",
      ]) {
        const refused = await served.call("query", { sql });
        expect({ sql, ...refused.body }).toMatchObject({ refused: "unknown-table" });
      }
    } finally {
      await served.close();
      await project.remove();
      await database?.drop();
    }
  });
});

describe.each(["postgres", "sqlite"] as const)("a table of which a role sees no column on %s", (engine) => {
  it("answers no star as if it said something, and counts its rows", async () => {
    const sql =
      "CREATE TABLE kept (id INTEGER PRIMARY KEY, secret TEXT); INSERT INTO kept VALUES (1, 'canary'), (2, 'canary');";
    const database = engine === "postgres" ? await createDatabase(sql) : null;
    const schema = engine === "postgres" ? "public" : "main";
    const project = await makeProject({
      databases:
        engine === "postgres"
          ? '  shop: { engine: postgres, url: "${SHOP_URL}" }'
          : "  shop: { engine: sqlite, file: ./shop.db }",
      data: { shop: `database: shop\nrelations:\n  ${schema}.kept:\n    columns: {}\n` },
    });
    if (engine === "sqlite") {
      const shop = new Database(join(project.folder, "shop.db"));
      shop.exec(sql);
      shop.close();
    }
    const served = await connect(project.folder, { env: { SHOP_URL: database?.url ?? "" } });
    try {
      for (const star of [
        "SELECT * FROM kept",
        "SELECT k.* FROM kept k",
        "WITH w AS (SELECT * FROM kept) SELECT * FROM w",
      ]) {
        const refused = await served.call("query", { sql: star });
        expect({ star, ...refused.body }).toMatchObject({
          refused: "unknown-column",
          message: `You see no column of ${schema}.kept.`,
        });
      }
      const unknown = await served.call("query", { sql: "SELECT nope FROM kept" });
      const hidden = await served.call("query", { sql: "SELECT secret FROM kept" });
      expect(
        JSON.stringify(hidden.body)
          .replaceAll("secret", "nope")
          .replace(/"ledger":.*/, ""),
      ).toBe(JSON.stringify(unknown.body).replace(/"ledger":.*/, ""));
      expect((await served.call("query", { sql: "SELECT count(*) FROM kept" })).body).toMatchObject({ rows: [[2]] });
      expect((await served.call("query", { sql: 'SELECT 1 AS "_" FROM kept' })).body).toMatchObject({
        rows: [[1], [1]],
      });
    } finally {
      await served.close();
      await project.remove();
      await database?.drop();
    }
  });
});
