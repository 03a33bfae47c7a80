// Texts that grow by doubling: planning them takes room in proportion to the text, or they are refused. Without the bounds these do not end.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GovernedShop, openGovernedShop } from "../support/corpus-shop.ts";

/** WITH queries, each of the one before it. */
function chain(length: number, body: (name: string) => string): string {
  const queries = Array.from({ length }, (_, index) => `q${index + 1} AS (${body(`q${index}`)})`);
  return `WITH q0 AS (SELECT * FROM customers), ${queries.join(", ")} SELECT count(*) FROM q${length}`;
}

describe.each(["postgres", "sqlite"] as const)("a text that doubles with each step, on %s", (engine) => {
  let shop: GovernedShop;

  beforeAll(async () => {
    shop = await openGovernedShop(engine);
  });
  afterAll(() => shop.close());

  it.each([
    ["stars of two tables", chain(24, (name) => `SELECT a.*, b.* FROM ${name} a, ${name} b`)],
    ["stars twice", chain(24, (name) => `SELECT *, * FROM ${name}`)],
    ["stars in sub-selects", chain(24, (name) => `SELECT * FROM (SELECT * FROM ${name}) x, (SELECT * FROM ${name}) y`)],
  ])("is refused, and the next call is answered: %s [G-READ-LIMITS]", async (_, sql) => {
    const answer = await shop.query(sql);
    expect(answer.kind).toBe("refused");
    expect(answer.receipt).not.toBeNull();
    expect((await shop.query("SELECT count(*) FROM customers")).kind).toBe("released");
  });

  it("passes where it stays small", async () => {
    const small = chain(5, (name) => `SELECT a.id, b.country FROM ${name} a JOIN ${name} b ON a.id = b.id`);
    expect((await shop.query(small)).kind).toBe("released");
  });
});
