// Defences of what goes in and comes out that are removed, one at a time: masks that are told, pseudonyms of what is written, the types of
// values, settings of sessions, names of row filters, and the door to the terminal. As in product-defences.ts.

import type * as settingsModule from "../../src/adapters/postgres/connection/session-settings.ts";
import type * as encodeModule from "../../src/adapters/postgres/values/encode-parameter.ts";
import type * as notesModule from "../../src/core/masking/mask-notes.ts";
import type * as scanModule from "../../src/core/masking/scan-kind.ts";
import type * as visibleModule from "../../src/core/model/visible-text.ts";
import type * as writtenModule from "../../src/core/policy/govern/written-classes.ts";
import type * as utcModule from "../../src/core/sql/postgres/rewrite/utc.ts";
import type * as bindModule from "../../src/core/sql/sqlite/rewrite/filter/bind-names.ts";
import type { SmallShop, SmallShopFiles } from "../support/small-shop.ts";
import { replaceExports } from "./defences.ts";
import type { ProductDefence } from "./product-defences.ts";

export async function inSmallShop(
  engine: "postgres" | "sqlite",
  files: SmallShopFiles,
  act: (shop: SmallShop) => Promise<string | null>,
): Promise<string | null> {
  const { openSmallShop } = await import("../support/small-shop.ts");
  const shop = await openSmallShop(engine, files);
  try {
    return await act(shop);
  } finally {
    await shop.close();
  }
}

const PEOPLE: SmallShopFiles = {
  sql: "CREATE TABLE people (id integer PRIMARY KEY, email text); INSERT INTO people VALUES (1, 'ann@x.example');",
  relations: "  SCHEMA.people: { columns: { id: internal, email: email } }\n",
  role: "classes: { email: token }\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\n",
};

/** A setting of the database's own. */
const setting = (name: string, value: string): string =>
  `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET ${name} = %L', current_database(), '${value}'); END $$;`;

const LEVELS = "levels: { public: clear, internal: clear, confidential: redact, restricted: hide }\n";

export const ANSWER_DEFENCES: readonly ProductDefence[] = [
  {
    area: "masks",
    name: "the word on masks that decided an answer [G-READ-MASKS-SAID]",
    remove: replaceExports<typeof notesModule>("core/masking/mask-notes.ts", () => ({ notesOf: () => [] })),
    notices: () =>
      inSmallShop("sqlite", PEOPLE, async ({ told }) => {
        const answer = await told("SELECT count(*) AS n FROM people WHERE email = 'ann@x.example'");
        return answer.includes("mask") ? null : "a wrong number comes without a word";
      }),
  },
  {
    area: "masks",
    name: "that what may be written is shown under no pseudonym [G-TOKEN-NOT-LOOKED-UP]",
    remove: replaceExports<typeof writtenModule>("core/policy/govern/written-classes.ts", () => ({
      writtenClasses: () => new Set<string>(),
    })),
    notices: () =>
      inSmallShop(
        "sqlite",
        { ...PEOPLE, role: `${PEOPLE.role}writes: { shop: { SCHEMA.people: { update: [email] } } }\n` },
        async ({ told }) =>
          /email_[0-9a-f]{16}/.test(await told("SELECT email FROM people"))
            ? "a guess that is written can be held against pseudonyms"
            : null,
      ),
  },
  {
    area: "masks",
    name: "the types that the content scan knows [G-SCAN-FEW-FALSE-ALARMS]",
    remove: replaceExports<typeof scanModule>("core/masking/scan-kind.ts", () => ({ scanKindOf: () => "text" })),
    notices: () =>
      inSmallShop(
        "postgres",
        {
          sql: "CREATE TABLE cards (id integer, card numeric); INSERT INTO cards VALUES (1, 4111111111111111);",
          relations: "  SCHEMA.cards: { columns: { id: public } }\n",
          role: `${LEVELS}unclassified: clear\n`,
        },
        async ({ told }) =>
          (await told("SELECT card FROM cards")).includes("4111111111111111") ? null : "a number is taken for a card",
      ),
  },
  {
    area: "masks",
    name: "days of UTC in masks [G-READ-SETTINGS-PROOF]",
    remove: replaceExports<typeof utcModule>("core/sql/postgres/rewrite/utc.ts", () => ({ atUtc: (value) => value })),
    notices: () =>
      inSmallShop(
        "postgres",
        {
          sql: `${setting("timezone", "Asia/Tokyo")}
CREATE TABLE born (at timestamptz); INSERT INTO born VALUES ('2023-12-31 20:00+00');`,
          relations: "  SCHEMA.born: { columns: { at: birth-date } }\n",
          role: `classes: { birth-date: year }\n${LEVELS}`,
        },
        async ({ told }) => ((await told("SELECT at FROM born")).includes("2024") ? "a time zone moves a mask" : null),
      ),
  },
  {
    area: "values",
    name: "the types of parameters, asked of the server [G-VALUES-GO-IN-AS-THEY-COME-OUT]",
    remove: replaceExports<typeof encodeModule>("adapters/postgres/values/encode-parameter.ts", () => ({
      dependsOnTypes: () => false,
    })),
    notices: () =>
      inSmallShop(
        "postgres",
        {
          sql: "CREATE TABLE notes (id integer PRIMARY KEY, body jsonb);",
          relations: "  SCHEMA.notes: { columns: { id: public, body: public } }\n",
          role: `${LEVELS}writes: { shop: { SCHEMA.notes: { insert: all } } }\n`,
        },
        async ({ query, told }) => {
          await query("INSERT INTO notes VALUES (1, $1)", [[]]);
          const found = await told("SELECT jsonb_typeof(body) AS t FROM notes WHERE id = ANY($1)", [[1]]);
          return found.includes("array") ? null : "a list is sent as something that the server does not take";
        },
      ),
  },
  {
    area: "process",
    name: "the look at a new session's settings [G-SESSION-PINNED]",
    remove: replaceExports<typeof settingsModule>(
      "adapters/postgres/connection/session-settings.ts",
      ({ sessionCheck }) => ({
        sessionCheck: (of) => ({ ...sessionCheck(of), differing: () => [] }),
      }),
    ),
    notices: () =>
      inSmallShop(
        "postgres",
        { ...PEOPLE, sql: `${PEOPLE.sql}${setting("session_replication_role", "replica")}` },
        async ({ told }) =>
          (await told("SELECT id FROM people")).startsWith("database-unavailable") ||
          (await told("SELECT id FROM people")).startsWith("session-not-pinned")
            ? null
            : "a session is used that is not what was asked for",
      ),
  },
  {
    area: "reads",
    name: "that every name of a row filter is found in it [G-READ-FILTER-NAMES]",
    remove: replaceExports<typeof bindModule>("core/sql/sqlite/rewrite/filter/bind-names.ts", ({ bindNames }) => ({
      bindNames: (frame, catalogue) => {
        const bound = bindNames(frame, catalogue);
        return typeof bound === "string"
          ? { edits: [], columns: new Map(), uncertain: [] }
          : { ...bound, edits: [], uncertain: [] };
      },
    })),
    notices: () =>
      inSmallShop(
        "sqlite",
        {
          sql: `CREATE TABLE teams (id integer PRIMARY KEY, zone text); INSERT INTO teams VALUES (1, 'EU'), (2, 'US');
CREATE TABLE tickets (id integer PRIMARY KEY, team_id integer, memo text); INSERT INTO tickets VALUES (1, 1, 'seen'), (2, 2, 'canary');`,
          relations: "  SCHEMA.tickets: { columns: { id: public, team_id: public, memo: public } }\n",
          role: `${LEVELS}rows: { shop: { SCHEMA.tickets: "team_id IN (SELECT id FROM main.teams WHERE region = 'EU')" } }\n`,
        },
        async ({ told }) => {
          const captured = "SELECT (SELECT group_concat(memo) FROM tickets) FROM (SELECT 'EU' AS region) x";
          return (await told(captured)).includes("canary") ? "a filter takes a name from the caller's statement" : null;
        },
      ),
  },
  {
    area: "process",
    name: "the door to the terminal [G-TERMINAL-DOOR]",
    remove: replaceExports<typeof visibleModule>("core/model/visible-text.ts", () => ({ visibleLine: (text) => text })),
    notices: async () => {
      const { forTerminal } = await import("../../src/entry/cli/terminal/for-terminal.ts");
      const shown = forTerminal("a reason \u001b[2Jof an agent's\u202e", { color: true });
      return /\p{Cc}|\p{Cf}/u.test(shown) ? "what an agent wrote commands the approver's terminal" : null;
    },
  },
];
