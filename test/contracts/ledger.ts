// What whatever meets the ledger's port has to do.

import { afterEach, beforeEach, expect, test } from "vitest";
import type { Lock } from "../../src/core/model/lock.ts";
import {
  callEntry,
  checkEverything,
  lockStep,
  type MakeState,
  type OpenedState,
  type StateUnderContract,
} from "./state.ts";

export function ledgerContract(make: MakeState): void {
  let state: StateUnderContract;
  let one: OpenedState;
  let other: OpenedState;

  beforeEach(async () => {
    state = await make();
    [one, other] = [await state.open(), await state.open()];
  });
  afterEach(() => state.remove());

  test("a receipt says where the entry stands, in how large a ledger, and under which root", async () => {
    const receipts = [await one.ledger.append(callEntry()), await one.ledger.append(callEntry())];
    expect(receipts.map(({ index, size }) => [index, size])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    for (const { size, root } of receipts)
      expect(await one.audit.verify([{ size, root }])).toMatchObject({ size: 2, covered: size });
    expect(receipts.every(({ isDurable }) => isDurable)).toBe(true);
  });

  test("those who append at once, here and elsewhere, stand in one row without a gap", async () => {
    const appended = await Promise.all(
      Array.from({ length: 40 }, (_, place) => (place % 2 === 0 ? one : other).ledger.append(callEntry())),
    );
    expect(appended.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, i) => i),
    );
    const claims = appended.map(({ size, root }) => ({ size, root }));
    expect(await other.audit.verify(claims)).toMatchObject({ kind: "whole", size: 40 });
  });

  test("what cannot be written fails alone", async () => {
    const outcomes = await Promise.allSettled([
      one.ledger.append(callEntry()),
      one.ledger.append(callEntry({ reason: "\ud800" })),
      one.ledger.append(callEntry()),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await one.audit.verify([])).toMatchObject({ size: 2 });
  });

  test("a draft is made under the locks that are in force when it is appended, whoever set them", async () => {
    await other.locks.change(() => lockStep("set", { kind: "caller", name: "ann" }));
    const seen: Lock[][] = [];
    await one.ledger.appendUnderLocks((locks) => {
      seen.push([...locks]);
      return callEntry();
    });
    expect(seen.at(-1)).toEqual([{ kind: "caller", name: "ann", entry: 0 }]);
    expect(await one.ledger.locks()).toEqual(seen.at(-1));
    await one.locks.change(() => lockStep("lift", { kind: "caller", name: "ann" }));
    expect(await other.ledger.locks()).toEqual([]);
  });

  test("access counts as reviewed from the first entry, and from nothing where there is none", async () => {
    expect(await one.ledger.reviewedAt()).toBeNull();
    expect(await one.ledger.openings()).toEqual([]);
    await one.ledger.append(callEntry());
    expect(await other.ledger.reviewedAt()).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test("who comes later finds what was there, and goes on from it", async () => {
    await one.ledger.append(callEntry());
    await one.ledger.close();
    await other.ledger.close();
    const later = await state.open();
    expect(await later.ledger.append(callEntry())).toMatchObject({ index: 1, size: 2 });
    await checkEverything(later);
  });

  test("nothing is appended once it is closed", async () => {
    await one.ledger.close();
    await expect(one.ledger.append(callEntry())).rejects.toMatchObject({ code: "ledger-unavailable" });
    expect(await other.ledger.append(callEntry())).toMatchObject({ index: 0 });
  });
}
