// A write that a rule holds against is tried before people are asked. Where the try is refused its caller is told, and nobody is asked: such
// tries count in `recent` as others do, stand in the ledger, and guesses by them come to an end.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { said } from "../support/filed-writes.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const TABLES = `
CREATE TABLE looked (id integer PRIMARY KEY, v integer CHECK (v < 100), code text UNIQUE, parent_id integer REFERENCES customers (id));
CREATE TABLE free (id integer PRIMARY KEY, v integer);
INSERT INTO looked VALUES (1, 1, 'a', 1), (2, 2, 'b', 1);
INSERT INTO free VALUES (1, 1);
`;
const TRIGGERS = {
  postgres: `CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.status = 'away' THEN NEW.region := 'US'; END IF; RETURN NEW; END $$;
CREATE TRIGGER away BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION away();`,
  sqlite:
    "CREATE TRIGGER away AFTER UPDATE OF status ON orders WHEN NEW.status = 'away' BEGIN UPDATE orders SET region = 'US' WHERE id = NEW.id; END;",
};

let shop: WritingShop;

const counted = () => {
  const { gatehouse } = shop.opened;
  const since = gatehouse.clock.now() - 3_600_000_000;
  return gatehouse.budgets.unaskedWrites({ requester: "claude", database: "shop", since });
};

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      risk: `rules:
  - { id: looked-at, when: "write.table in ['${schema}.looked', '${schema}.orders']", reason: "Looked at." }
  - { id: adds-up, when: "recent.writes > 4", reason: "It adds up." }
`,
      sql: TABLES + TRIGGERS[engine],
      relations: `  ${schema}.looked: { owners: [dora, erik], columns: { id: internal, v: internal, code: internal, parent_id: internal } }
  ${schema}.free: { owners: [dora, erik], columns: { id: internal, v: internal } }
`,
      grants: `    ${schema}.looked: all\n    ${schema}.free: all\n`,
    });
  });
  afterAll(() => shop.close());

  it("each of them counts, and a write that asked nobody asks for it [G-WRITE-TRIES-COUNTED]", async () => {
    const tries = [
      ["UPDATE looked SET v = 100 WHERE id = 1", "constraint"],
      ["UPDATE looked SET code = 'b' WHERE id = 1", "constraint"],
      ["INSERT INTO looked VALUES (2, 1, 'c', 1)", "constraint"],
      ["UPDATE orders SET status = 'away' WHERE id = 1", "out-of-sight"],
      ["UPDATE looked SET v = 101 WHERE id = 2", "constraint"],
    ] as const;
    for (const [place, [sql, code]] of tries.entries()) {
      expect([sql, said(await shop.query(sql, { reason: "a guess" }))]).toEqual([sql, code]);
      expect((await counted()).writes).toBe(place + 1);
    }
    expect(said(await shop.query("UPDATE free SET v = 2 WHERE id = 1"))).toBe("approval_needed");
    const told = await shop.opened.gatehouse.approvals.list({ states: ["rolled-back"], requester: "claude" }, 10);
    expect(told.map(({ wanted, approvals }) => [wanted, approvals])).toEqual(tries.map(() => [0, 0]));
  });

  it("one that people are asked about does not count: they decide", async () => {
    const before = await counted();
    expect(said(await shop.query("UPDATE looked SET v = 50 WHERE id = 1", { reason: "fine" }))).toBe(
      "pending_approval",
    );
    expect(await counted()).toEqual(before);
  });
});
