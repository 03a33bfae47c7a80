// Canaries: the password of a connection's URL, and the keys of the state folder, in no output of any command or server, no plan, no error and
// no file of the ledger, whichever way things go wrong.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, runSql } from "../support/postgres.ts";
import { connect, makeProject } from "../support/project.ts";
import { type Ran, runCommand } from "../support/run-command.ts";

const PASSWORD = "Canary-Pass-7f3d9c";
const TOKEN = "Canary-Token-51e0aa";
const KEYS = ["pseudonyms.key", "sealing.key", "approvals.key"] as const;
let project: Awaited<ReturnType<typeof makeProject>>;
let shop: Awaited<ReturnType<typeof createDatabase>>;
let url: URL;
const at = (...path: string[]) => join(project.folder, ...path);

/** Each key is words, so that it shows in whatever encoding it leaves. */
const keyOf = (name: string) => Buffer.from(`canary-${name}-`.padEnd(32, "k").slice(0, 32), "latin1");

const MARKS = [
  PASSWORD,
  encodeURIComponent(PASSWORD),
  TOKEN,
  ...KEYS.flatMap((name) => {
    const key = keyOf(name);
    return [key.toString("latin1"), key.toString("hex"), key.toString("base64"), key.toString("base64url")];
  }),
];

function expectNothing(where: string, text: string): void {
  for (const mark of MARKS) expect(text.toLowerCase().includes(mark.toLowerCase()), `${mark} in ${where}`).toBe(false);
}

beforeAll(async () => {
  shop = await createDatabase(
    "CREATE TABLE people (id int PRIMARY KEY, email text); INSERT INTO people VALUES (1, 'x@x.example')",
  );
  await runSql(
    shop.url,
    `CREATE ROLE canary_${shop.name} LOGIN PASSWORD '${PASSWORD}'; GRANT SELECT ON people TO canary_${shop.name}`,
  );
  url = new URL(shop.url);
  url.username = `canary_${shop.name}`;
  url.password = PASSWORD;
  project = await makeProject({
    databases: '  shop: { engine: postgres, url: "${CANARY_URL}" }',
    data: { shop: "database: shop\nrelations:\n  public.people:\n    columns: { id: internal, email: email }\n" },
  });
  writeFileSync(
    at("gatehouse.yaml"),
    `${readFileSync(at("gatehouse.yaml"), "utf8")}ledger: { checkpoints: { every: 1, collectors: [{ url: "http://127.0.0.1:9", headers: { authorization: "Bearer \${CANARY_TOKEN}" } }] } }\n`,
  );
  mkdirSync(at(".gatehouse", "keys"), { recursive: true, mode: 0o700 });
  for (const name of KEYS) writeFileSync(at(".gatehouse", "keys", name), keyOf(name), { mode: 0o600 });
});

afterAll(async () => {
  await project.remove();
  await shop.drop();
  await runSql(shop.url.replace(/\/[^/]*$/, "/postgres"), `DROP ROLE canary_${shop.name}`);
});

const run = (words: readonly string[], place = url.href): Promise<Ran> =>
  runCommand([...words, "--config", at("gatehouse.yaml")], {
    CANARY_URL: place,
    CANARY_TOKEN: TOKEN,
    GATEHOUSE_DEBUG: "1",
  });

/** Ways in which a URL with a password in it is of no use. */
function wrong(change: (url: URL) => void): () => string {
  return () => {
    const other = new URL(url.href);
    change(other);
    return other.href;
  };
}

const COMMANDS: readonly (readonly string[])[] = [
  ["check"],
  ["check", "--json"],
  ["explain", "SELECT email FROM people WHERE id = 1", "--as", "claude"],
  ["explain", "SELECT email FROM people WHERE id = 1", "--as", "claude", "--json"],
  ["provision"],
  ["ledger", "list", "--json"],
  ["ledger", "export"],
  ["ledger", "verify"],
  ["ledger", "show", "0"],
  ["ledger", "key"],
  ["ledger", "checkpoint"],
  ["ledger", "report"],
  ["approvals", "list"],
  ["lock", "list"],
];

describe("no secret leaves", () => {
  it("in what a server answers and says, nor in the ledger [G-NOTHING-PRINTED] [G-TOKEN-KEYED]", async () => {
    const env = { CANARY_URL: url.href, CANARY_TOKEN: TOKEN, GATEHOUSE_DEBUG: "1" };
    const served = await connect(project.folder, { env });
    const said: unknown[] = [];
    for (const sql of [
      "SELECT email FROM people",
      "SELECT email FROM people WHERE email LIKE '%'",
      "SELECT 1/0",
      "SELECT x",
    ])
      said.push(await served.call("query", { sql }));
    said.push(await served.call("describe-schema", {}), await served.client.listTools());
    expect(JSON.stringify(said)).toContain("email_");
    await runSql(
      shop.url.replace(/\/[^/]*$/, "/postgres"),
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'canary_${shop.name}'`,
    );
    said.push(await served.call("query", { sql: "SELECT email FROM people" }));
    await served.close();
    expectNothing("answers", JSON.stringify(said));
    expectNothing("the log", served.log());
    for (const name of ["ledger.db", "ledger.db-wal"]) {
      if (existsSync(at(".gatehouse", name))) expectNothing(name, readFileSync(at(".gatehouse", name), "latin1"));
    }
  });

  it.each(COMMANDS.map((words) => ({ words })))("in what `$words` prints [G-NOTHING-PRINTED]", async ({ words }) => {
    const { stdout, stderr } = await run(words);
    expectNothing(words.join(" "), stdout + stderr);
  });

  it.each([
    [
      "a host that there is not",
      wrong((place) => {
        place.hostname = "no-such-host.invalid";
      }),
    ],
    [
      "a port where nobody listens",
      wrong((place) => {
        place.port = "1";
      }),
    ],
    [
      "another user",
      wrong((place) => {
        place.username = "nobody";
      }),
    ],
    [
      "a database that there is not",
      wrong((place) => {
        place.pathname = "/none";
      }),
    ],
    [
      "a setting that there is not",
      wrong((place) => {
        place.search = "?options=-c%20nonsense%3D1";
      }),
    ],
    ["no URL at all", () => `${PASSWORD}@nothing`],
    ["half a URL", () => `postgres://canary:${PASSWORD}`],
    ["a password with signs of a URL in it", () => `postgres://canary:${PASSWORD}/#?@localhost/x`],
  ])("with %s: in check, explain and what a server says [G-NOTHING-PRINTED]", async (_, made) => {
    const place = made();
    for (const words of [["check"], ["explain", "SELECT email FROM people", "--as", "claude"]]) {
      const { stdout, stderr } = await run(words, place);
      expectNothing(words.join(" "), stdout + stderr);
    }
    const served = await connect(project.folder, {
      env: { CANARY_URL: place, CANARY_TOKEN: TOKEN, GATEHOUSE_DEBUG: "1" },
    }).catch(() => null);
    if (served === null) return;
    // a server that finds its configuration wrong ends
    const answer = await served.call("query", { sql: "SELECT email FROM people" }).catch(() => null);
    await served.close();
    expectNothing("the answer", JSON.stringify(answer));
    expectNothing("the log", served.log());
  });
});
