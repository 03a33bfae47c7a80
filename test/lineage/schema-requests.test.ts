// Keys that would ask about masked values, and names under which a role would write what it may not, are not asked for.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";

const IDENTITIES = `identities:
  alice: { kind: human, roles: [data-owner] }
  bob: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: alice, roles: [agent] }
`;
const COLUMNS =
  "columns: { id: internal, memo: { class: email, level: confidential }, status: internal, total: internal, note: internal, code: internal }";
const RELATIONS = `  SCHEMA.orders: { owners: [bob], ${COLUMNS} }
  SCHEMA.lookup: { owners: [bob], columns: { memo: internal, code: internal } }
  SCHEMA.tops: { owners: [bob], columns: { id: internal, code: internal } }
  SCHEMA.followers: { owners: [bob], columns: { code: internal, note: internal } }
  SCHEMA.further: { owners: [bob], columns: { code: internal } }
  SCHEMA.still: { owners: [bob], columns: { code: internal } }
  SCHEMA.followed: { owners: [bob], columns: { id: internal, memo: { class: email, level: confidential }, code: internal, total: internal } }
  SCHEMA.fixed: { owners: [bob], columns: { memo: internal } }
  SCHEMA.old_keys: { owners: [bob], columns: { id: internal, memo: email } }
  SCHEMA.moved: { owners: [bob], columns: { id: internal, total: internal, note: internal, code: internal, status: internal } }
`;
const ROLE = `classes: { email: token }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
writes:
  shop:
    SCHEMA.orders: { insert: [id, status], update: [status, code] }
    SCHEMA.lookup: all
    SCHEMA.moved: { update: [status, code] }
    SCHEMA.tops: { update: [code], delete: true }
schema-changes: { shop: { create-in: [SCHEMA], tables: { SCHEMA.orders: all, SCHEMA.lookup: all, SCHEMA.old_keys: all, SCHEMA.moved: all, SCHEMA.followed: all } } }
`;
const SQL = `
CREATE TABLE fixed (memo text PRIMARY KEY);
CREATE TABLE lookup (memo text PRIMARY KEY, code text UNIQUE, UNIQUE (memo, code));
CREATE TABLE orders (id integer PRIMARY KEY, memo text, status text, total text, note text, code text);
CREATE TABLE tops (id integer PRIMARY KEY, code text UNIQUE);
CREATE TABLE followers (code text PRIMARY KEY REFERENCES tops (code) ON UPDATE CASCADE, note text);
CREATE TABLE further (code text PRIMARY KEY REFERENCES followers (code) ON UPDATE CASCADE);
CREATE TABLE still (code text PRIMARY KEY REFERENCES tops (code));
CREATE TABLE followed (id integer PRIMARY KEY, memo text, code text REFERENCES tops (code) ON UPDATE CASCADE, total text);
CREATE TABLE old_keys (id integer PRIMARY KEY, memo text);
CREATE TABLE moved (id integer PRIMARY KEY, total text, note text, code text);
`;

describe.each(["postgres", "sqlite"] as const)("changes of the schema on %s", (engine) => {
  let shop: SmallShop;
  beforeAll(async () => {
    const more = "ALTER TABLE old_keys ADD CONSTRAINT kept FOREIGN KEY (memo) REFERENCES lookup (memo) NOT VALID;";
    shop = await openSmallShop(engine, {
      sql: engine === "postgres" ? SQL + more : SQL,
      relations: RELATIONS,
      role: ROLE,
      identities: IDENTITIES,
    });
  });
  afterAll(() => shop.close());

  const refused =
    engine === "postgres"
      ? [
          "ALTER TABLE orders ADD FOREIGN KEY (memo) REFERENCES lookup",
          "ALTER TABLE orders ADD FOREIGN KEY (memo) REFERENCES lookup NOT VALID",
          "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (memo) REFERENCES lookup (memo) DEFERRABLE INITIALLY DEFERRED",
          "ALTER TABLE orders ADD FOREIGN KEY (memo) REFERENCES lookup ON DELETE SET NULL",
          "ALTER TABLE orders ADD FOREIGN KEY (memo, code) REFERENCES lookup (memo, code)",
          "ALTER TABLE orders ADD COLUMN twin text GENERATED ALWAYS AS (memo) STORED REFERENCES lookup (memo)",
          "ALTER TABLE old_keys VALIDATE CONSTRAINT kept",
          "ALTER TABLE orders ADD UNIQUE (memo, code)",
          "CREATE UNIQUE INDEX ON orders (memo, status)",
          "CREATE UNIQUE INDEX ON orders (lower(memo), status)",
          "ALTER TABLE orders ADD CHECK (memo <> code)",
          "ALTER TABLE orders ADD EXCLUDE (memo WITH =, code WITH =)",
          // the role writes them through a key of another table alone
          "ALTER TABLE orders ADD FOREIGN KEY (memo) REFERENCES followers",
          "ALTER TABLE orders ADD FOREIGN KEY (memo) REFERENCES further NOT VALID",
          "ALTER TABLE followed ADD UNIQUE (memo, code)",
        ]
      : [
          "CREATE UNIQUE INDEX u ON orders (memo, status)",
          "CREATE UNIQUE INDEX u ON orders (lower(memo), status)",
          "CREATE UNIQUE INDEX u ON followed (memo, code)",
        ];

  it.each(refused)("%s is not asked for [G-SCHEMA-TELLS-NOTHING]", async (sql) => {
    expect(await shop.told(sql)).toMatch(/^(construct-not-allowed|unsupported-syntax)/);
  });

  it.each(["total", "note"])("%s is not renamed to what a role may write [G-SCHEMA-TELLS-NOTHING]", async (name) => {
    expect(await shop.told(`ALTER TABLE moved RENAME COLUMN ${name} TO status`)).toMatch(
      /^construct-not-allowed: Under that name a role could write the column/,
    );
  });

  const asked =
    engine === "postgres"
      ? [
          "ALTER TABLE orders ADD FOREIGN KEY (code) REFERENCES lookup (code)",
          "ALTER TABLE orders ADD FOREIGN KEY (memo) REFERENCES still",
          "ALTER TABLE followed ADD UNIQUE (memo, total)",
          "ALTER TABLE orders ADD UNIQUE (total, note)",
          "CREATE INDEX ON orders (memo, status)",
          "ALTER TABLE orders ADD CONSTRAINT whole UNIQUE (memo)",
          "ALTER TABLE orders RENAME COLUMN total TO sum",
          "ALTER TABLE orders RENAME COLUMN status TO state",
          "ALTER TABLE moved RENAME COLUMN code TO status",
        ]
      : [
          "CREATE UNIQUE INDEX u ON orders (total, note)",
          "CREATE INDEX i ON orders (memo, status)",
          "ALTER TABLE orders RENAME COLUMN total TO sum",
          "ALTER TABLE moved RENAME COLUMN code TO status",
        ];
  it.each(asked)("%s is asked for [G-SCHEMA-ORDINARY-PASSES]", async (sql) => {
    expect(await shop.told(sql)).toContain("pending_approval");
  });
});
