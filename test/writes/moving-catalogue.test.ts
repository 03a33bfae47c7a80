// Others change the catalogue while a write is on its way, from the look at its names to its COMMIT: what its locks keep out, what is noticed
// before COMMIT, and what may come and changes nothing that was said.

import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { FiledWrites, said } from "../support/filed-writes.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const SQL = `
CREATE FUNCTION hold_on() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(77); RETURN NULL; END $$;
CREATE FUNCTION first_tag() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'first' $$;
CREATE TABLE watched (id integer PRIMARY KEY, name varchar(20), tag text DEFAULT first_tag());
CREATE TRIGGER hold_on AFTER INSERT OR UPDATE OR DELETE ON watched FOR EACH ROW EXECUTE FUNCTION hold_on();
CREATE TABLE looked_at (id integer PRIMARY KEY, name varchar(20));
CREATE TABLE parts (id integer, kind text, name text, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a');
CREATE TRIGGER hold_on AFTER UPDATE ON parts_a FOR EACH ROW EXECUTE FUNCTION hold_on();
CREATE TABLE parts_b (id integer NOT NULL, kind text NOT NULL, name text, PRIMARY KEY (id, kind));
CREATE SCHEMA side;
CREATE TABLE side.moved (id integer PRIMARY KEY, name text);
CREATE TRIGGER hold_on AFTER UPDATE ON side.moved FOR EACH ROW EXECUTE FUNCTION hold_on();
`;

const ROWS = `
TRUNCATE watched, looked_at, parts, parts_b;
TRUNCATE side.moved;
INSERT INTO watched VALUES (1, 'ANN', 'x'); INSERT INTO looked_at VALUES (1, 'BO');
INSERT INTO parts VALUES (1, 'a', 'one'); INSERT INTO parts_b VALUES (1, 'b', 'two'); INSERT INTO side.moved VALUES (1, 'one');
`;

let shop: WritingShop;
let client: pg.Client;
const filed = new FiledWrites(() => shop);

/** The first trigger of the write waits while `ddl` is tried by somebody else; how that ended, and what is said of the write. */
async function during(write: () => Promise<Answer<object>>, ddl: string): Promise<[string, Answer<object>]> {
  await client.query("SELECT pg_advisory_lock(77)");
  const writing = write();
  for (;;) {
    const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
    if ((await client.query(waiting)).rows.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ended = await client.query(`SET lock_timeout = '300ms'; ${ddl}`).then(
    () => "done",
    (error: unknown) => (error instanceof pg.DatabaseError ? String(error.code) : "failed"),
  );
  await client.query("ROLLBACK; SET lock_timeout = 0");
  await client.query("SELECT pg_advisory_unlock_all()");
  return [ended, await writing];
}

const valueOf = async (sql: string): Promise<unknown> => {
  const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
  return rows[0]?.[0];
};

beforeAll(async () => {
  const listed = (name: string, columns: string) =>
    `  ${name}: { owners: [dora, erik], columns: { ${columns
      .split(", ")
      .map((column) => `${column}: internal`)
      .join(", ")} } }\n`;
  shop = await openWritingShop("postgres", {
    risk: `rules: [{ id: asked, when: "write.verb == 'insert'", reason: "Looked at." }]\n`,
    sql: SQL,
    relations:
      listed("public.watched", "id, name, tag") +
      listed("public.looked_at", "id, name") +
      listed("public.parts", "id, kind, name") +
      listed("side.moved", "id, name"),
    grants: "    public.watched: all\n    public.parts: all\n    side.moved: all\n",
  });
  client = new pg.Client({ connectionString: shop.place });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await shop.close();
});
beforeEach(async () => {
  await client.query(ROWS);
});

describe("while a write is on its way [G-WRITE-NAMES-HELD]", () => {
  const WRITE = "UPDATE watched SET name = (SELECT l.name FROM looked_at l WHERE l.id = watched.id) WHERE id = 1";

  it.each([
    "ALTER TABLE watched ADD COLUMN more integer DEFAULT 1",
    "ALTER TABLE watched RENAME TO elsewhere",
    "ALTER TABLE watched ALTER COLUMN name TYPE text",
    "CREATE TRIGGER more AFTER UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION hold_on()",
    "ALTER TABLE watched DISABLE TRIGGER hold_on",
    "CREATE RULE more AS ON UPDATE TO watched DO INSTEAD NOTHING",
    "ALTER TABLE watched ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE looked_at RENAME COLUMN name TO named",
    "DROP TABLE looked_at",
  ])("its locks keep out %s", async (ddl) => {
    const [ended, answer] = await during(() => shop.query(WRITE), ddl);
    expect([ended, said(answer)]).toEqual(["55P03", "executed"]);
    expect(await valueOf("SELECT name FROM watched")).toBe("BO");
  });

  it("a function that comes to stand before the server's is noticed before COMMIT, and the write is planned anew", async () => {
    const [ended, answer] = await during(
      () => shop.query("UPDATE watched SET name = lower(name) WHERE id = 1"),
      "CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'taken' $$",
    );
    expect([ended, said(answer)]).toEqual(["done", "executed"]);
    expect(await valueOf("SELECT name FROM watched")).toBe("ann");
    await client.query("DROP FUNCTION lower(varchar)");
  });

  it("an operator that comes to stand before the server's is noticed before COMMIT", async () => {
    await client.query("CREATE FUNCTION taken(varchar, varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'taken' $$");
    const [ended] = await during(
      () => shop.query("UPDATE watched SET name = name || 'x' WHERE id = 1"),
      "CREATE OPERATOR || (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = taken)",
    );
    expect(ended).toBe("done");
    expect(await valueOf("SELECT name FROM watched")).not.toBe("taken");
    await client.query("DROP OPERATOR || (varchar, varchar); DROP FUNCTION taken(varchar, varchar)");
  });

  it("a table that takes another's place, schema and all, is not written", async () => {
    const [ended] = await during(
      () => shop.query("UPDATE side.moved SET name = 'x' WHERE id = 1"),
      "BEGIN; ALTER SCHEMA side RENAME TO aside; CREATE SCHEMA side; CREATE TABLE side.moved (id integer PRIMARY KEY, name text); INSERT INTO side.moved VALUES (1, 'another'); COMMIT",
    );
    expect(ended).toBe("done");
    expect([await valueOf("SELECT name FROM aside.moved"), await valueOf("SELECT name FROM side.moved")]).not.toEqual([
      "one",
      "x",
    ]);
    await client.query("DROP SCHEMA side CASCADE; ALTER SCHEMA aside RENAME TO side");
  });

  it("a partition that is attached meanwhile does not bring further rows into the write", async () => {
    const [ended, answer] = await during(
      () => shop.query("UPDATE parts SET name = 'x' WHERE id = 1"),
      "ALTER TABLE parts ATTACH PARTITION parts_b FOR VALUES IN ('b')",
    );
    const rows = await client.query("SELECT kind, name FROM parts_b UNION SELECT kind, name FROM parts_a ORDER BY 1");
    await client.query("ALTER TABLE parts DETACH PARTITION parts_b").catch(() => undefined);
    if (ended === "done" && said(answer) === "executed") {
      expect(answer.kind === "released" && "row_count" in answer.result ? answer.result.row_count : 0).toBe(
        rows.rows.filter(({ name }) => name === "x").length,
      );
    } else expect(rows.rows.map(({ name }) => name)).toEqual(["one", "two"]);
  });

  it("a function behind a default that is replaced while what people approved is carried out makes it stale", async () => {
    const { id } = await filed.file("INSERT INTO watched (id, name) VALUES (2, 'new')");
    await filed.approve(id);
    const [ended, answer] = await during(
      () => shop.ask({ request: id }),
      "CREATE OR REPLACE FUNCTION first_tag() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'second' $$",
    );
    expect([ended, said(answer)]).toEqual(["done", "approval-stale"]);
    expect(await valueOf("SELECT count(*)::int FROM watched WHERE id = 2")).toBe(0);
  });
});
