// A write on SQLite taken apart and put together: what its SELECT of rows is, what it would change, and what is no part of an approval.

import { describe, expect, it } from "vitest";
import { sampleCatalogue, sampleRelation } from "../../../../../test/support/sample-catalogue.ts";
import type { Relation } from "../../../model/catalogue.ts";
import { Allow } from "../../../model/decision.ts";
import type { Governance } from "../../../model/governed-relation.ts";
import { relationKey } from "../../../model/relation-name.ts";
import { sqliteDialect } from "../dialect.ts";

const relation = (name: string, columns: readonly string[], more: Partial<Relation> = {}): Relation =>
  sampleRelation(name, columns, {
    writing: { obstacle: null, computed: [], triggers: [], referencedBy: [], rowid: { name: "rowid", column: "id" } },
    ...more,
  });
const { rowid: _, ...bare } = { rowid: null, obstacle: null, computed: [], triggers: [], referencedBy: [] };
const RELATIONS = [
  relation("customers", ["id", "email", "notes"]),
  relation("pairs", ["a", "b", "v"], { primaryKey: ["a", "b"], writing: bare }),
];
const CATALOGUE = sampleCatalogue(RELATIONS);
const GOVERNANCE: Governance = new Map(
  RELATIONS.map(({ name, columns }) => [
    relationKey(name),
    {
      relation: name,
      columns: columns.map((held) => ({
        column: held,
        class: held.name === "email" ? "email" : null,
        level: "internal",
        treatment: held.name === "email" ? { kind: "redact" } : { kind: "clear" },
      })),
      rowFilter: name.name === "customers" ? "notes = caller_attribute('team')" : null,
      placement: "base",
    },
  ]),
);

function analyse(sql: string) {
  const parsed = sqliteDialect.parse(sql);
  if (parsed.kind === "refusal") throw new Error(parsed.message);
  return parsed.analyse(CATALOGUE, { functions: new Set() });
}

function factsOf(sql: string) {
  const [write] = analyse(sql).facts.writes;
  if (write === undefined) throw new Error("no write");
  return write;
}

function partsOf(sql: string) {
  const limits = { rows: 10, bytes: 1_000, milliseconds: 1_000 };
  const plan = analyse(sql).rewriteWrite(Allow.decided("test", { governance: GOVERNANCE, limits }));
  if ("code" in plan) throw new Error(`${plan.code}: ${plan.message}`);
  if (plan.parts.engine !== "sqlite") throw new Error("another engine");
  const { steps, opens } = plan.parts;
  const [step] = steps;
  if (step === undefined) throw new Error("no step");
  return { ...step, opens };
}

describe("the rows of a write on SQLite", () => {
  it("are a SELECT over governed relations that holds the caller's clauses as they were written", () => {
    const { rows, opens } = partsOf(
      "UPDATE customers AS c SET notes = upper( notes ) WHERE email LIKE 'x%' -- why not",
    );
    expect(rows.text).toBe(
      [
        `SELECT "c"."gatehouse_key_1", (upper( notes )`,
        `) FROM (SELECT "id" AS "id", '[redacted]' AS "email", "notes" AS "notes", "customers".rowid AS "gatehouse_key_1" FROM main."customers" WHERE ("customers".notes = ?1`,
        ") LIMIT -1 OFFSET 0) AS c WHERE (email LIKE 'x%'",
        ") ORDER BY 1",
      ].join("\n"),
    );
    expect(rows.parameters).toEqual([{ kind: "attribute", name: "team" }]);
    expect(opens).toEqual([{ schema: "main", name: "customers" }]);
  });

  it("keep the number of each parameter, wherever the text that holds it now stands", () => {
    const { rows, returning } = partsOf("UPDATE pairs SET v = ? WHERE a = ? AND b = ?3 RETURNING v || ?, ?2");
    expect(rows.parameters).toEqual([0, 1, 2].map((index) => ({ kind: "caller", index })));
    expect(returning?.text).toContain(`v || ?1 AS "v || ?", ?2 AS "?2" FROM`);
    expect(returning?.parameters).toEqual([3, 1].map((index) => ({ kind: "caller", index })));
  });

  it("join several tables as SQLite does: the target to all of them at once", () => {
    const { rows } = partsOf("UPDATE pairs SET v = c.notes FROM customers c NATURAL JOIN pairs p WHERE p.a = pairs.a");
    expect(rows.text).toMatch(/ AS "pairs", \(\(SELECT .* c NATURAL JOIN .* p\n\) WHERE \(/s);
  });

  it("have the whole key of a table without rowid, old and new", () => {
    const { change, after } = partsOf("UPDATE pairs SET b = 'n' WHERE a = 'x'");
    expect(change).toContain(`"gatehouse_target"."a" = "gatehouse_rows"."gatehouse_key_1"`);
    expect(after).toContain(
      `"pairs"."a" = "gatehouse_rows"."gatehouse_key_1" AND "pairs"."b" = "gatehouse_rows"."gatehouse_new_1"`,
    );
  });

  it("are checked against the row filter once more when they have changed, but for rows that go", () => {
    expect(partsOf("UPDATE customers SET notes = 'x'").visible?.text).toContain('WHERE ("customers".notes = ?1');
    expect(partsOf("INSERT INTO customers (id) VALUES (1)").visible?.text).toContain(`temp."gatehouse_done"`);
    expect(partsOf("DELETE FROM customers").visible).toBeNull();
    expect(partsOf("UPDATE pairs SET v = 1").visible).toBeNull();
  });

  it("are bound to an approval by keys, whole rows and new values, but for what the clock gives", () => {
    const { bound } = partsOf("UPDATE pairs SET v = datetime('now'), b = lower(b)");
    expect(bound).toContain(`"pairs"."v"`);
    expect(bound).toContain(`"gatehouse_new_2"`);
    expect(bound).not.toContain(`"gatehouse_new_1"`);
    expect(partsOf("UPDATE pairs SET v = date(b)").bound).toContain(`"gatehouse_new_1"`);
  });
});

describe("the facts of a write on SQLite", () => {
  it.each([
    ["UPDATE pairs SET v = 1", false],
    ["UPDATE pairs SET v = 1 WHERE 1", false],
    ["UPDATE pairs SET v = 1 WHERE (a = a) OR b = 2", false],
    ["DELETE FROM pairs WHERE TRUE AND 2 = 2", false],
    ["DELETE FROM pairs WHERE '1'", false],
    ["DELETE FROM pairs WHERE 0", true],
    ["DELETE FROM pairs WHERE a = 'x' AND 1", true],
    ["UPDATE pairs SET v = 1 FROM customers c WHERE 1", false],
    ["INSERT INTO pairs (a) VALUES (1)", true],
  ])("%s is bounded: %s", (sql, bounded) => {
    expect(factsOf(sql).bounded).toBe(bounded);
  });

  it.each([
    ["UPDATE pairs SET v = (SELECT count(*) FROM customers)", []],
    ["UPDATE pairs SET v = (SELECT max(notes) FROM customers WHERE email = 'x')", ["notes"]],
    ["UPDATE pairs SET v = (SELECT e FROM (SELECT email AS e FROM customers))", ["email"]],
    ["WITH c AS (SELECT email AS e FROM customers) UPDATE pairs SET v = (SELECT e FROM c)", ["email"]],
    [
      "WITH c (x) AS (SELECT notes FROM customers UNION SELECT email FROM customers) UPDATE pairs SET v = x FROM c",
      ["email", "notes"],
    ],
    [`UPDATE pairs SET v = "a text"`, []],
    ["INSERT INTO pairs (v) SELECT notes FROM customers ORDER BY email", ["notes"]],
    ["INSERT INTO pairs (v) VALUES ((SELECT min(email) FROM customers))", ["email"]],
    ["INSERT INTO pairs (v) SELECT j.value FROM customers c, json_each(c.email) j", ["email"]],
    ["INSERT INTO pairs (v) SELECT j.value FROM json_each(k.value) j, customers c, json_each(c.notes) k", ["notes"]],
    ["UPDATE pairs SET v = j.value FROM json_each(?1) j", []],
    [
      "INSERT INTO pairs (v) SELECT e FROM (SELECT 'x' AS e) RIGHT JOIN (SELECT email AS e FROM customers) USING (e)",
      ["email"],
    ],
    [
      "INSERT INTO pairs (v) SELECT b.e FROM (SELECT 'x' AS e) a NATURAL JOIN (SELECT email AS e FROM customers) b",
      ["email"],
    ],
    ["INSERT INTO pairs (v) SELECT rank() OVER w FROM customers WINDOW w AS (ORDER BY email)", ["email"]],
    ["WITH c AS (SELECT sum(id) AS s, notes FROM customers) UPDATE pairs SET v = s FROM c", ["id"]],
  ])("%s stores what comes from %s", (sql, columns) => {
    const sources = factsOf(sql).assigned.flatMap((assigned) => assigned.sources.map((source) => source.column));
    expect(new Set(sources)).toEqual(new Set(columns));
  });

  it("know when a key is changed, and spell columns as the catalogue does", () => {
    expect(factsOf("UPDATE CUSTOMERS SET ID = 2, Notes = 'x' WHERE id = 1")).toMatchObject({
      changesKey: true,
      assigned: [{ column: "id" }, { column: "notes" }],
    });
  });
});
