// Two servers of the built program, each with a folder of its own and one state in PostgreSQL between them.

import { randomUUID } from "node:crypto";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createDatabase, runSql, type TestDatabase } from "../support/postgres.ts";
import { connect, makeProject, type ServedClient } from "../support/project.ts";
import { type Ran, runCommand } from "../support/run-command.ts";

let database: TestDatabase;
let folders: string[];
let removals: (() => Promise<void>)[] = [];
let served: ServedClient[] = [];
const env = (): Record<string, string> => ({ STATE: database.url });

beforeAll(async () => {
  database = await createDatabase();
  folders = await Promise.all([replicaFolder(), replicaFolder()]);
});
afterEach(async () => {
  for (const each of served.splice(0)) await each.close();
});
afterAll(async () => {
  for (const remove of removals) await remove();
  removals = [];
  await database.drop();
});

async function replicaFolder(): Promise<string> {
  const { folder, remove } = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db }",
    identities: `identities:
  alice: { kind: human, roles: [data-owner] }
  dana: { kind: human, roles: [incident-responder] }
  claude: { kind: agent, owner: alice, roles: [analyst] }
`,
    data: { shop: "database: shop\nrelations:\n  main.customers:\n    columns: { id: public, email: email }\n" },
  });
  removals.push(remove);
  const config = join(folder, "gatehouse.yaml");
  await writeFile(config, `state: \${STATE}\n${await readFile(config, "utf8")}`);
  const shop = new Database(join(folder, "shop.db"));
  shop.exec(
    "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO customers VALUES (1, 'ann@example.org')",
  );
  shop.close();
  return folder;
}

async function serve(replica: number): Promise<ServedClient> {
  const client = await connect(folders[replica] ?? "", { env: env() });
  served.push(client);
  return client;
}

function run(replica: number, ...args: readonly string[]): Promise<Ran> {
  return runCommand([...args, "--config", join(folders[replica] ?? "", "gatehouse.yaml")], env());
}

const QUERY = { database: "shop", sql: "SELECT email FROM customers" };

test("a second replica without the keys of the first is refused, and says what to do", async () => {
  const one = await serve(0);
  expect((await one.call("query", QUERY)).isError).toBe(false);
  const { status, stderr } = await run(1, "serve");
  expect([status, stderr]).toEqual([expect.any(Number), expect.stringContaining("restore it from a copy")]);
  expect(status).not.toBe(0);
});

test("with them it answers with the same pseudonyms, on the same chain, and a lock of one is a lock of the other", async () => {
  await cp(join(folders[0] ?? "", ".gatehouse/keys"), join(folders[1] ?? "", ".gatehouse/keys"), { recursive: true });
  const [one, two] = [await serve(0), await serve(1)];
  const answers = [await one.call("query", QUERY), await two.call("query", QUERY)];
  expect(answers[0]?.body["rows"]).toEqual(answers[1]?.body["rows"]);
  expect(JSON.stringify(answers)).not.toContain("ann@example.org");
  const locked = await run(1, "lock", "everything", "--reason", "a drill", "--as", "dana");
  expect(locked).toMatchObject({ status: 0 });
  expect(await one.call("query", QUERY)).toMatchObject({ isError: true });
  expect(await run(0, "unlock", "everything", "--yes", "--reason", "it is over", "--as", "dana")).toMatchObject({
    status: 0,
  });
  expect((await two.call("query", QUERY)).isError).toBe(false);
  expect(await run(1, "ledger", "verify")).toMatchObject({ status: 3, stdout: expect.stringContaining("consistent") });
});

test("the role that provision prints is enough, and a role without it is told so", async () => {
  const keeper = `keeper_${randomUUID().slice(0, 8)}`;
  const fresh = await createDatabase(`CREATE ROLE not_${keeper} LOGIN PASSWORD 'none'`);
  const config = join(await replicaFolder(), "gatehouse.yaml");
  const printed = await runCommand(["provision", "--state", "--role", keeper, "--config", config]);
  await runSql(fresh.url, `${printed.stdout}\n;ALTER ROLE ${keeper} PASSWORD 'kept'`);
  const as = (user: string) => ({ STATE: fresh.url.replace(/\/\/[^@]*@/, `//${user}@`) });
  const create = ["token", "create", "--as", "claude", "--config", config];
  expect((await runCommand(create, as(`not_${keeper}:none`))).stderr).toContain("gatehouse provision --state");
  expect(await runCommand(create, as(`${keeper}:kept`))).toMatchObject({ status: 0 });
  await fresh.drop();
  await runSql(database.url, `DROP ROLE not_${keeper}; DROP ROLE ${keeper}`);
});

test("its state is copied into a folder and from there into another database, with its proofs", async () => {
  const config = join(folders[0] ?? "", "gatehouse.yaml");
  const text = await readFile(config, "utf8");
  const before: Head = JSON.parse((await run(0, "ledger", "verify", "--json")).stdout);
  const against = ["--against", `${before.size}:${before.root}`];
  expect(await run(0, "state", "copy", "--to", join(folders[0] ?? "", "copied"))).toMatchObject({ status: 0 });
  await writeFile(config, text.replace(/^state: .*$/m, "state: ./copied"));
  expect(await run(0, "ledger", "verify", ...against)).toMatchObject({ status: 0 });
  const elsewhere = await createDatabase();
  const into = ["state", "copy", "--config", config, "--to"];
  expect(await runCommand([...into, "${ELSEWHERE}"], { ELSEWHERE: elsewhere.url })).toMatchObject({ status: 0 });
  const again = await runCommand([...into, "${ELSEWHERE}"], { ELSEWHERE: elsewhere.url });
  expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining("name an empty one") });
  await writeFile(config, text);
  const verify = ["ledger", "verify", "--config", config, ...against];
  expect(await runCommand(verify, { STATE: elsewhere.url })).toMatchObject({ status: 0 });
  await elsewhere.drop();
});

interface Head {
  readonly size: number;
  readonly root: string;
}
