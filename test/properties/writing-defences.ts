// Defences of writes and of changes of the schema, beside those of what they read, that are removed one at a time. As in product-defences.ts.

import { join } from "node:path";
import type * as writingModule from "../../src/adapters/postgres/catalogue/describe-writing.ts";
import type * as witnessModule from "../../src/adapters/postgres/catalogue/witness.ts";
import type * as replacingModule from "../../src/adapters/sqlite/writing/change-replacing.ts";
import type * as identityModule from "../../src/core/model/schema-identity.ts";
import type * as lookModule from "../../src/gate/writing/recheck-request.ts";
import type * as revertModule from "../../src/gate/writing/revert/refuse-revert.ts";
import type { openWritingShop as open, WritingShop } from "../support/writing-shop.ts";
import { replaceExports } from "./defences.ts";
import type { ProductDefence } from "./product-defences.ts";

export async function inShop(
  engine: WritingShop["engine"],
  more: Parameters<typeof open>[1],
  act: (shop: WritingShop) => Promise<string | null>,
): Promise<string | null> {
  const { openWritingShop } = await import("../support/writing-shop.ts");
  const shop = await openWritingShop(engine, more);
  try {
    return await act(shop);
  } finally {
    await shop.close();
  }
}

export async function filedIn(shop: WritingShop) {
  const { FiledWrites, said } = await import("../support/filed-writes.ts");
  return { filed: new FiledWrites(() => shop), said };
}

export const schemaChanges = (schema: string) =>
  `schema-changes: { shop: { create-in: [${schema}], tables: { ${schema}.orders: all, ${schema}.customers: all, ${schema}.archive: all } } }\n`;

/** A trigger that fires by a value that the caller does not see, and says so in a table that it does not see either. */
const FIRES = {
  risk: "rules: []\n",
  sql: `CREATE TABLE accounts (id integer PRIMARY KEY, credit integer, salary integer); INSERT INTO accounts VALUES (1, 0, 500);
CREATE TABLE over_limit (id bigserial PRIMARY KEY, account integer);
CREATE FUNCTION over_limit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.over_limit (account) VALUES (NEW.id); RETURN NULL; END $$;
CREATE TRIGGER over_limit AFTER UPDATE ON accounts FOR EACH ROW WHEN (NEW.credit > NEW.salary) EXECUTE FUNCTION over_limit();`,
  relations:
    "  public.accounts: { owners: [dora], columns: { id: internal, credit: internal, salary: { level: restricted } } }\n",
  grants: "    public.accounts: { update: [credit] }\n",
};

export const WRITING_DEFENCES: readonly ProductDefence[] = [
  {
    area: "writes",
    name: "what the catalogue says that a write sets off [G-WRITE-NON-INTERFERENCE]",
    remove: replaceExports<typeof writingModule>(
      "adapters/postgres/catalogue/describe-writing.ts",
      ({ describeWriting }) => ({
        describeWriting: (rows) => (relation) => ({
          ...describeWriting(rows)(relation),
          triggers: [],
          referencedBy: [],
        }),
      }),
    ),
    notices: () =>
      inShop("postgres", FIRES, async (shop) => {
        const { said } = await filedIn(shop);
        const [below, above] = [
          said(await shop.query("UPDATE accounts SET credit = 499 WHERE id = 1")),
          said(await shop.query("UPDATE accounts SET credit = 501 WHERE id = 1")),
        ];
        return below === above ? null : "a hidden value is told by how a write ends that fires a trigger";
      }),
  },
  {
    area: "writes",
    name: "that rows out of sight are not replaced [G-WRITE-GOVERNED]",
    remove: replaceExports<typeof replacingModule>(
      "adapters/sqlite/writing/change-replacing.ts",
      ({ changeReplacing }) => ({
        changeReplacing: ([step, taken], ...more) => changeReplacing([step, { ...taken, visible: null }], ...more),
      }),
    ),
    notices: () =>
      inShop("sqlite", { risk: "rules: []\n" }, async (shop) => {
        await shop.query("REPLACE INTO orders (id, customer_id, total, region) VALUES (2, 1, 5, 'EU')");
        const [row] = await shop.raw("SELECT total FROM orders WHERE id = 2");
        return String(row?.[0]) === "200" ? null : "a row that the role does not see is replaced";
      }),
  },
  {
    area: "writes",
    name: "the second look at the names of a write [G-WRITE-NAMES-HELD]",
    remove: replaceExports<typeof witnessModule>("adapters/postgres/catalogue/witness.ts", () => ({
      agrees: () => Promise.resolve(true),
    })),
    notices: () => inShop("postgres", HELD, tellTaken),
  },
  {
    area: "writes",
    name: "the judgement of what a revert leaves [G-WRITE-TAKEN-BACK]",
    remove: replaceExports<typeof revertModule>("gate/writing/revert/refuse-revert.ts", () => ({
      refuseUnreverted: () => null,
    })),
    notices: () =>
      inShop(
        "sqlite",
        {
          risk: "rules: []\n",
          sql: `CREATE TABLE lots (id integer PRIMARY KEY, n integer); INSERT INTO lots VALUES (1, 1), (2, 2);
CREATE TRIGGER renumber AFTER INSERT ON lots WHEN NEW.id < 100 BEGIN UPDATE lots SET id = id + 100 WHERE id = NEW.id; END;`,
          relations: "  main.lots: { owners: [dora, erik], columns: { id: internal, n: internal } }\n",
          grants: "    main.lots: all\n",
        },
        async (shop) => {
          const { said } = await filedIn(shop);
          const { revertWrite } = await import("../../src/gate/writing/revert/revert-write.ts");
          await shop.raw("UPDATE lots SET id = id - 100 WHERE id > 100");
          const done = await shop.query("DELETE FROM lots WHERE id = 2", { as: "dora" });
          const id = done.kind === "released" && "request" in done.result ? done.result.request : "";
          const back = await revertWrite({ id, reason: "back", waitSeconds: 0 }, shop.contextOf("dora"));
          return said(back) === "nothing-to-revert" ? null : "a row comes back as another one";
        },
      ),
  },
  {
    area: "approvals",
    name: "the look at what would happen before somebody signs [G-APPROVAL-LOOKED-AGAIN]",
    remove: replaceExports<typeof lookModule>("gate/writing/recheck-request.ts", () => ({
      recheckRequest: () => Promise.resolve({ kind: "same" }),
    })),
    notices: () =>
      inShop("sqlite", { risk: `rules: [{ id: always, when: "true", reason: "Looked at." }]\n` }, async (shop) => {
        const { filed } = await filedIn(shop);
        const { lookAtTerminal } = await import("../../src/entry/wiring/terminal/look-at-terminal.ts");
        const { readProject } = await import("../../src/entry/wiring/project.ts");
        const { id } = await filed.file("UPDATE customers SET plan = 'b' WHERE id = 2");
        await shop.raw("UPDATE customers SET notes = 'moved' WHERE id = 2");
        const project = await readProject(join(shop.folder, "gatehouse.yaml"));
        if (project.kind === "problems") throw new Error("no project");
        const looked = await lookAtTerminal(id, project);
        return looked.kind === "stale" ? null : "what will be refused is signed";
      }),
  },
  {
    area: "schema",
    name: "the schema that a change was approved for [G-SCHEMA-AS-APPROVED]",
    remove: replaceExports<typeof identityModule>("core/model/schema-identity.ts", () => ({
      schemaIdentity: () => "",
    })),
    notices: () =>
      inShop("sqlite", { risk: "rules: []\n", grants: schemaChanges("main") }, async (shop) => {
        const { filed, said } = await filedIn(shop);
        const { id } = await filed.file("ALTER TABLE archive ADD COLUMN more text");
        await filed.approve(id);
        await shop.raw("ALTER TABLE archive ADD COLUMN other text");
        return said(await shop.ask({ request: id })) === "executed"
          ? "a change of the schema runs on another schema than it was approved for"
          : null;
      }),
  },
];

/** A write whose trigger waits for us. */
const HELD = {
  risk: "rules: []\n",
  sql: `CREATE FUNCTION hold_on() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(77); RETURN NULL; END $$;
CREATE TABLE watched (id integer PRIMARY KEY, name varchar(20)); INSERT INTO watched VALUES (1, 'ANN');
CREATE TRIGGER hold_on AFTER UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION hold_on();`,
  relations: "  public.watched: { owners: [dora], columns: { id: internal, name: internal } }\n",
  grants: "    public.watched: all\n",
};

async function tellTaken(shop: WritingShop): Promise<string | null> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: shop.place });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(77)");
    const writing = shop.query("UPDATE watched SET name = lower(name) WHERE id = 1");
    const waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
    while ((await client.query(waits)).rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await client.query("CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'taken' $$");
    await client.query("SELECT pg_advisory_unlock_all()");
    await writing;
    const { rows } = await client.query<{ name: string }>("SELECT name FROM watched");
    return rows[0]?.name === "taken" ? "a function that came to stand before the server's wrote its own value" : null;
  } finally {
    await client.end();
  }
}
