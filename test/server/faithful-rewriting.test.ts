// A rewriting that went wrong runs nothing: what is sent to the database is parsed again and has to be the tree that was meant.

import { afterEach, describe, expect, it } from "vitest";
import type * as postgresEdits from "../../src/core/sql/postgres/rewrite/edits.ts";
import type * as sqliteEdits from "../../src/core/sql/sqlite/rewrite/edits.ts";
import { replaceExports, restoreDefences } from "../properties/defences.ts";

/** Splices that do more than they were asked to. */
const SPOILED = {
  postgres: replaceExports<typeof postgresEdits>("core/sql/postgres/rewrite/edits.ts", ({ Edits }) => ({
    Edits: class extends Edits {
      override render(...given: Parameters<InstanceType<typeof Edits>["render"]>): string {
        const text = super.render(...given);
        return given[0] === 0 ? `${text} LIMIT 1` : text;
      }
    },
  })),
  sqlite: replaceExports<typeof sqliteEdits>("core/sql/sqlite/rewrite/edits.ts", ({ applyEdits }) => ({
    applyEdits: (...given) => `${applyEdits(...given)} LIMIT 1`,
  })),
};

const FILES = {
  sql: "CREATE TABLE people (id integer PRIMARY KEY, email text); INSERT INTO people VALUES (1, 'ann@x.example');",
  relations: "  SCHEMA.people: { columns: { id: internal, email: email } }\n",
  role: "classes: { email: token }\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\n",
};

afterEach(restoreDefences);

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  it("a text that is another tree than was meant is refused [G-READ-TEXT-IS-THE-TREE]", async () => {
    const ask = async (): Promise<string> => {
      const { openSmallShop } = await import("../support/small-shop.ts");
      const shop = await openSmallShop(engine, FILES);
      try {
        return await shop.told("SELECT id, email FROM people");
      } finally {
        await shop.close();
      }
    };
    restoreDefences();
    expect(await ask()).toContain('"rows":[[1,"email_');
    restoreDefences();
    SPOILED[engine]();
    expect(await ask()).toMatch(/^unsupported-syntax: The (governed )?statement /);
  });
});
