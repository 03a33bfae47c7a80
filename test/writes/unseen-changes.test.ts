// Whether people are asked for a write tells nobody what triggers and foreign keys did by values that its caller does not see. What could
// happen counts, by the catalogue, and what cannot change further rows asks nobody.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { said } from "../support/filed-writes.ts";
import { internalTable, openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const TABLES = `
CREATE TABLE paid (id integer PRIMARY KEY, credit integer, salary integer);
CREATE TABLE plain (id integer PRIMARY KEY, v integer, note text, changed text);
CREATE TABLE quiet (id integer PRIMARY KEY, v integer, note text, changed text);
CREATE TABLE many_log (id integer PRIMARY KEY, what text);
CREATE TABLE parents (id integer PRIMARY KEY, name text);
CREATE TABLE children (id integer PRIMARY KEY, parent_id integer REFERENCES parents (id) ON DELETE CASCADE, secret text);
CREATE TABLE hidden_children (id integer PRIMARY KEY, parent_id integer, secret text);
CREATE TABLE blind (id integer PRIMARY KEY);
CREATE TABLE blind_children (id integer PRIMARY KEY, blind_id integer REFERENCES blind (id) ON DELETE CASCADE);
INSERT INTO paid VALUES (1, 10, 700), (2, 10, 5);
INSERT INTO plain VALUES (1, 1, 'x', NULL);
INSERT INTO quiet VALUES (1, 1, 'x', NULL);
INSERT INTO parents VALUES (1, 'one'), (2, 'two');
INSERT INTO children VALUES (1, 1, 's'), (2, 2, 's'), (3, 2, 's'), (4, 2, 's'), (5, 2, 's');
INSERT INTO blind VALUES (1), (2);
INSERT INTO blind_children VALUES (1, 2), (2, 2), (3, 2), (4, 2), (5, 2);
`;

const TRIGGERS = {
  postgres: `
CREATE FUNCTION log_many() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO many_log SELECT coalesce(max(m.id), 0) + g, 'x' FROM generate_series(1, 5) AS g LEFT JOIN many_log m ON true GROUP BY g; RETURN NULL; END $$;
CREATE TRIGGER log_paid AFTER UPDATE ON paid FOR EACH ROW WHEN (NEW.credit > NEW.salary) EXECUTE FUNCTION log_many();
CREATE FUNCTION log_by_secret() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (SELECT count(*) FROM hidden_stuff WHERE secret = NEW.note) > 0 THEN INSERT INTO many_log SELECT 1000 + g, 'x' FROM generate_series(1, 5) AS g; END IF; RETURN NULL; END $$;
CREATE TRIGGER log_by_secret AFTER UPDATE OF note ON plain FOR EACH ROW EXECUTE FUNCTION log_by_secret();
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  NEW.changed := to_char(now(), 'YYYY-MM-DD'); IF NEW.v < 0 THEN RAISE EXCEPTION 'negative %', NEW.v; END IF; RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON quiet FOR EACH ROW EXECUTE FUNCTION touch();`,
  sqlite: `
CREATE TRIGGER log_paid AFTER UPDATE ON paid WHEN NEW.credit > NEW.salary BEGIN
  INSERT INTO many_log SELECT coalesce((SELECT max(id) FROM many_log), 0) + value, 'x' FROM json_each('[1,2,3,4,5]'); END;
CREATE TRIGGER log_by_secret AFTER UPDATE OF note ON plain WHEN EXISTS (SELECT 1 FROM hidden_stuff WHERE secret = NEW.note) BEGIN
  INSERT INTO many_log SELECT 1000 + value, 'x' FROM json_each('[1,2,3,4,5]'); END;
CREATE TRIGGER touch BEFORE UPDATE ON quiet WHEN NEW.v < 0 BEGIN SELECT raise(ABORT, 'negative'); END;`,
};

const RULES = `rules:
  - { id: more, when: "write.other_rows > 3", reason: "Many." }
`;

let shop: WritingShop;

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  const schema = engine === "postgres" ? "public" : "main";
  const clear = (name: string, columns: string): string => internalTable(`${schema}.${name}`, columns);

  beforeAll(async () => {
    shop = await openWritingShop(engine, {
      risk: RULES,
      sql: TABLES + TRIGGERS[engine],
      relations: [
        `  ${schema}.paid: { owners: [dora, erik], columns: { id: internal, credit: internal, salary: { level: restricted } } }\n`,
        clear("plain", "id, v, note, changed"),
        clear("quiet", "id, v, note, changed"),
        clear("parents", "id, name"),
        `  ${schema}.children: { owners: [dora, erik], columns: { id: internal, parent_id: internal, secret: { level: restricted } } }\n`,
        clear("blind", "id"),
        `  ${schema}.blind_children: { owners: [dora, erik], columns: { id: internal, blind_id: { level: restricted } } }\n`,
      ].join(""),
      grants: [
        `    ${schema}.paid: { update: [credit] }\n`,
        ...["plain", "quiet", "parents", "blind"].map((name) => `    ${schema}.${name}: all\n`),
        ...["children", "blind_children"].map((name) => `    ${schema}.${name}: { delete: true }\n`),
      ].join(""),
    });
  });
  afterAll(() => shop.close());

  it.each([
    [
      "UPDATE paid SET credit = 11 WHERE id = 1",
      "UPDATE paid SET credit = 11 WHERE id = 2",
      "a condition on a hidden column",
    ],
    [
      "UPDATE plain SET note = 'no' WHERE id = 1",
      "UPDATE plain SET note = 'canary hidden' WHERE id = 1",
      "rows of a hidden table",
    ],
    ["DELETE FROM blind WHERE id = 1", "DELETE FROM blind WHERE id = 2", "a foreign key that is hidden"],
  ])("%s and %s are answered alike: %s [G-WRITE-NON-INTERFERENCE]", async (one, other) => {
    const answers = [await shop.query(one), await shop.query(other)];
    expect(answers.map(said)).toEqual(["approval_needed", "approval_needed"]);
    const [first, second] = answers.map((answer) => (answer.kind === "refused" ? null : answer.result));
    const effects = [first, second].map((result) =>
      result !== null && result !== undefined && "effect" in result ? result.effect : null,
    );
    expect(effects[0]).toEqual(effects[1]);
  });

  it.each([
    ["UPDATE quiet SET v = 2 WHERE id = 1", "a trigger that only looks at its row, or sets it"],
    ["UPDATE plain SET v = 2 WHERE id = 1", "a trigger for another column"],
    ["DELETE FROM parents WHERE id = 1", "a foreign key whose rows the caller could count, beneath the rule"],
  ])("%s asks nobody: %s [G-WRITE-ORDINARY-PASSES]", async (sql) => {
    expect(said(await shop.query(sql))).toBe("executed");
  });

  it("a foreign key whose rows the caller could count is weighed by them", async () => {
    expect(said(await shop.query("DELETE FROM parents WHERE id = 2"))).toBe("approval_needed");
  });
});
