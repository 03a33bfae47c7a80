// What runs out: connections of PostgreSQL, and room for the ledger.

import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { expect, it } from "vitest";
import { createDatabase, runSql } from "../support/postgres.ts";
import { connect, makeProject } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

it("says that PostgreSQL has no connection left, and answers when it has one again", async () => {
  const shop = await createDatabase("CREATE TABLE people (id int PRIMARY KEY); INSERT INTO people VALUES (1)");
  const role = `few_${shop.name}`;
  await runSql(
    shop.url,
    `CREATE ROLE ${role} LOGIN PASSWORD 'few' CONNECTION LIMIT 1; GRANT SELECT ON people TO ${role}`,
  );
  const url = new URL(shop.url);
  url.username = role;
  url.password = "few";
  const project = await makeProject({
    databases: '  shop: { engine: postgres, url: "${SHOP_URL}", max-connections: 1 }',
    data: { shop: "database: shop\nrelations:\n  public.people:\n    columns: { id: internal }\n" },
  });
  const other = new pg.Client({ connectionString: url.href });
  await other.connect();
  const served = await connect(project.folder, { env: { SHOP_URL: url.href } });
  try {
    const refused = await served.call("query", { sql: "SELECT id FROM people" });
    expect(refused).toMatchObject({ isError: true, body: { refused: "database-busy" } });
    expect(JSON.stringify(refused)).not.toContain(role);
    await other.end();
    await expect
      .poll(async () => (await served.call("query", { sql: "SELECT id FROM people" })).body["rows"], {
        timeout: 10_000,
      })
      .toEqual([[1]]);
  } finally {
    await served.close();
    await project.remove();
    await shop.drop();
    await runSql(shop.url.replace(/\/[^/]*$/, "/postgres"), `DROP ROLE ${role}`);
  }
});

// RLIMIT_FSIZE stands for the full disk: the write fails (EFBIG for ENOSPC) in the middle of a commit, as on a disk that fills up.
it("releases nothing once the ledger has no more room, and goes on from there when it has [G-LEDGER-BEFORE-RELEASE]", async () => {
  const project = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db }",
    data: { shop: "database: shop\nrelations:\n  main.people:\n    columns: { id: internal, email: email }\n" },
  });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO people VALUES (1, 'x@x.example')");
  shop.close();
  const ledger = join(project.folder, ".gatehouse", "ledger.db");
  const entries = () => {
    const open = new Database(ledger, { readonly: true });
    const count = open.prepare<[], number>("SELECT count(*) FROM entries WHERE kind = 'call'").pluck().get();
    open.close();
    return count;
  };
  try {
    const narrow = await connect(project.folder, { fileBlocks: 600 });
    let [released, refused] = [0, 0];
    // room comes back now and then, when what was appended moves from the write-ahead log to the ledger's own file
    for (let call = 0; call < 400 && refused < 20; call++) {
      const answer = await narrow.call("query", { sql: "SELECT id FROM people" });
      if (answer.isError) {
        refused += 1;
        expect(answer).toMatchObject({
          body: { refused: "ledger-unavailable" },
          structured: undefined,
          meta: undefined,
        });
      } else released += 1;
    }
    expect(Math.min(released, refused)).toBeGreaterThan(0);
    expect(entries()).toBeGreaterThanOrEqual(released);
    await narrow.close();
    const roomy = await connect(project.folder);
    expect((await roomy.call("query", { sql: "SELECT id FROM people" })).body).toMatchObject({ rows: [[1]] });
    await roomy.close();
    const verified = await runCommand(["ledger", "verify", "--config", join(project.folder, "gatehouse.yaml")]);
    expect([0, 3, 5]).toContain(verified.status); // whole; how far an anchor speaks for it is another question
  } finally {
    await project.remove();
  }
});
