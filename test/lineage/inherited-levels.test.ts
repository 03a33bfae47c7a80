// Levels and classes follow values, whatever the order of columns and however many steps they take.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSmallShop, type SmallShop } from "../support/small-shop.ts";

/** Everything that no policy names is in the clear, so that whatever is not inherited shows. */
const ROLE = `classes: { national-id: token, email: redact }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: clear
`;
const RELATIONS = `  SCHEMA.staff: { columns: { id: internal, pay: { level: restricted }, ssn: { class: national-id, level: restricted }, name: public } }
  SCHEMA.badges: { columns: { id: internal } }
  SCHEMA.visits: { columns: { id: internal } }
`;

const ON_SQLITE = `PRAGMA foreign_keys = OFF;
CREATE TABLE staff (late AS (early || '-') VIRTUAL, early AS (pay || '') VIRTUAL, id integer PRIMARY KEY, pay text UNIQUE, ssn text UNIQUE, name text,
  mixed AS (pay || note) VIRTUAL, note text, harmless AS (name || '!') VIRTUAL, UNIQUE (pay, ssn));
CREATE TABLE codes (code text PRIMARY KEY REFERENCES Staff (SSN), other text);
CREATE TABLE badges (id integer PRIMARY KEY, pay_ref text REFERENCES STAFF (Pay), ssn_ref text REFERENCES codes, first_of text, second_of text, twice text
  REFERENCES staff (name) REFERENCES staff (pay), FOREIGN KEY (first_of, second_of) REFERENCES staff (pay, ssn));
CREATE TABLE visits (id integer PRIMARY KEY, badge_pay text REFERENCES badges (pay_ref));
INSERT INTO staff (id, pay, ssn, name, note) VALUES (1, 'canary-pay', 'canary-ssn', 'Ann', 'free');
INSERT INTO codes VALUES ('canary-ssn', 'x');
INSERT INTO badges VALUES (1, 'canary-pay', 'canary-ssn', 'canary-pay', 'canary-ssn', 'canary-pay');
INSERT INTO visits VALUES (1, 'canary-pay');
`;
const ON_POSTGRES = `
CREATE FUNCTION loud(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)';
CREATE TABLE staff (late text GENERATED ALWAYS AS (pay || '-') STORED, id integer PRIMARY KEY, pay text UNIQUE, ssn text UNIQUE, name text UNIQUE,
  mixed text GENERATED ALWAYS AS (pay || note) STORED, note text, loud text GENERATED ALWAYS AS (loud(name)) STORED,
  harmless text GENERATED ALWAYS AS (name || '!') STORED, UNIQUE (pay, ssn));
CREATE TABLE codes (code text PRIMARY KEY REFERENCES staff (ssn), other text);
CREATE TABLE badges (id integer PRIMARY KEY, pay_ref text UNIQUE REFERENCES staff (pay), ssn_ref text REFERENCES codes, first_of text, second_of text,
  twice text REFERENCES staff (name), FOREIGN KEY (first_of, second_of) REFERENCES staff (pay, ssn), FOREIGN KEY (twice) REFERENCES staff (pay));
ALTER TABLE badges DROP CONSTRAINT badges_twice_fkey;
ALTER TABLE badges ADD CONSTRAINT a_second FOREIGN KEY (twice) REFERENCES staff (name) NOT VALID;
CREATE TABLE visits (id integer PRIMARY KEY, badge_pay text REFERENCES badges (pay_ref));
INSERT INTO staff (id, pay, ssn, name, note) VALUES (1, 'canary-pay', 'canary-ssn', 'canary-pay', 'free');
INSERT INTO codes VALUES ('canary-ssn', 'x');
INSERT INTO badges VALUES (1, 'canary-pay', 'canary-ssn', 'canary-pay', 'canary-ssn', 'canary-pay');
INSERT INTO visits VALUES (1, 'canary-pay');
UPDATE staff SET name = 'canary-pay';
`;

describe.each(["postgres", "sqlite"] as const)("what is derived on %s", (engine) => {
  let shop: SmallShop;
  beforeAll(async () => {
    shop = await openSmallShop(engine, {
      sql: engine === "postgres" ? ON_POSTGRES : ON_SQLITE,
      relations: RELATIONS,
      role: ROLE,
    });
  });
  afterAll(() => shop.close());

  const columnsOf = async (table: string) =>
    Object.fromEntries(
      ((await shop.describe([table])).tables[0]?.columns ?? []).map(({ name, treatment }) => [
        name,
        treatment ?? "clear",
      ]),
    );

  it("generated columns are as sensitive as the most sensitive of what they are computed from [G-READ-DERIVED-CLASSES]", async () => {
    const staff = await columnsOf("staff");
    for (const hidden of ["pay", "late", "early", "mixed"]) expect(staff).not.toHaveProperty(hidden);
    expect(staff).toMatchObject({ id: "clear", ssn: "token", name: "clear", note: "clear", harmless: "clear" });
  });

  it("copies by foreign keys are, over any number of tables, in every spelling and for every key of a column [G-READ-DERIVED-CLASSES]", async () => {
    expect(await columnsOf("badges")).toEqual({ id: "clear", ssn_ref: "token", second_of: "token" });
    expect(await columnsOf("visits")).toEqual({ id: "clear" });
  });

  it("no such value is in any answer", async () => {
    for (const table of ["badges", "visits"]) expect(await shop.told(`SELECT * FROM ${table}`)).not.toContain("canary");
    expect(await shop.told("SELECT id, ssn, harmless FROM staff")).not.toContain("canary-ssn");
  });
});

describe("rows that are of several tables on PostgreSQL", () => {
  let shop: SmallShop;
  beforeAll(async () => {
    shop = await openSmallShop("postgres", {
      sql: `
CREATE TABLE people (id integer, email text, note text, extra text GENERATED ALWAYS AS (note) STORED) PARTITION BY LIST (id);
CREATE TABLE people_1 PARTITION OF people FOR VALUES IN (1);
CREATE TABLE people_2 (id integer, email text, note text, extra text GENERATED ALWAYS AS (email) STORED);
ALTER TABLE people ATTACH PARTITION people_2 FOR VALUES IN (2);
CREATE TABLE logins (login text); CREATE TABLE notes (secret text);
CREATE TABLE both_of () INHERITS (logins, notes);
INSERT INTO people VALUES (1, 'canary1', 'n1'), (2, 'canary2', 'n2'); INSERT INTO both_of VALUES ('l', 'canary3');
CREATE VIEW of_people AS SELECT extra FROM people;`,
      relations: `  public.people: { columns: { id: internal, email: email, note: public } }
  public.people_1: { critical: true, columns: {} }
  public.logins: { columns: { login: public } }
  public.notes: { columns: { secret: { level: restricted } } }
`,
      role: ROLE,
    });
  });
  afterAll(() => shop.close());

  it.each(["people", "people_1", "people_2", "both_of", "of_people"])(
    "%s shows nothing that a parent or a part of it hides",
    async (table) => {
      expect(await shop.told(`SELECT * FROM ${table}`)).not.toContain("canary");
    },
  );

  it("what a parent shows is shown", async () => {
    expect(await shop.told("SELECT note FROM people ORDER BY id")).toContain('[["n1"],["n2"]]');
    expect(await shop.told("SELECT login FROM both_of")).toContain('[["l"]]');
  });
});
