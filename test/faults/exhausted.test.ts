// What runs out: connections of PostgreSQL, and room for the ledger.

import { spawnSync } from "node:child_process";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { expect, it } from "vitest";
import { createDatabase, runSql } from "../support/postgres.ts";
import { connect, makeProject, type ServedClient } from "../support/project.ts";
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

async function projectOfOnePerson() {
  const project = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db }",
    data: { shop: "database: shop\nrelations:\n  main.people:\n    columns: { id: internal, email: email }\n" },
  });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO people VALUES (1, 'x@x.example')");
  shop.close();
  return project;
}

/** Asks until twenty calls were refused for want of room; how many were answered before and between. */
async function askUntilFull(served: ServedClient): Promise<number> {
  let [released, refused] = [0, 0];
  // room comes back now and then, when what was appended moves from the write-ahead log to the ledger's own file
  for (let call = 0; call < 2_000 && refused < 20; call++) {
    const answer = await served.call("query", { sql: "SELECT id FROM people" });
    if (answer.isError) {
      refused += 1;
      expect(answer).toMatchObject({ body: { refused: "ledger-unavailable" }, structured: undefined, meta: undefined });
    } else released += 1;
  }
  expect(Math.min(released, refused)).toBeGreaterThan(0);
  return released;
}

function callsIn(ledger: string): number {
  const open = new Database(ledger, { readonly: true });
  const count = open.prepare<[], number>("SELECT count(*) FROM entries WHERE kind = 'call'").pluck().get();
  open.close();
  return count ?? 0;
}

// RLIMIT_FSIZE stands for a quota: the write fails (EFBIG) in the middle of a commit.
it("releases nothing once the ledger has no more room, and goes on from there when it has [G-LEDGER-BEFORE-RELEASE]", async () => {
  const project = await projectOfOnePerson();
  try {
    const narrow = await connect(project.folder, { within: ["sh", "-c", 'ulimit -f 600; exec "$@"', "sh"] });
    const released = await askUntilFull(narrow);
    expect(callsIn(join(project.folder, ".gatehouse", "ledger.db"))).toBeGreaterThanOrEqual(released);
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

// A file system of the test's own needs a mount namespace, which not every system gives; the quota above is tested on all.
const SMALL_DISK = ["unshare", "--map-root-user", "--mount"];
const mounts =
  spawnSync("unshare", ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", tmpdir()]).status === 0;
it.each(mounts ? ["tmpfs of 6 MiB"] : [])(
  "releases nothing while the ledger's disk is full, and goes on when it is not: %s [G-LEDGER-BEFORE-RELEASE]",
  async () => {
    const project = await projectOfOnePerson();
    const state = join(project.folder, ".gatehouse");
    await mkdir(state);
    const disk = `mount -t tmpfs -o size=6m,mode=700 none ${state} && head -c 4M /dev/zero > ${state}/filler && exec "$@"`;
    try {
      const served = await connect(project.folder, { within: [...SMALL_DISK, "sh", "-c", disk, "sh"] });
      const seen = join("/proc", String(served.pid), "root", state);
      const released = await askUntilFull(served);
      await rm(join(seen, "filler"));
      expect((await served.call("query", { sql: "SELECT id FROM people" })).body).toMatchObject({ rows: [[1]] });
      await cp(seen, join(project.folder, "kept"), { recursive: true });
      await served.close();
      expect(callsIn(join(project.folder, "kept", "ledger.db"))).toBeGreaterThan(released);
      await rm(state, { recursive: true });
      await rename(join(project.folder, "kept"), state);
      const verified = await runCommand(["ledger", "verify", "--config", join(project.folder, "gatehouse.yaml")]);
      expect([0, 3, 5]).toContain(verified.status);
    } finally {
      await project.remove();
    }
  },
);
