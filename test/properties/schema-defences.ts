// Defences of changes of the schema that are removed, one at a time: that people are asked, what may be asked for, and what those who decide
// are told. As in product-defences.ts.

import type * as filtersModule from "../../src/core/policy/check/note-filters.ts";
import type * as decideModule from "../../src/core/policy/decide/decide-schema.ts";
import type * as keysModule from "../../src/core/policy/decide/refuse-masked-keys.ts";
import type * as readModule from "../../src/core/sql/sqlite/schema/read-schema-change.ts";
import type * as weighModule from "../../src/gate/writing/asking/weigh-schema-change.ts";
import type { WritingShop } from "../support/writing-shop.ts";
import { replaceExports } from "./defences.ts";
import type { ProductDefence } from "./product-defences.ts";
import { inShop, schemaChanges } from "./writing-defences.ts";

const NOT_ASKED = "nobody is asked about a change of the schema";
const NO_RULES = { risk: "rules: []\n", grants: schemaChanges("main") };

async function told(shop: WritingShop, sql: string, as = "claude"): Promise<string> {
  const { said } = await import("../support/filed-writes.ts");
  return said(await shop.query(sql, { reason: "a migration", as }));
}

/** Another agent, whose role's filter reads the table that is changed. */
const WATCHED = {
  ...NO_RULES,
  roles: {
    "watcher.yaml": `role: watcher
description: Reads orders of customers in one country.
reads: masked
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
rows: { shop: { main.order_items: "EXISTS (SELECT 1 FROM main.archive a WHERE a.id = order_items.order_id AND a.what = 'DE')" } }
`,
  },
};

export const SCHEMA_DEFENCES: readonly ProductDefence[] = [
  {
    area: "schema",
    name: "that a change of the schema asks, whatever the rules are [G-SCHEMA-ASKS]",
    remove: replaceExports<typeof weighModule>(
      "gate/writing/asking/weigh-schema-change.ts",
      ({ weighSchemaChange }) => ({
        weighSchemaChange: (...given) => ({ ...weighSchemaChange(...given), held: [] }),
      }),
    ),
    // the shop's own look at its ledger finds such a request altered, too
    notices: () =>
      inShop("sqlite", NO_RULES, async (shop) =>
        (await told(shop, "ALTER TABLE archive ADD COLUMN more text")) === "pending_approval" ? null : NOT_ASKED,
      ).catch(() => NOT_ASKED),
  },
  {
    area: "schema",
    name: "that only roles that may ask for a change do [G-SCHEMA-ASKS]",
    remove: replaceExports<typeof decideModule>("core/policy/decide/decide-schema.ts", () => ({
      refuseUngranted: () => null,
      refuseSchemaChange: () => null,
    })),
    notices: () =>
      inShop("sqlite", { risk: "rules: []\n" }, async (shop) =>
        (await told(shop, "DROP TABLE archive")) === "statement-kind"
          ? null
          : "people are asked for what no policy lets the role ask for",
      ),
  },
  {
    area: "schema",
    name: "the refusal of keys over masked columns [G-SCHEMA-TELLS-NOTHING]",
    remove: replaceExports<typeof keysModule>("core/policy/decide/refuse-masked-keys.ts", () => ({
      refuseMaskedKeys: () => null,
    })),
    notices: () =>
      inShop("sqlite", NO_RULES, async (shop) =>
        (await told(shop, "CREATE UNIQUE INDEX u ON customers (full_name, plan)")) === "construct-not-allowed"
          ? null
          : "a key is asked for that would answer guesses about a masked column",
      ),
  },
  {
    area: "schema",
    name: "the word on row filters to those who decide [G-SCHEMA-FILTERS-SAID]",
    remove: replaceExports<typeof filtersModule>("core/policy/check/note-filters.ts", () => ({
      noteFilters: () => [],
    })),
    notices: () =>
      inShop("sqlite", WATCHED, async (shop) => {
        const { FiledWrites } = await import("../support/filed-writes.ts");
        const { request } = await new FiledWrites(() => shop).file("ALTER TABLE archive ADD COLUMN order_id integer");
        return JSON.stringify(request).includes("row filter")
          ? null
          : "nobody is told that a row filter reads the table";
      }),
  },
  {
    area: "schema",
    name: "that an ordinary migration is read, and not refused [G-SCHEMA-ORDINARY-PASSES]",
    remove: replaceExports<typeof readModule>("core/sql/sqlite/schema/read-schema-change.ts", () => ({
      readSchemaChange: () => null,
    })),
    notices: () =>
      inShop("sqlite", NO_RULES, async (shop) => {
        const { said, FiledWrites } = await import("../support/filed-writes.ts");
        const asked = said(await shop.query("CREATE INDEX archive_what ON archive (what)", { reason: "a migration" }));
        if (asked !== "pending_approval") return "an ordinary migration is refused";
        const done = await new FiledWrites(() => shop).carryOut("ALTER TABLE archive ADD COLUMN more text DEFAULT 'x'");
        const rows = await shop.raw("SELECT count(*) FROM pragma_table_info('archive') WHERE name = 'more'");
        return done === "executed" && rows[0]?.[0] === 1 ? null : "an ordinary migration leaves another schema";
      }),
  },
];
