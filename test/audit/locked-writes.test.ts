// A lock that comes while a write is under way: before COMMIT nothing of it stays.

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

describe.each(["postgres", "sqlite"] as const)("a write under way on %s", (engine) => {
  let shop: WritingShop;
  beforeAll(async () => {
    shop = await openWritingShop(engine);
  });
  afterAll(() => shop.close());

  it("is taken back when a lock comes before its COMMIT, and runs when it is lifted [G-LOCK-IN-FLIGHT]", async () => {
    const { ledger } = shop.opened.gatehouse;
    // The first write makes SQLite's marker table, after which a statement is planned anew.
    expect((await shop.query("UPDATE customers SET plan = 'first' WHERE id = 1")).kind).toBe("released");
    const real = ledger.locks.bind(ledger);
    const asked: number[] = [];
    // Everything is unlocked when the call begins and when the statement is planned; the lock is there at the last question, before COMMIT.
    const locks = vi.spyOn(ledger, "locks").mockImplementation(async () => {
      asked.push(asked.length);
      return asked.length < 3 ? real() : [{ kind: "everything", name: "", entry: 0 }];
    });
    const update = "UPDATE customers SET plan = 'locked' WHERE id = 1";
    const before = await shop.raw("SELECT plan FROM customers WHERE id = 1");
    const stopped = await shop.query(update);
    expect(asked.length).toBe(3);
    expect(stopped).toMatchObject({ kind: "refused", refusal: { code: "cancelled" } });
    expect(await shop.raw("SELECT plan FROM customers WHERE id = 1")).toEqual(before);
    locks.mockRestore();
    expect((await shop.query(update)).kind).toBe("released");
    expect(await shop.raw("SELECT plan FROM customers WHERE id = 1")).toEqual([["locked"]]);
  });
});
