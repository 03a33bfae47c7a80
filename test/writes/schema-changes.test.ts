// Changes of the schema through the gate on a real database: always asked for, carried out as approved, and never an answer about what is hidden.

import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { codeOf, resultOf } from "../support/answers.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

let shop: WritingShop;

const SQL = `
CREATE TABLE notes (id integer PRIMARY KEY, body text, tag text, author integer, secret text, UNIQUE (secret));
INSERT INTO notes VALUES (1, 'one', 'a', 1, 'canary s1'), (2, 'two', 'b', 2, 'canary s2');
CREATE INDEX notes_tag ON notes (tag);
CREATE INDEX notes_secret ON notes (secret);
CREATE TABLE ledgerless (id integer PRIMARY KEY, n integer);
CREATE INDEX ledgerless_n ON ledgerless (n);
CREATE VIEW hidden_view AS SELECT tag FROM notes;
`;

const relationsOf = (schema: string) => `  ${schema}.notes:
    owners: [dora, erik]
    columns: { id: internal, body: free-text, tag: internal, author: internal, label: internal, secret: { level: restricted } }
  ${schema}.plans: { owners: [dora], columns: { id: internal, name: internal } }
`;

const grantsOf = (schema: string) => `schema-changes:
  shop:
    create-in: [${schema}]
    tables:
      ${schema}.notes: all
      ${schema}.customers: [alter]
      ${schema}.orders: all
      ${schema}.archive: [truncate, alter]
      ${schema}.heap: [drop, alter]
`;

async function ask(sql: string): Promise<string> {
  const asked = resultOf(await shop.query(sql, { reason: "a migration" }));
  expect(asked).toMatchObject({ status: "pending_approval" });
  return String(asked["request"]);
}

async function approve(id: string, by = "dora"): Promise<void> {
  const decided = await decideApproval(id, await signedDecision(id, { by, shop }), shop.opened.gatehouse);
  expect(decided.kind === "refusal" ? decided : null).toBeNull();
}

async function change(sql: string): Promise<Answer<object>> {
  const id = await ask(sql);
  await approve(id);
  return shop.ask({ request: id });
}

async function requestOf(id: string) {
  const approval = await shop.opened.gatehouse.approvals.read(id);
  if (approval === null) throw new Error(`no request ${id}`);
  return { ...approval.filed.request, state: approval.progress.state };
}

/** What a caller is told, without what differs from one request to the next. */
function wordsOf(answer: Answer<object>): string {
  const told = answer.kind === "refused" ? answer.refusal : answer.result;
  return JSON.stringify(told)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
}

describe("a change of the schema on postgres", () => {
  beforeAll(async () => {
    shop = await openWritingShop("postgres", {
      sql: SQL,
      relations: relationsOf("public"),
      grants: grantsOf("public"),
      risk: "rules: []\n",
    });
  });
  afterAll(() => shop.close());

  it("waits for people even where no rule of risk says so [G-SCHEMA-ASKS]", async () => {
    const sql = "CREATE INDEX notes_author ON notes (author)";
    expect(resultOf(await shop.query(sql))).toMatchObject({ status: "approval_needed" });
    const asked = resultOf(await shop.query(sql, { reason: "it is slow" }));
    expect(asked).toMatchObject({
      status: "pending_approval",
      risk: [{ rule: "ddl", reason: "It changes the schema." }],
      effect: [{ table: "public.notes", verb: "alter", rows: 0, cause: "statement" }],
    });
    expect(await shop.raw("SELECT to_regclass('public.notes_author')")).toEqual([[null]]);
    const request = await requestOf(String(asked["request"]));
    expect(request).toMatchObject({
      state: "pending",
      undo: "none",
      quorum: { count: 1, approvers: ["dora", "erik"] },
    });
  });

  it("makes a new table, which is hidden until a policy lists it", async () => {
    const id = await ask("CREATE TABLE plans (id bigserial PRIMARY KEY, name text NOT NULL DEFAULT 'x')");
    await approve(id);
    expect(resultOf(await shop.ask({ request: id }))).toMatchObject({
      status: "executed",
      effect: [{ table: "public.plans", verb: "create" }],
    });
    // the policy of this shop lists it already
    expect(resultOf(await shop.query("SELECT * FROM plans"))).toMatchObject({ row_count: 0 });
    expect(codeOf(await change("ALTER TABLE notes ADD COLUMN extra text DEFAULT 'x'"))).toBe("none");
    expect(codeOf(await shop.query("SELECT extra FROM notes"))).toBe("unknown-column");
    expect(await shop.raw("SELECT extra FROM notes WHERE id = 1")).toEqual([["x"]]);
    expect(codeOf(await shop.query("CREATE TABLE others (id integer)", { reason: "x" }))).toBe("write-not-possible"); // nobody owns it
  });

  it.each([
    "ALTER TABLE notes ADD COLUMN label text UNIQUE DEFAULT NULL, ADD COLUMN n integer GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE notes ALTER COLUMN body SET NOT NULL, ALTER COLUMN tag SET DEFAULT 'c', ADD CONSTRAINT tag_short CHECK (length(tag) < 20)",
    "ALTER TABLE notes RENAME COLUMN author TO writer",
    "CREATE UNIQUE INDEX ON notes (lower(tag))",
    "COMMENT ON COLUMN notes.tag IS 'what it is about'",
    "DROP INDEX notes_tag",
    "ALTER TABLE notes DROP CONSTRAINT tag_short",
    "ALTER TABLE archive ADD COLUMN customer integer REFERENCES customers (id)",
    "TRUNCATE archive",
    "DROP TABLE heap",
  ])("%s is carried out as it was approved", async (sql) => {
    const id = await ask(sql);
    await approve(id);
    const done = resultOf(await shop.ask({ request: id }));
    expect(done).toMatchObject({ status: "executed", next: expect.stringContaining("policy") });
    expect(resultOf(await shop.ask({ request: id }))).toMatchObject({ status: "executed", request: id }); // asked once more
  });

  it("cannot be taken back, and says so beforehand", async () => {
    const id = await ask("COMMENT ON TABLE notes IS 'all notes'");
    await approve(id);
    expect(codeOf(await shop.ask({ request: id }))).toBe("none");
    expect(codeOf(await revertWrite({ id, reason: "no", waitSeconds: 0 }, shop.contextOf("dora")))).toBe(
      "nothing-to-revert",
    );
    expect((await requestOf(id)).effect.notes).toContain("It cannot be taken back by Gatehouse.");
  });

  it("that fails on a stored value, a hidden name or a hidden dependency fails in the same words [G-SCHEMA-TELLS-NOTHING]", async () => {
    const answers = [
      await change("ALTER TABLE customers ADD CONSTRAINT email_ssn CHECK (email <> 'Canary1@x.example')"),
      await change("ALTER TABLE customers ADD CONSTRAINT c UNIQUE (country)"),
      await change("ALTER TABLE notes ADD COLUMN secret text"),
      await change("ALTER TABLE notes ALTER COLUMN tag TYPE varchar(10)"),
      await change("ALTER TABLE notes DROP COLUMN tag"),
      await change("CREATE INDEX notes_secret ON notes (id)"),
    ];
    expect(answers.map(codeOf)).toEqual(answers.map(() => "change-refused"));
    expect(new Set(answers.map(wordsOf)).size).toBe(1);
    for (const answer of answers) expect(wordsOf(answer)).not.toMatch(/canary|23505|42701/i);
  });

  it("over a hidden table is asked for like one over none, and refused like one [G-SCHEMA-TELLS-NOTHING]", async () => {
    const pairs = [
      ["DROP TABLE ledgerless", "DROP TABLE nosuchname"],
      ["TRUNCATE ledgerless", "TRUNCATE nosuchname"],
      ["ALTER TABLE ledgerless ADD COLUMN x int", "ALTER TABLE nosuchname ADD COLUMN x int"],
      ["ALTER TABLE notes DROP COLUMN secret", "ALTER TABLE notes DROP COLUMN nosuch"],
      ["DROP INDEX notes_secret", "DROP INDEX nosuchindex_"],
      ["DROP INDEX ledgerless_n", "DROP INDEX nosuchindex_"],
      ["DROP INDEX ledgerless_pkey", "DROP INDEX nosuchindex_"],
      [
        "ALTER TABLE notes ADD FOREIGN KEY (id) REFERENCES ledgerless",
        "ALTER TABLE notes ADD FOREIGN KEY (id) REFERENCES nosuchname",
      ],
      ["ALTER TABLE notes DROP CONSTRAINT notes_secret_key", "ALTER TABLE notes DROP CONSTRAINT nosuch"],
      ["ALTER TABLE notes ADD COLUMN secret int", "ALTER TABLE notes ADD COLUMN nosuch int"],
      ["ALTER TABLE notes ADD CHECK (secret > '')", "ALTER TABLE notes ADD CHECK (nosuch > '')"],
      ["COMMENT ON TABLE ledgerless IS 'x'", "COMMENT ON TABLE nosuchname IS 'x'"],
    ] as const;
    for (const [hidden, missing] of pairs) {
      const [one, other] = [await shop.query(hidden, { reason: "x" }), await shop.query(missing, { reason: "x" })];
      const plain = (words: string) =>
        words.replaceAll(
          /ledgerless_pkey|ledgerless_n|ledgerless|nosuchname|notes_secret_key|notes_secret|nosuchindex_|nosuch|secret/g,
          "NAME",
        );
      expect([hidden, plain(wordsOf(one))]).toEqual([hidden, plain(wordsOf(other))]);
    }
  });

  it("shows its approvers what stands in the way, and the caller nothing of it [G-SCHEMA-TELLS-NOTHING]", async () => {
    const asked = await shop.query("ALTER TABLE notes DROP COLUMN tag", { reason: "x" });
    expect(wordsOf(asked)).not.toContain("hidden_view");
    const request = await requestOf(String(resultOf(asked)["request"]));
    expect(request.effect.notes?.join(" ")).toContain("public.hidden_view");
    expect(request.effect.relations).toMatchObject([
      { relation: "public.notes", verb: "alter", rows: 2, columns: ["tag"] },
    ]);
  });

  it("is stale when the schema has moved, or about as many rows are no longer there [G-SCHEMA-AS-APPROVED]", async () => {
    const first = await ask("ALTER TABLE notes ADD COLUMN later text");
    await approve(first);
    await shop.raw("CREATE INDEX notes_body ON notes (body)");
    expect(resultOf(await shop.ask({ request: first }))).toMatchObject({ status: "stale" });
    const second = await ask("TRUNCATE notes");
    await approve(second);
    await shop.raw("INSERT INTO notes SELECT i, 'b', 't' || i FROM generate_series(10, 200) i");
    expect(codeOf(await shop.ask({ request: second }))).toBe("approval-stale");
    const third = await ask("TRUNCATE notes");
    await approve(third);
    await shop.raw("DELETE FROM notes WHERE id = 11");
    expect(resultOf(await shop.ask({ request: third }))).toMatchObject({ status: "executed", row_count: 192 });
    expect(await shop.raw("SELECT count(*)::int FROM notes")).toEqual([[0]]);
  });

  it("that would change more than it names is rolled back [G-SCHEMA-AS-APPROVED]", async () => {
    await shop.raw(`CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_class WHERE relname = 'meddled') THEN CREATE TABLE public.meddled (id int); END IF; END $$`);
    await shop.raw("CREATE EVENT TRIGGER meddle ON ddl_command_end WHEN TAG IN ('COMMENT') EXECUTE FUNCTION meddle()");
    const id = await ask("COMMENT ON TABLE notes IS 'meddled with'");
    expect((await requestOf(id)).effect.notPreviewed).toEqual(["The database's event triggers run besides."]);
    await approve(id);
    expect(codeOf(await shop.ask({ request: id }))).toBe("effect-differs");
    expect(await shop.raw("SELECT obj_description('notes'::regclass), to_regclass('public.meddled')")).toEqual([
      ["all notes", null],
    ]);
    await shop.raw("DROP EVENT TRIGGER meddle");
  });

  it("gives up soon behind a reader, and can be carried out later [G-SCHEMA-AS-APPROVED]", async () => {
    const id = await ask("ALTER TABLE notes ADD COLUMN patient text");
    await approve(id);
    const reader = new pg.Client({ connectionString: shop.place });
    await reader.connect();
    await reader.query("BEGIN; SELECT * FROM notes");
    expect(codeOf(await shop.ask({ request: id }))).toBe("database-busy");
    expect((await requestOf(id)).state).toBe("approved");
    await reader.end();
    expect(resultOf(await shop.ask({ request: id }))).toMatchObject({ status: "executed" });
    expect((await requestOf(id)).state).toBe("executed");
  });
});
