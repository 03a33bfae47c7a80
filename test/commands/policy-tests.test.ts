// Policies as code: tests beside the policies, their exit codes and JUnit; drift; what a change of the policies changes, and for whom.

import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, makeProject } from "../support/project.ts";
import { runProgram } from "../support/run-program.ts";

let project: Awaited<ReturnType<typeof makeProject>>;
const inside = (path: string): string => join(project.folder, path);
const run = (...args: readonly string[]) => runProgram(args, { folder: project.folder });
const DATA = `database: shop
relations:
  main.customers: { owners: [alice], columns: { id: internal, email: email, region: internal } }
  main.orders: { columns: { id: internal, note: { class: free-text, level: confidential } } }
`;

beforeAll(async () => {
  project = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db, writes: governed }",
    identities: `identities:
  alice: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: alice, roles: [agent, analyst], attributes: { region: EU } }
`,
    data: { shop: DATA },
    roles: {
      "agent.yaml": `role: agent
description: Works for a test.
reads: masked
classes: { email: token, free-text: redact }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
rows: { shop: { main.customers: "region = caller_attribute('region')" } }
writes: { shop: { main.orders: { insert: all, update: [note], delete: false } } }
`,
    },
  });
  const shop = new Database(inside("shop.db"));
  shop.exec(`CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, region TEXT);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT);
    INSERT INTO customers VALUES (1, 'a@b.example', 'EU')`);
  shop.close();
});
afterAll(() => project.remove());

const PASSING = `tests:
  - name: pseudonyms
    as: claude
    statement: SELECT c.id, c.email AS mail FROM customers c
    expect:
      decision: allow
      rule: role agent
      treatments: { email: token, customers.id: clear }
      columns: [id, mail]
      filtered: [main.customers]
  - name: in another role there is no filter
    as: claude
    role: analyst
    statement: SELECT count(*) FROM orders
    expect: { decision: allow, filtered: [] }
  - name: a write is weighed
    as: claude
    statement: UPDATE orders SET note = 'x' WHERE id = 1
    expect: { decision: weigh }
  - name: no table of that name
    as: claude
    statement: SELECT 1 FROM payroll
    expect: { decision: deny, code: unknown-table }
`;

describe("gatehouse check with policies/*_test.yaml", () => {
  const tests = (text: string) => writeFile(inside("policies/shop_test.yaml"), text);

  it("passes where each is as expected", async () => {
    await tests(PASSING);
    const { status, out } = run("check");
    expect(out).toContain("4 tests of the policies: passed.");
    expect(status).toBe(0);
  });

  it.each([
    [
      "another decision",
      PASSING.replace("decision: weigh", "decision: deny"),
      /It is `weigh` by role agent, not `deny`/,
    ],
    [
      "another treatment",
      PASSING.replace("email: token", "email: clear"),
      /main\.customers\.email is shown as `token`, not `clear`/,
    ],
    ["other columns", PASSING.replace("[id, mail]", "[id, email]"), /The columns are id, mail, not id, email/],
    ["another filter", PASSING.replace("filtered: []", "filtered: [main.orders]"), /Rows are filtered of none/],
    ["another rule", PASSING.replace("rule: role agent", "rule: role analyst"), /The rule is `role agent`/],
    ["another code", PASSING.replace("unknown-table", "unknown-column"), /The code is `unknown-table`/],
    [
      "a column that is not read",
      PASSING.replace("customers.id: clear", "orders.id: clear"),
      /reads no column orders\.id/,
    ],
  ])("fails at %s, with what it is", async (_, text, said) => {
    await tests(text);
    const { status, out } = run("check", "--junit", "report.xml");
    expect(status).toBe(1);
    expect(out).toMatch(said);
    expect(out).toMatch(/^\.\/policies\/shop_test\.yaml:\d+: /m);
    expect(out).toContain("4 tests of the policies: 1 failed.");
    const xml = await readFile(inside("report.xml"), "utf8");
    expect(xml).toMatch(/<testsuite name="\.\/policies\/shop_test\.yaml" tests="4" failures="1" errors="0"/);
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml).not.toMatch(/&(?!amp;|lt;|gt;|quot;)|<(?![/?]?\w)/);
  });

  it("says with 2 what could not be told, and with 1 what is no test", async () => {
    await tests(PASSING.replace("as: claude\n    role", "as: nobody\n    role"));
    expect(run("check")).toMatchObject({ status: 2, out: expect.stringContaining("no identity `nobody`") });
    await tests(PASSING.replace("decision: weigh", "decission: weigh"));
    expect(run("check")).toMatchObject({ status: 1, out: expect.stringContaining("`decission`") });
    expect(JSON.parse(run("check", "--json").out)).toMatchObject({ tests: [] });
  });

  it("and no server, digest or approval goes by the tests", async () => {
    const digest = async () => {
      const { readProject, readProjectPolicy } = await import("../../src/entry/wiring/project.ts");
      const found = await readProject(inside("gatehouse.yaml"));
      const loaded = found.kind === "project" ? await readProjectPolicy(found) : null;
      return loaded?.kind === "loaded" ? [loaded.policy.digest, loaded.policy.bindingDigest] : expect.fail("it loads");
    };
    await tests(PASSING);
    const before = await digest();
    await tests("not: a test");
    expect(await digest()).toEqual(before);
    await rm(inside("policies/shop_test.yaml"));
  });
});

it("explain begins with plain words", () => {
  const { out } = run("explain", "SELECT email, region FROM customers", "--as", "claude");
  expect(out).toMatch(
    /^claude, as agent, may run this\.\nIt sees of main\.customers: email as pseudonyms, .*; region as stored; only the rows/,
  );
  expect(run("explain", "UPDATE orders SET note = 'x' WHERE id = 1", "--as", "claude").out).toMatch(
    /may send this: it changes rows of main\.orders/,
  );
  expect(run("explain", "SELECT * FROM payroll", "--as", "claude").out).toMatch(
    /^claude, as agent, may not do this\. There is no table/,
  );
});

describe("gatehouse check --drift", () => {
  it("is silent where the policies name what the schema has", () => {
    expect(run("check", "--drift")).toMatchObject({ status: 0, out: "The policies name what the schema has.\n" });
  });

  it("says what came and what went", async () => {
    await cp(inside("shop.db"), inside("kept.db"));
    const shop = new Database(inside("shop.db"));
    shop.exec(
      "ALTER TABLE customers ADD phone TEXT; ALTER TABLE customers DROP region; DROP TABLE orders; CREATE TABLE fresh (a)",
    );
    shop.close();
    const { status, out } = run("check", "--drift", "--json");
    expect(status).toBe(1);
    expect(
      JSON.parse(out).drift.map(({ change, relation, column }: Record<string, string>) => [change, relation, column]),
    ).toEqual([
      ["new-column", "main.customers", "phone"],
      ["vanished-column", "main.customers", "region"],
      ["new-table", "main.fresh", null],
      ["vanished-table", "main.orders", null],
    ]);
    await cp(inside("kept.db"), inside("shop.db"));
  });
});

describe("gatehouse policy diff", () => {
  it("finds nothing between the same policies", () => {
    expect(run("policy", "diff", "./policies")).toMatchObject({
      status: 0,
      out: expect.stringContaining("nothing changes for anybody"),
    });
  });

  it("says what changes for whom, over the schema and over the statements of the ledger", async () => {
    const served = await connect(project.folder);
    for (const sql of [
      "SELECT email FROM customers WHERE id = 7",
      "SELECT email FROM customers WHERE id = 8",
      "SELECT note FROM orders",
      "SELECT count(*) FROM orders",
    ])
      await served.call("query", { sql });
    await served.close();
    await cp(inside("policies"), inside("before"), { recursive: true });
    const role = await readFile(inside("policies/roles/agent.yaml"), "utf8");
    await writeFile(
      inside("policies/roles/agent.yaml"),
      role
        .replace("email: token", "email: clear")
        .replace(/rows: .*\n/, "")
        .replace("insert: all", "insert: []"),
    );
    await writeFile(
      inside("policies/data/shop.yaml"),
      DATA.replace(/, note: .*\}, /, "")
        .replace("{ class: free-text, level: restricted }", "restricted")
        .replace("note: { class: free-text, level: confidential }", "note: restricted"),
    );
    await writeFile(inside("policies/risk.yaml"), "rules:\n  - { id: any, when: write.rows > 0, reason: Each. }\n");
    const { status, out, err } = run("policy", "diff", "before", "--ledger", "7d", "--json");
    expect({ status, err }).toEqual({ status: 1, err: "" });
    const { changes, risk, statements } = JSON.parse(out);
    const told = changes.map(({ direction, of, before, after, who }: Record<string, unknown>) => [
      direction,
      of,
      before,
      after,
      who,
    ]);
    expect(told).toContainEqual(["more", "main.customers.email", "token", "clear", ["agent (claude)"]]);
    expect(told).toContainEqual([
      "more",
      "main.customers",
      "rows where region = caller_attribute('region')",
      "every row",
      ["agent (claude)"],
    ]);
    expect(told).toContainEqual(["other", "main.orders", "insert, update (note)", "update (note)", ["agent (claude)"]]);
    expect(
      told.filter(([, of]: unknown[]) => of === "main.orders.note").map(([direction]: unknown[]) => direction),
    ).toContain("less");
    expect(risk).toBe(true);
    const fared = statements.changed.map(({ statement, calls, what }: Record<string, unknown>) => [
      statement,
      calls,
      what,
    ]);
    expect(fared).toContainEqual([
      expect.stringContaining("email"),
      2,
      ["main.customers.email: token -> clear", "main.customers: rows are filtered no longer"],
    ]);
    expect(fared).toContainEqual([expect.stringContaining("note"), 1, ["main.orders.note: redact -> hide"]]);
    expect(fared).toHaveLength(3); // counting reads the table as a whole
    expect(JSON.stringify(statements)).not.toMatch(/\b[78]\b/);
    expect(run("policy", "diff", "before", "--ledger", "7d").out).toContain("claude as agent on shop, 2 calls");
  });

  it("takes two folders, and says which file of one is wrong", async () => {
    expect(run("policy", "diff", "before", "before")).toMatchObject({ status: 0 });
    await writeFile(inside("before/risk.yaml"), "rule: []\n");
    expect(run("policy", "diff", "before")).toMatchObject({ status: 2, err: expect.stringContaining("risk.yaml") });
  });
});
