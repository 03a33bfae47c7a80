// What whatever meets the port by which people read a ledger has to do.

import { afterEach, beforeEach, expect, test } from "vitest";
import { uuidIds } from "../../src/adapters/system/system-clock.ts";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import { FILED } from "../../src/core/approvals/approval-state.ts";
import { readFilter, type WrittenFilter } from "../../src/core/ledger/search/ledger-filter.ts";
import type { LedgerReader, PageRequest } from "../../src/gate/ports/ledger-reader.ts";
import { sampleFiled } from "../support/sample-approval.ts";
import { callEntry, EVERYTHING, lockStep, type MakeState, openTwice } from "./state.ts";

const ENTRIES = 30;
const BOB = { principal: "bob", role: "analyst", method: "configured", owner: null } as const;

export function ledgerReaderContract(make: MakeState): void {
  const both = openTwice(make);
  let reader: LedgerReader;
  beforeEach(async () => {
    for (let place = 0; place < ENTRIES; place++)
      await both.one.ledger.append(callEntry(place % 3 === 0 ? { caller: BOB } : {}));
    reader = await both.state.stored.read();
  });
  afterEach(() => reader.close());

  const indexes = async (written: WrittenFilter, page: Partial<PageRequest> = {}) => {
    const { entries, next } = await reader.search(readFilter(written), {
      limit: 100,
      descending: true,
      cursor: null,
      ...page,
    });
    return { indexes: entries.map(({ record }) => record.index), next };
  };

  test("it is the ledger that is appended to, and grows with it", async () => {
    const head = await both.one.ledger.head();
    expect(reader.origin).toBe(head.origin);
    expect(await reader.size()).toBe(ENTRIES);
    expect(await reader.rootAt(ENTRIES)).toBe(head.root);
    const { size, root } = await both.other.ledger.append(callEntry());
    expect(await reader.size()).toBe(size);
    expect(await reader.rootAt(size)).toBe(root);
    expect(await reader.rootAt(ENTRIES)).toBe(head.root);
    expect(await reader.rootAt(size + 1)).toBeNull();
  });

  test("an entry is there by its index, as it was hashed; what is no entry is null", async () => {
    const entry = await reader.entry(3);
    expect(entry?.record).toMatchObject({ index: 3, kind: "call", caller: { principal: "bob" } });
    expect(JSON.parse(entry?.body ?? "")).toEqual(entry?.record);
    expect(await reader.entry(ENTRIES)).toBeNull();
  });

  test("what is sealed aside opens for who is to see it, and for nobody else", async () => {
    expect(await reader.unseal(2)).toBeNull();
    const revealing = await both.state.stored.read({ reveal: true });
    expect(await revealing.unseal(2)).toContain("raw value");
    expect(await revealing.unseal(ENTRIES)).toBeNull();
    expect((await revealing.entry(2))?.body).not.toContain("raw value");
    await revealing.close();
  });

  test.each([true, false])("pages lead through every entry once, newest first: %s", async (descending) => {
    const found: number[] = [];
    for (let cursor: number | null = null, more = true; more; ) {
      const page: Awaited<ReturnType<typeof indexes>> = await indexes({}, { limit: 7, descending, cursor });
      expect(page.indexes.length).toBeLessThanOrEqual(7);
      found.push(...page.indexes);
      cursor = page.next;
      more = cursor !== null;
    }
    const ascending = Array.from({ length: ENTRIES }, (_, place) => place);
    expect(found).toEqual(descending ? ascending.toReversed() : ascending);
  });

  test("a filter leaves those that fit it, those that came since included", async () => {
    const thirds = Array.from({ length: ENTRIES / 3 }, (_, place) => 3 * place);
    expect(await indexes({ caller: "bob" }, { descending: false })).toMatchObject({ indexes: thirds });
    await both.other.ledger.append(callEntry({ caller: BOB }));
    expect(await indexes({ caller: "bob" }, { descending: false, cursor: ENTRIES - 1 })).toMatchObject({
      indexes: [ENTRIES],
    });
    expect(await indexes({ caller: "nobody" })).toEqual({ indexes: [], next: null });
  });

  test("values are those that some entry has", async () => {
    expect((await reader.values("caller")).toSorted()).toEqual(["ann", "bob"]);
    await both.one.ledger.append(callEntry({ caller: { ...BOB, principal: "carol" } }));
    expect((await reader.values("caller")).toSorted()).toEqual(["ann", "bob", "carol"]);
  });

  test("kinds, locks, reviews and break-glass are as the entries say", async () => {
    expect(await reader.kindsFrom(0)).toEqual(["call"]);
    await both.one.locks.change(() => lockStep("set", { kind: "caller", name: "ann" }));
    expect(await reader.kindsFrom(ENTRIES)).toEqual(["lock.set"]);
    expect(await reader.locks()).toEqual([{ kind: "caller", name: "ann", entry: ENTRIES }]);
    expect((await reader.coverage())?.until).toBe(await both.one.ledger.reviewedAt());
    expect(await reader.breakGlass()).toEqual([]);
  });

  test("requests are named by how their ids begin or end", async () => {
    const [first, second] = [uuidIds.next(), uuidIds.next()];
    for (const id of [first, second]) {
      const filed = sampleFiled({ id });
      await both.one.approvals.file(filed, describeApproval("approval.requested", { filed, next: FILED }));
    }
    expect(await reader.approvalsNamed(first)).toEqual([first]);
    expect(await reader.approvalsNamed(second.slice(-10))).toEqual([second]);
    expect(await reader.approvalsNamed(uuidIds.next())).toEqual([]);
  });

  test("of a ledger without entries there is nothing", async () => {
    const empty = await make();
    const opened = await empty.open();
    await opened.ledger.head(); // which makes it
    const reading = await empty.stored.read();
    expect(await reading.size()).toBe(0);
    expect(await reading.coverage()).toBeNull();
    expect(await reading.search(EVERYTHING, { limit: 5, descending: true, cursor: null })).toEqual({
      entries: [],
      next: null,
    });
    await reading.close();
    await empty.remove();
  });
}
