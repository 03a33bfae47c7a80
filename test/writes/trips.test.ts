// What a write that asks nobody costs: trips to PostgreSQL, and commits of the ledger.

import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LedgerAppender } from "../../src/adapters/sqlite-state/ledger/ledger-append.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const counted = { trips: 0, commits: 0 };
const count = (prototype: object, name: string, what: keyof typeof counted) => {
  const member: unknown = Reflect.get(prototype, name);
  if (typeof member !== "function") throw new Error(`nothing of the name ${name}`);
  Reflect.set(prototype, name, function counting(this: unknown, ...given: unknown[]): unknown {
    counted[what] += 1;
    return Reflect.apply(member, this, given);
  });
};
count(pg.Client.prototype, "query", "trips");
count(LedgerAppender.prototype, "commit", "commits");
count(LedgerAppender.prototype, "transact", "commits");

describe.each([
  // three of its own, and one question on another connection: whether all names still mean the same
  { engine: "postgres", marker: false, trips: 4 },
  { engine: "postgres", marker: true, trips: 4 },
  // behind a pooler that question has a transaction of its own
  { engine: "postgres", marker: false, trips: 6, pooler: "transaction" },
  { engine: "sqlite", marker: false, trips: 0 },
] as const)("on $engine, marker $marker, pooler $pooler", ({ engine, marker, trips, ...more }) => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await openWritingShop(engine, { marker, ...more });
  });
  afterAll(() => shop.close());

  it("one row by key takes three trips, a question aside and two commits at most", async () => {
    for (let time = 0; time < 3; time++) {
      counted.trips = 0;
      counted.commits = 0;
      const answer = await shop.query("UPDATE orders SET total = total + 1 WHERE id = 1");
      expect(answer).toMatchObject({ kind: "released", result: { status: "executed" } });
      // the first reads the catalogue
      if (time > 0) expect(counted).toEqual({ trips, commits: 2 });
    }
  });
});
