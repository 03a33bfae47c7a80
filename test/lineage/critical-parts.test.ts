// Marks and owners of everything that can hold the rows of a write: partitions, what they are parts of, tables that foreign keys change.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";

const IDENTITIES = `identities:
  alice: { kind: human, roles: [data-owner] }
  bob: { kind: human, roles: [data-owner] }
  carl: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: alice, roles: [agent] }
`;
const RISK = `rules:
  - { id: critical-table, when: table.critical, reason: The table is marked critical. }
`;
const LEVELS = "levels: { public: clear, internal: clear, confidential: redact, restricted: hide }\n";

describe("partitions on PostgreSQL", () => {
  let shop: SmallShop;
  beforeAll(async () => {
    shop = await openSmallShop("postgres", {
      sql: `CREATE TABLE contacts (id integer, kind text, note text, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE contacts_a PARTITION OF contacts FOR VALUES IN ('a');
CREATE TABLE contacts_b PARTITION OF contacts FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE contacts_b1 PARTITION OF contacts_b FOR VALUES FROM (0) TO (10);
CREATE TABLE logs (id integer, note text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (0) TO (10);
CREATE TABLE plain (id integer PRIMARY KEY, note text); CREATE TABLE plain_1 (id integer PRIMARY KEY, note text);
INSERT INTO contacts VALUES (1, 'a', 'x'), (2, 'b', 'y'); INSERT INTO logs VALUES (1, 'l'); INSERT INTO plain VALUES (1, 'p');`,
      relations: `  public.contacts: { owners: [bob], columns: { id: internal, kind: internal, note: internal } }
  public.contacts_b1: { owners: [carl], critical: true, columns: {} }
  public.logs: { owners: [bob], critical: true, columns: { id: internal, note: internal } }
  public.logs_1: { columns: {} }
  public.plain: { owners: [bob], columns: { id: internal, note: internal } }
`,
      role: `${LEVELS}writes: { shop: { public.contacts: all, public.contacts_a: all, public.contacts_b: all, public.logs_1: all, public.plain: all } }\n`,
      identities: IDENTITIES,
      risk: RISK,
    });
  });
  afterAll(() => shop.close());

  it.each(["UPDATE logs_1 SET note = 'z' WHERE id = 1"])("%s waits [G-RISK-DETERMINISTIC]", async (sql) => {
    expect(await shop.told(sql)).toContain("pending_approval");
  });

  it("rows of a part that somebody else answers for need somebody who answers for all", async () => {
    for (const sql of [
      "UPDATE contacts SET note = 'z' WHERE kind = 'b'",
      "UPDATE contacts_b SET note = 'z' WHERE id = 2",
    ])
      expect(await shop.told(sql)).toMatch(/^write-not-possible: This write needs a person who approves/);
  });

  it.each(["UPDATE contacts_a SET note = 'z' WHERE id = 1", "UPDATE plain SET note = 'z' WHERE id = 1"])(
    "%s reaches nothing that is marked [G-WRITE-ORDINARY-PASSES]",
    async (sql) => {
      expect(await shop.told(sql)).toContain('"status":"executed"');
    },
  );
});

describe.each(["postgres", "sqlite"] as const)("tables that foreign keys change on %s", (engine) => {
  it("a mark on one of them holds the write [G-RISK-DETERMINISTIC]", async () => {
    const shop = await openSmallShop(engine, {
      sql: `CREATE TABLE parents (id integer PRIMARY KEY, n integer);
CREATE TABLE children (id integer PRIMARY KEY, parent integer REFERENCES parents (id) ON DELETE CASCADE);
INSERT INTO parents VALUES (1, 1), (2, 1); INSERT INTO children VALUES (1, 1);`,
      relations: `  SCHEMA.parents: { owners: [bob], columns: { id: internal, n: internal } }
  SCHEMA.children: { owners: [bob], critical: true, columns: { id: internal, parent: internal } }
`,
      role: `${LEVELS}writes: { shop: { SCHEMA.parents: all, SCHEMA.children: all } }\n`,
      identities: IDENTITIES,
      risk: RISK,
    });
    try {
      expect(await shop.told("DELETE FROM parents WHERE id = 1")).toContain("pending_approval");
      expect(JSON.parse(await shop.told("DELETE FROM parents WHERE id = 2"))).toMatchObject({ status: "executed" });
    } finally {
      await shop.close();
    }
  });
});
