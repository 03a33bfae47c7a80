import { describe, expect, it } from "vitest";
import { sampleCatalogue, sampleRelation } from "../../../../../test/support/sample-catalogue.ts";
import { parseText } from "../parse/parse-text.ts";
import { readStatement } from "./read-statement.ts";
import { traceOutputs } from "./trace-outputs.ts";

const catalogue = sampleCatalogue([sampleRelation("customers", ["id", "email", "country"])]);

function sourcesOf(sql: string): readonly (readonly string[])[] {
  const statement = parseText(sql);
  if (statement.kind === "refusal") throw new Error(statement.message);
  const reading = readStatement(statement, { catalogue, functions: new Set() });
  return traceOutputs(reading).map(({ sources }) => sources.map((source) => source.column));
}

describe("traceOutputs()", () => {
  it.each([
    ['SELECT "upper(email)" FROM (SELECT upper(email) FROM customers)', [["email"]]],
    ['SELECT "upper(email) /* c */" FROM (SELECT upper(email) /* c */ FROM customers)', [["email"]]],
    ['WITH w AS (SELECT upper(email), country FROM customers) SELECT w."UPPER(EMAIL)" FROM w', [["email"]]],
    ['SELECT "email:1" FROM (SELECT country AS email, email FROM customers)', [["email"]]],
    ['SELECT "id:3" FROM (SELECT id, id, id, email AS id FROM customers)', [["email"]]],
    ["SELECT e FROM (SELECT e COLLATE nocase FROM (SELECT email AS e FROM customers))", [["email"]]],
    ["SELECT * FROM (SELECT (SELECT max(email) FROM customers))", [["email"]]],
  ])("follows a name that SQLite made: %s", (sql, expected) => {
    expect(sourcesOf(sql)).toEqual(expected);
  });

  it.each([
    [
      "WITH RECURSIVE n (i, e) AS (SELECT id, email FROM customers UNION ALL SELECT i + 1, e FROM n WHERE i < 3) SELECT * FROM n",
      [["id"], ["email"]],
    ],
    [
      "WITH RECURSIVE n (a, b) AS (SELECT id, email FROM customers UNION ALL SELECT b, a FROM n) SELECT a FROM n",
      [["id", "email"]],
    ],
    [
      "WITH RECURSIVE n AS (SELECT id AS i, 0 AS d FROM customers UNION ALL SELECT c.id, d + 1 FROM n JOIN customers c ON c.id = n.i) SELECT i, d FROM n",
      [["id"], []],
    ],
    [
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT (WITH w AS (SELECT i, (SELECT max(country) FROM customers) AS c FROM n) SELECT c FROM w) FROM n) SELECT i FROM n",
      [["country"]],
    ],
    ["WITH RECURSIVE n (i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n", [[]]],
  ])("follows a recursive query: %s", (sql, expected) => {
    expect(sourcesOf(sql)).toEqual(expected);
  });

  it("takes a name that SQLite drew at random for everything", () => {
    const [sources] = sourcesOf('SELECT "id:4711" FROM (SELECT id, id, id, id, email AS id FROM customers)');
    expect(sources).toContain("email");
  });
});
