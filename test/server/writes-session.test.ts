// An agent's session over stdio with writes, and the approver's terminal beside it: the built program, a real client, a real key.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { connect, makeProject, type ServedClient } from "../support/project.ts";
import { makeSshHome, type SshHome } from "../support/ssh-home.ts";
import { makeTestKey } from "../support/ssh-signer.ts";

const SCHEMA = `CREATE TABLE orders (id integer PRIMARY KEY, customer text, status text, total integer);
INSERT INTO orders SELECT i, 'canary' || i || '@x.example', 'open', i * 10 FROM generate_series(1, 200) AS i;
ANALYZE;`;
const DATA = `database: shop
relations:
  public.orders: { owners: [dora, erik], columns: { id: internal, customer: email, status: public, total: internal } }
`;
const ROLE = `role: maintainer
description: Changes orders.
reads: masked
classes: { email: token }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes: { shop: { public.orders: { insert: all, update: [status, total], delete: true } } }
`;

let database: TestDatabase;
let project: Awaited<ReturnType<typeof makeProject>>;
let agent: ServedClient;
let keys: string;
let home: SshHome;

beforeAll(async () => {
  keys = mkdtempSync(join(tmpdir(), "gatehouse-keys-"));
  const dora = makeTestKey("ssh-ed25519");
  home = makeSshHome(keys);
  home.writeKey("id_ed25519", dora);
  database = await createDatabase(SCHEMA);
  project = await makeProject({
    databases: '  shop: { engine: postgres, url: "${SHOP_URL}", writes: governed }',
    identities: `identities:
  dora: { kind: human, roles: [data-owner], keys: ["${dora.line}"] }
  erik: { kind: human, roles: [data-owner] }
  olga: { kind: human, roles: [analyst] }
  claude: { kind: agent, owner: olga, roles: [maintainer] }
`,
    data: { shop: DATA },
    roles: { "maintainer.yaml": ROLE },
  });
  agent = await connect(project.folder, { env: { SHOP_URL: database.url } });
});
afterAll(async () => {
  await agent.close();
  await project.remove();
  await database.drop();
  rmSync(keys, { recursive: true });
});

function gatehouse(...args: readonly string[]): string {
  return execFileSync(process.execPath, [builtProgram(), ...args, "--config", join(project.folder, "gatehouse.yaml")], {
    encoding: "utf8",
    env: { ...home.env, SHOP_URL: database.url, NO_COLOR: "1" },
  });
}

describe("a session with writes", () => {
  it("says what may be changed, runs what is harmless, and shows tokens where nothing is written", async () => {
    const { body } = await agent.call("describe-schema", {});
    expect(body).toMatchObject({
      access: { writes: "governed" },
      tables: [{ writes: { insert: "all", update: ["status", "total"], delete: true } }],
    });
    const written = await agent.call("query", {
      sql: "UPDATE orders SET status = $1 WHERE id = 7 RETURNING id, status",
      parameters: ["paid"],
    });
    expect(written.body).toMatchObject({ status: "executed", rows: [[7, "paid"]] });
  });

  it("explains a write as one that the rules of risk have still to weigh", () => {
    const said = gatehouse("explain", "UPDATE orders SET status = 'void' WHERE total > 100", "--as", "claude");
    expect(said).toContain("allow or ask");
    expect(said).toContain("update public.orders (status)");
  });

  it("pauses a mass update until a person has signed for it, runs it once, and takes it back", async () => {
    const sql = "UPDATE orders SET status = 'void' WHERE total > 100";
    const asked = await agent.call("query", { sql });
    expect(asked.body).toMatchObject({ status: "approval_needed", effect: [{ rows: 190 }], approvals: { needed: 1 } });
    expect(asked.body).not.toHaveProperty("approvals.until");
    const pending = await agent.call("query", { sql, reason: "The trial run is over." });
    const id = String(pending.body["request"]);
    expect(pending.body).toMatchObject({ status: "pending_approval" });
    expect(pending.body["risk"]).toContainEqual({ rule: "many-rows", reason: "It changes more than 100 rows." });

    const shown = gatehouse("approvals", "show", id, "--as", "dora");
    expect(shown).toContain("The trial run is over.");
    expect(shown).toContain("190");
    const waiting = agent.call("request-approval", { request: id, wait_seconds: 30 });
    expect(gatehouse("approvals", "approve", id, "--yes")).toContain("approved by dora");
    const done = await waiting;
    expect(done.body).toMatchObject({ status: "executed", row_count: 190 });

    expect(gatehouse("revert", id, "--as", "dora", "--reason", "Too many.", "--json")).toContain("pending_approval");
  });

  it("approves nothing through a tool, and leaves a ledger that is whole", async () => {
    const listed = (await agent.client.listTools()).tools.map(({ name }) => name);
    expect(listed.sort()).toEqual(["describe-schema", "query", "request-approval"]);
    const { body } = await agent.call("request-approval", { request: "01980f00-0000-7000-8000-000000000001" });
    expect(body).toMatchObject({ refused: "unknown-approval" });
    const { meta } = await agent.call("query", { sql: "SELECT 1" });
    const receipt: unknown = Reflect.get(Object(meta), "gatehouse/ledger");
    const anchor = `${String(Reflect.get(Object(receipt), "size"))}:${String(Reflect.get(Object(receipt), "root"))}`;
    expect(gatehouse("ledger", "verify", "--against", anchor)).toContain("whole");
  });
});
