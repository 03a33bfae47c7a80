// From the agent's call to the change of rows and back, with the approver's terminal between them: carried out at once, once, or not at all.
// And the agent tries every argument that might approve.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type ApprovalProject, makeApprovalProject } from "../support/approval-project.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { KEYS, onTerminal } from "../support/on-terminal.ts";
import { createDatabase, runSql, type TestDatabase } from "../support/postgres.ts";
import { connect, type ServedClient } from "../support/project.ts";
import { runProgram } from "../support/run-program.ts";
import { makeTestKey } from "../support/ssh-signer.ts";

const SCHEMA = `CREATE TABLE orders (id integer PRIMARY KEY, status text, total integer);
INSERT INTO orders SELECT i, 'open', i * 10 FROM generate_series(1, 200) AS i;
ANALYZE;`;
const DATA = `database: shop
relations:
  public.orders: { owners: [alice], columns: { id: internal, status: public, total: internal } }
`;
const ROLE = `role: maintainer
description: Changes orders.
reads: masked
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes: { shop: { public.orders: { insert: all, update: [status, total], delete: true } } }
`;

const alice = makeTestKey("ssh-ed25519");
let database: TestDatabase;
let project: ApprovalProject;
let agent: ServedClient;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  database = await createDatabase(SCHEMA);
  project = await makeApprovalProject(
    { alice: [alice] },
    {
      databases: '  shop: { engine: postgres, url: "${SHOP_URL}", writes: governed }',
      data: { shop: DATA },
      roles: { "maintainer.yaml": ROLE },
    },
  );
  project.writeKey("id_ed25519", alice);
  env = { ...project.env, SHOP_URL: database.url };
  agent = await connect(project.folder, { env: { SHOP_URL: database.url } });
});
afterAll(async () => {
  await agent.close();
  await project.remove();
  await database.drop();
});

async function ask(status: string): Promise<string> {
  const { body } = await agent.call("query", {
    sql: "UPDATE orders SET status = $1 WHERE total > 100",
    parameters: [status],
    reason: "The trial is over.",
  });
  expect(body).toMatchObject({ status: "pending_approval" });
  return String(body["request"]);
}

const ledger = (): string => join(project.folder, ".gatehouse", "ledger.db");
const approvals = (...args: readonly string[]) => runProgram(["approvals", ...args], { folder: project.folder, env });
const saidSchema = z.looseObject({ state: z.string() });
const runJson = (...args: readonly string[]) => saidSchema.parse(JSON.parse(approvals(...args, "--json").out));
const countOf = async (status: string): Promise<unknown> => {
  const { body } = await agent.call("query", {
    sql: "SELECT count(*) AS n FROM orders WHERE status = $1",
    parameters: [status],
  });
  return body["rows"];
};
const kindsOf = (id: string): readonly string[] =>
  readEntries(ledger())
    .filter(({ correlation }) => correlation === id)
    .map(({ kind }) => kind);

describe("from the approver's terminal", () => {
  test("--run carries it out at once; the agent's next call tells the outcome and does nothing more", async () => {
    const id = await ask("void");
    expect(runJson("approve", id, "--run", "--yes")).toMatchObject({
      state: "approved",
      approver: "alice",
      run: { kind: "executed", rows: 190 },
    });
    expect(await countOf("void")).toEqual(
      [["190"]].map(([n]) => [expect.toSatisfy((count: unknown) => String(count) === n)]),
    );
    const { body } = await agent.call("request-approval", { request: id });
    expect(body).toMatchObject({ status: "executed", row_count: 190 });
    expect(runJson("approve", id, "--run", "--yes")).toMatchObject({ state: "refused", code: "approval-decided" });
    expect(kindsOf(id).filter((kind) => kind === "write.executing")).toHaveLength(1);
  });

  test("the queue's --run does the same", async () => {
    const id = await ask("late");
    const terminal = onTerminal(["approvals", "watch", "--run"], { folder: project.folder, env });
    await terminal.see("1 request waits");
    terminal.press(KEYS.enter);
    await terminal.see("The trial is over.");
    terminal.press(" a");
    await terminal.see("executed: 190 rows");
    terminal.press("q");
    expect(await terminal.ended).toBe(0);
    expect(runJson("show", id)).toMatchObject({ state: "executed" });
  });

  test("rows that moved since it was asked make it stale, and nothing runs", async () => {
    const id = await ask("gone");
    await runSql(database.url, "UPDATE orders SET total = total + 1 WHERE id = 150");
    const ran = approvals("approve", id, "--run", "--yes");
    expect(ran).toMatchObject({ status: 1, err: expect.stringContaining("stale") });
    expect(runJson("show", id)).toMatchObject({ state: "stale" });
    expect(kindsOf(id)).not.toContain("write.committing");
  });
});

describe("[G-APPROVAL-NO-TOOL] no tool approves", () => {
  test("there are three tools, and none of their inputs speaks of a decision", async () => {
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual(["describe-schema", "query", "request-approval"]);
    for (const { inputSchema } of tools) {
      expect(JSON.stringify(inputSchema.properties)).not.toMatch(
        /"(approve\w*|approver|decision|signature|signed|unsigned|as|key|yes)":/,
      );
    }
  });

  test("an argument that might approve is refused and recorded, whichever tool it is given to", async () => {
    const id = await ask("mine");
    const before = readEntries(ledger()).length;
    const tries: readonly Record<string, unknown>[] = [
      { approve: true },
      { approved: true },
      { decision: "approve" },
      { signature: "-----BEGIN SSH SIGNATURE-----" },
      { approver: "alice" },
      { unsigned: true },
      { as: "alice" },
      { run: true },
    ];
    for (const extra of tries) {
      for (const [tool, input] of [
        ["request-approval", { request: id }],
        ["query", { sql: "UPDATE orders SET status = 'mine' WHERE total > 100", reason: "mine" }],
      ] as const) {
        const { isError, body } = await agent.call(tool, { ...input, ...extra });
        expect(isError).toBe(true);
        expect(body).toMatchObject({ refused: "invalid-input" });
      }
    }
    expect(runJson("show", id)).toMatchObject({ state: "pending" });
    expect(kindsOf(id)).toEqual(["approval.requested"]);
    const recorded = readEntries(ledger()).slice(before);
    expect(recorded.filter(({ decision }) => decision?.code === "invalid-input")).toHaveLength(tries.length * 2);
  });

  test("nor does a statement that speaks of approvals", async () => {
    const { body } = await agent.call("query", { sql: "UPDATE approvals SET state = 'approved'", reason: "mine" });
    expect(body).toMatchObject({ refused: "unknown-table" });
  });
});
