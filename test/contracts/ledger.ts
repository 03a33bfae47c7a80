// What whatever meets the ledger's port has to do.

import { expect, test } from "vitest";
import type { Lock } from "../../src/core/model/lock.ts";
import { callEntry, checkEverything, lockStep, type MakeState, openTwice } from "./state.ts";

export function ledgerContract(make: MakeState): void {
  const both = openTwice(make);

  test("a receipt says where the entry stands, in how large a ledger, and under which root", async () => {
    const receipts = [await both.one.ledger.append(callEntry()), await both.one.ledger.append(callEntry())];
    expect(receipts.map(({ index, size }) => [index, size])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    for (const { size, root } of receipts)
      expect(await both.one.audit.verify([{ size, root }])).toMatchObject({ size: 2, covered: size });
    expect(receipts.every(({ isDurable }) => isDurable)).toBe(true);
  });

  test("its head is what the last receipt said, whoever asks", async () => {
    const empty = await both.one.ledger.head();
    expect(empty).toMatchObject({ size: 0, time: "" });
    const { size, root } = await both.other.ledger.append(callEntry());
    const head = await both.one.ledger.head();
    expect(head).toMatchObject({ origin: empty.origin, size, root });
    expect(head.time).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(await both.other.ledger.head()).toEqual(head);
    expect(await both.one.approvals.head()).toEqual({ size, root });
  });

  test("those who append at once, here and elsewhere, stand in one row without a gap", async () => {
    const turns = Array.from({ length: 40 }, (_, place) => (place % 2 === 0 ? both.one : both.other));
    const appended = await Promise.all(turns.slice(0, 36).map(({ ledger }) => ledger.append(callEntry())));
    for (const { ledger } of turns.slice(36)) appended.push(await ledger.append(callEntry())); // and in turns
    expect(appended.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, i) => i),
    );
    const claims = appended.map(({ size, root }) => ({ size, root }));
    expect(await both.other.audit.verify(claims)).toMatchObject({ kind: "whole", size: 40 });
  });

  test("what cannot be written fails alone", async () => {
    const outcomes = await Promise.allSettled([
      both.one.ledger.append(callEntry()),
      both.one.ledger.append(callEntry({ reason: "\ud800" })),
      both.one.ledger.append(callEntry()),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await both.one.audit.verify([])).toMatchObject({ size: 2 });
  });

  test("a draft is made under the locks that are in force when it is appended, whoever set them", async () => {
    await both.other.locks.change(() => lockStep("set", { kind: "caller", name: "ann" }));
    const seen: Lock[][] = [];
    await both.one.ledger.appendUnderLocks((locks) => {
      seen.push([...locks]);
      return callEntry();
    });
    expect(seen.at(-1)).toEqual([{ kind: "caller", name: "ann", entry: 0 }]);
    expect(await both.one.ledger.locks()).toEqual(seen.at(-1));
    await both.one.locks.change(() => lockStep("lift", { kind: "caller", name: "ann" }));
    expect(await both.other.ledger.locks()).toEqual([]);
  });

  test("access counts as reviewed from the first entry, and from nothing where there is none", async () => {
    expect(await both.one.ledger.reviewedAt()).toBeNull();
    expect(await both.one.ledger.breakGlass()).toEqual([]);
    await both.one.ledger.append(callEntry());
    expect(await both.other.ledger.reviewedAt()).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test("who comes later finds what was there, and goes on from it", async () => {
    await both.one.ledger.append(callEntry());
    await both.one.ledger.close();
    await both.other.ledger.close();
    const later = await both.state.open();
    expect(await later.ledger.append(callEntry())).toMatchObject({ index: 1, size: 2 });
    await checkEverything(later);
  });

  test("nothing is appended once it is closed", async () => {
    await both.one.ledger.close();
    await expect(both.one.ledger.append(callEntry())).rejects.toMatchObject({ code: "ledger-unavailable" });
    expect(await both.other.ledger.append(callEntry())).toMatchObject({ index: 0 });
  });
}
