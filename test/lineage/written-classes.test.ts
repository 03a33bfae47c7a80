// Whoever may write a value of a class sees no pseudonym of that class: not in the table, not where the value comes to stand, nowhere.

import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { runQuery } from "../../src/gate/reading.ts";
import { createDatabase } from "../support/postgres.ts";
import { makeProject } from "../support/project.ts";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";
import { urlInEnvironment } from "../support/url-in-environment.ts";

const CLASSES = `classes: { email: token, person-name: token, national-id: token }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: clear
`;
const TABLES = `
CREATE TABLE contacts (id integer PRIMARY KEY, email text, owner text, note text);
CREATE TABLE mails (id integer PRIMARY KEY, sent_to text);
CREATE TABLE keyed (code text PRIMARY KEY, plain text);
CREATE TABLE copies (id integer PRIMARY KEY, code text REFERENCES keyed (code) ON UPDATE CASCADE);
CREATE VIEW listed AS SELECT id, note AS address FROM contacts;
CREATE VIEW expanded AS SELECT id, lower(email) AS mail FROM contacts;
INSERT INTO contacts VALUES (1, 'ann@x.example', 'Ann', 'n'); INSERT INTO mails VALUES (1, 'ann@x.example');
INSERT INTO keyed VALUES ('k', 'p'); INSERT INTO copies VALUES (1, 'k');
`;
const RELATIONS = `  SCHEMA.contacts: { columns: { id: internal, email: email, owner: person-name, note: internal } }
  SCHEMA.mails: { columns: { id: internal, sent_to: email } }
  SCHEMA.keyed: { columns: { code: internal, plain: internal } }
  SCHEMA.copies: { columns: { id: internal, code: { class: national-id, level: restricted } } }
  SCHEMA.listed: { columns: { id: internal, address: email } }
`;
/** How what the role may write reaches a column of the class. */
const GRANTS: readonly (readonly [string, string, readonly string[]])[] = [
  ["update of the column", "SCHEMA.contacts: { update: [email] }", ["email"]],
  ["insert of the column", "SCHEMA.contacts: { insert: [id, email] }", ["email"]],
  ["another table's column of the class", "SCHEMA.mails: { update: [sent_to] }", ["email"]],
  ["a column that a listed view calls so", "SCHEMA.contacts: { update: [note] }", ["email"]],
  ["a key that is copied on update", "SCHEMA.keyed: { update: [code] }", ["national-id"]],
];

const TOKEN = /(email|person-name|national-id)_[0-9a-f]{16}/g;
const ALL = ["contacts", "mails", "copies", "listed", "expanded"];

async function classesShown(shop: SmallShop): Promise<readonly string[]> {
  const told = await Promise.all(ALL.map((table) => shop.told(`SELECT * FROM ${table}`)));
  return [...new Set(told.flatMap((text) => [...text.matchAll(TOKEN)].map(([, name = ""]) => name)))].toSorted();
}

const IDENTITIES = `identities:
  alice: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: alice, roles: [agent] }
`;

describe.each(["postgres", "sqlite"] as const)("pseudonyms on %s", (engine) => {
  it.each(GRANTS)(
    "a role that may write by %s sees none of the class [G-TOKEN-NOT-LOOKED-UP]",
    async (_, grant, lost) => {
      const shop = await openSmallShop(engine, {
        sql: TABLES,
        relations: RELATIONS,
        role: `${CLASSES}writes: { shop: { ${grant} } }\n`,
      });
      try {
        const left = ["email", "national-id", "person-name"].filter((name) => !lost.includes(name));
        expect(await classesShown(shop)).toEqual(left);
        const columns = (await shop.describe(ALL)).tables.flatMap((table) => table.columns ?? []);
        const redacted = columns.filter((column) => column.instead_of === "token");
        expect([...new Set(redacted.map((column) => column.class))]).toEqual(lost);
        expect(redacted.every(({ treatment }) => treatment === "redact")).toBe(true);
      } finally {
        await shop.close();
      }
    },
  );

  it("a role that writes other columns, or all that it sees in the clear, keeps its pseudonyms [G-ORDINARY-SQL-PASSES]", async () => {
    for (const grants of [
      "SCHEMA.mails: { delete: true, update: [id] }",
      "SCHEMA.mails: all",
      "SCHEMA.keyed: { update: [plain] }",
    ]) {
      const shop = await openSmallShop(engine, {
        sql: TABLES,
        relations: RELATIONS,
        role: `${CLASSES}writes: { shop: { ${grants} } }\n`,
      });
      try {
        expect(await classesShown(shop), grants).toEqual(["email", "national-id", "person-name"]);
      } finally {
        await shop.close();
      }
    }
  });

  it("so does who has a second role that may write [G-TOKEN-NOT-LOOKED-UP]", async () => {
    const shop = await openSmallShop(engine, {
      sql: TABLES,
      relations: RELATIONS,
      role: CLASSES,
      identities: `identities:
  alice: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: alice, roles: [agent, writer] }
`,
      roles: {
        "writer.yaml": `role: writer\ndescription: Writes.\nreads: masked\n${CLASSES}writes: { shop: { SCHEMA.contacts: { update: [email] } } }\n`,
      },
    });
    try {
      expect(await classesShown(shop)).toEqual(["national-id", "person-name"]);
    } finally {
      await shop.close();
    }
  });
});

describe.each(["postgres", "sqlite"] as const)("what is written in another database, on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";
  const mails = `CREATE TABLE letters (id integer PRIMARY KEY, note text, plain text, low text GENERATED ALWAYS AS (lower(plain)) STORED);
CREATE VIEW addresses AS SELECT id, note AS address FROM letters;`;
  const role = (writes: string) => `role: agent
description: Reads for a test.
reads: masked
${CLASSES}writes: { mail: { ${schema}.letters: ${writes} } }
`;

  async function shownWith(writes: string, { gone = false } = {}): Promise<string> {
    const database = engine === "postgres" ? await createDatabase(mails) : null;
    const url = database === null ? "" : urlInEnvironment(gone ? database.url.replace(/:\d+\//, ":1/") : database.url);
    const project = await makeProject({
      databases: `  shop: { engine: sqlite, file: ./shop.db }
  mail: { engine: ${engine}, ${database === null ? "file: ./mail.db" : `url: "${url}"`}, writes: governed }`,
      identities: IDENTITIES,
      data: {
        shop: "database: shop\nrelations:\n  main.people: { columns: { id: internal, email: email, owner: person-name } }\n",
        mail: `database: mail
relations:
  ${schema}.letters: { columns: { id: internal, note: internal, plain: internal, low: person-name } }
  ${schema}.addresses: { columns: { id: internal, address: email } }
`,
      },
      roles: { "agent.yaml": role(writes) },
    });
    const fill = (name: string, sql: string) => new Database(join(project.folder, name)).exec(sql).close();
    fill(
      "shop.db",
      "CREATE TABLE people (id integer, email text, owner text); INSERT INTO people VALUES (1, 'ann@x.example', 'Ann')",
    );
    if (engine === "sqlite" && !gone) fill("mail.db", mails);
    const read = await readProject(join(project.folder, "gatehouse.yaml"));
    if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
    const opened = await openGatehouse(read, () => undefined);
    try {
      const caller = authenticateConfigured(
        { principal: "claude", role: null, session: "two" },
        opened.gatehouse.policy(),
      );
      const context = { caller, gatehouse: opened.gatehouse, cancellation: new AbortController().signal };
      const answer = await runQuery(
        { database: "shop", sql: "SELECT email, owner FROM people", parameters: [] },
        context,
      );
      const text = answer.kind === "released" ? answer.json : answer.refusal.message;
      return [...new Set([...text.matchAll(TOKEN)].map(([, name = ""]) => name))].toSorted().join(" ");
    } finally {
      await opened.close();
      await project.remove();
      await database?.drop();
    }
  }

  it.each([
    ["a column that a listed view calls so", "{ update: [note] }", "person-name"],
    ["a column that one of the class is made of", "{ insert: [id, plain] }", "email"],
    ["all of it", "all", ""],
    ["none of it", "{ delete: true, update: [id] }", "email person-name"],
  ])("takes the pseudonyms of the class away here: %s [G-TOKEN-NOT-LOOKED-UP]", async (_, writes, left) => {
    expect(await shownWith(writes)).toBe(left);
  });

  it("takes all that its policy names where its schema cannot be read [G-TOKEN-NOT-LOOKED-UP]", async () => {
    expect(await shownWith("{ update: [id] }", { gone: true })).toBe("");
  });
});

describe("partitions on PostgreSQL", () => {
  let shop: SmallShop;
  beforeAll(async () => {
    shop = await openSmallShop("postgres", {
      sql: `CREATE TABLE people (id integer, email text, login text, low text GENERATED ALWAYS AS (lower(login)) STORED, PRIMARY KEY (id)) PARTITION BY LIST (id);
CREATE TABLE people_1 PARTITION OF people FOR VALUES IN (1);
CREATE MATERIALIZED VIEW kept AS SELECT id, email FROM people;
INSERT INTO people VALUES (1, 'ann@x.example', 'Ann'); REFRESH MATERIALIZED VIEW kept;`,
      relations: `  public.people: { columns: { id: internal, email: email, login: internal, low: person-name } }
  public.people_1: { columns: { id: internal, email: email, login: internal, low: person-name } }
`,
      role: `${CLASSES}writes: { shop: { public.people_1: { update: [login, email] } } }\n`,
    });
  });
  afterAll(() => shop.close());

  it.each(["people", "people_1", "kept"])(
    "%s shows no pseudonym that the other's grant would name [G-TOKEN-NOT-LOOKED-UP]",
    async (table) => {
      expect(await shop.told(`SELECT * FROM ${table}`)).not.toMatch(TOKEN);
    },
  );
});
