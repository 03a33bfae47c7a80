// When the fence of a row filter may be lifted: only where nothing that the caller wrote can raise, grow or run on for a chosen row.

import { beforeAll, describe, expect, it } from "vitest";
import { sampleCatalogue, sampleColumn, sampleRelation } from "../../../../../test/support/sample-catalogue.ts";
import type { Relation } from "../../../model/catalogue.ts";
import { Allow } from "../../../model/decision.ts";
import type { Governance } from "../../../model/governed-relation.ts";
import { relationKey } from "../../../model/relation-name.ts";
import { sqliteDialect } from "../dialect.ts";

const columns = ["id", "customer_id", "region"].map((name) => sampleColumn(name, "integer"));
const relation = (name: string, definition: string | null): Relation =>
  sampleRelation(name, columns, { kind: definition === null ? "table" : "view", definition });
const RELATIONS = [
  relation("orders", null),
  relation("eu", "SELECT id, customer_id, region FROM orders WHERE region = 'EU'"),
];
const CATALOGUE = sampleCatalogue(RELATIONS);
let governance: Governance;

beforeAll(() => {
  governance = new Map(
    RELATIONS.map((found) => [
      relationKey(found.name),
      {
        relation: found.name,
        columns: found.columns.map((shown) => ({
          column: shown,
          class: null,
          level: "public" as const,
          treatment: { kind: "clear" as const },
        })),
        rowFilter: found.definition === null ? "region = 'EU'" : null,
        placement: "base" as const,
      },
    ]),
  );
});

function planText(sql: string): string {
  const parsed = sqliteDialect.parse(sql);
  if (parsed.kind === "refusal") throw new Error(parsed.message);
  const allow = Allow.decided("test", { governance, limits: { rows: 1, bytes: 1, milliseconds: 1 } });
  const plan = parsed.analyse(CATALOGUE, { functions: new Set() }).rewrite(allow);
  if ("code" in plan) throw new Error(plan.message);
  return plan.text;
}

const BOMBS = [
  "(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n)",
  "(SELECT ntile(0) OVER ())",
  "length(?1 || ?1)",
  "abs(-9223372036854775807 - 1)",
  "json('{')",
];

describe("the fence on SQLite", () => {
  it.each(BOMBS)("stands before a filter when a caller's condition holds %s [G-READ-ROWS-FENCED]", (bomb) => {
    expect(
      planText(`SELECT id FROM orders WHERE customer_id > 0 AND CASE WHEN customer_id = 7 THEN ${bomb} ELSE 1 END`),
    ).toContain("LIMIT -1 OFFSET 0");
    expect(planText(`SELECT id FROM eu WHERE CASE WHEN customer_id = 7 THEN ${bomb} ELSE 1 END`)).toContain(
      "LIMIT -1 OFFSET 0",
    );
  });

  it("is lifted for a lookup, and never from a view's own conditions", () => {
    expect(planText("SELECT id FROM orders WHERE id = ?1 AND customer_id BETWEEN 1 AND 9")).not.toContain("OFFSET 0");
    expect(planText("SELECT id FROM eu WHERE id = 1")).toContain("LIMIT -1 OFFSET 0");
  });

  it("analyses a long chain of common table expressions in no time to speak of", () => {
    const chain = (length: number, body: (name: string) => string) => {
      const steps = Array.from({ length }, (_, at) => `c${at + 1} AS (${body(`c${at}`)})`);
      return `WITH c0 AS (SELECT id FROM orders), ${steps.join(", ")} SELECT count(*) FROM c${length}`;
    };
    expect(planText(chain(60, (name) => `SELECT id FROM ${name}`))).toContain("main.");
    // SQLite would copy the first of them two to the power of sixty times
    expect(() => planText(chain(60, (name) => `SELECT x.id FROM ${name} x, ${name} y`))).toThrow("too many to plan");
    expect(() => planText(chain(40, (name) => `SELECT * FROM ${name} x, ${name} y`))).toThrow("too many to plan");
  });
});
