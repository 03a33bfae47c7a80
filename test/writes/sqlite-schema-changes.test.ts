// Changes of the schema of a SQLite file through the whole gate: a migration as people and models write one, what cannot be asked for,
// and what a failure tells.

import { copyFile } from "node:fs/promises";
import BetterSqlite3 from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { explainStatement } from "../../src/gate/reading/explain-statement.ts";
import { codeOf } from "../support/answers.ts";
import { readCases } from "../support/corpus-shop.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const SQL = `
CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, tag TEXT, author INTEGER, secret TEXT UNIQUE, extra TEXT);
INSERT INTO notes VALUES (1, 'one', 'a', 1, 'canary s1', NULL), (2, 'two', 'b', 2, 'canary s2', NULL);
CREATE INDEX notes_secret ON notes (secret);
CREATE TABLE ledgerless (id INTEGER PRIMARY KEY, note INTEGER REFERENCES parents (id) ON DELETE CASCADE);
CREATE TABLE parents (id INTEGER PRIMARY KEY);
INSERT INTO parents VALUES (1);
INSERT INTO ledgerless VALUES (1, 1);
CREATE VIEW hidden_view AS SELECT tag FROM notes;
`;

const listed = (name: string, columns: string) => `  main.${name}: { owners: [dora], columns: { ${columns} } }\n`;
const RELATIONS = `  main.notes:
    owners: [dora]
    columns: { id: internal, body: free-text, tag: internal, author: internal, extra: internal, label: internal, secret: { level: restricted } }
${listed("plans", "id: internal, name: internal")}${listed("invoices", "id: internal")}${listed("categories", "id: internal")}${listed("strict_one", "id: internal")}${listed("pairs", "a: internal")}${listed("parents", "id: internal")}  'main.Weird "Name"': { owners: [dora], columns: { from: internal } }
`;
const GRANTS = `    main.notes: all
schema-changes:
  shop:
    create-in: [main]
    tables: { main.notes: all, main.customers: [alter], main.orders: all, main.archive: [drop], main.heap: all, main.parents: all }
`;

const attacks = await readCases("sqlite/schema", ["attacks"]);
const ordinary = await readCases("sqlite/schema", ["ordinary"]);

let shop: WritingShop;

async function change(sql: string): Promise<Answer<object>> {
  const asked = await shop.query(sql, { reason: "a migration" });
  if (asked.kind === "refused" || !("request" in asked.result)) return asked;
  expect(asked.result).toMatchObject({ status: "pending_approval" });
  const id = asked.result.request ?? "";
  const decided = await decideApproval(id, await signedDecision(id, { by: "dora", shop }), shop.opened.gatehouse);
  expect(decided.kind).toBe("decided");
  return shop.ask({ request: id });
}

function schemaOf(file: string): readonly unknown[] {
  const open = new BetterSqlite3(file, { readonly: true });
  try {
    return open
      .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE '%gatehouse%' ORDER BY 1, 2")
      .all();
  } finally {
    open.close();
  }
}

describe("a change of the schema on sqlite", () => {
  beforeAll(async () => {
    shop = await openWritingShop("sqlite", { sql: SQL, relations: RELATIONS, grants: GRANTS, risk: "rules: []\n" });
  });
  afterAll(() => shop.close());

  it.each(attacks.map(({ sql }) => sql))("%s cannot even be asked for [G-SCHEMA-TELLS-NOTHING]", async (sql) => {
    const { gatehouse } = shop.opened;
    const explained = await explainStatement({ database: null, sql }, { ...shop.contextOf(), gatehouse });
    expect(explained.kind === "refused" ? "refused" : explained.plan.text).toBe("refused");
    if (explained.kind === "refused") expect(explained.refusal.code).not.toBe("internal-error");
  });

  it("that fails on a stored value, a hidden name or a hidden dependency fails in the same words [G-SCHEMA-TELLS-NOTHING]", async () => {
    const answers = [
      await change("CREATE UNIQUE INDEX one_country ON customers (country)"), // two rows have one
      await change("ALTER TABLE notes ADD COLUMN secret TEXT"),
      await change("ALTER TABLE notes DROP COLUMN tag"), // a view reads it
      await change("CREATE INDEX notes_secret ON notes (tag)"),
      await change("CREATE TABLE ledgerless (id INTEGER)").then((answer) =>
        codeOf(answer) === "write-not-possible" ? change("ALTER TABLE notes ADD COLUMN secret TEXT") : answer,
      ),
    ];
    expect(answers.map(codeOf)).toEqual(answers.map(() => "change-refused"));
    expect(
      new Set(answers.map((answer) => JSON.stringify(answer.kind === "refused" ? answer.refusal : null))).size,
    ).toBe(1);
  });

  it("that would change rows elsewhere is rolled back [G-SCHEMA-AS-APPROVED]", async () => {
    expect(codeOf(await change("DROP TABLE parents"))).toBe("effect-differs");
    expect(await shop.raw("SELECT (SELECT count(*) FROM parents), (SELECT count(*) FROM ledgerless)")).toEqual([
      [1, 1],
    ]);
  });

  it("waits for people even where no rule of risk says so [G-SCHEMA-ASKS]", async () => {
    const answer = await shop.query("CREATE INDEX notes_tag ON notes (tag)");
    expect(answer.kind === "released" ? answer.result : answer.refusal).toMatchObject({ status: "approval_needed" });
  });

  it("leaves the schema that SQLite itself would, statement by statement [G-SCHEMA-ORDINARY-PASSES]", async () => {
    const twin = `${shop.place}.twin`;
    await copyFile(shop.place, twin);
    for (const { sql } of ordinary) {
      const answer = await change(sql);
      expect([sql, answer.kind === "refused" ? answer.refusal : "done"]).toEqual([sql, "done"]);
      const open = new BetterSqlite3(twin);
      open.exec(sql);
      open.close();
      expect([sql, schemaOf(shop.place)]).toEqual([sql, schemaOf(twin)]);
    }
    expect(ordinary.length).toBeGreaterThanOrEqual(20);
  });
});
