// What whatever meets the port by which details are erased has to do.

import { expect, test } from "vitest";
import { uuidIds } from "../../src/adapters/system/system-clock.ts";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import { FILED } from "../../src/core/approvals/approval-state.ts";
import { administrativeEntry } from "../../src/core/ledger/entry/administrative-entry.ts";
import type { ErasurePart } from "../../src/gate/ports/erasures.ts";
import { sampleFiled } from "../support/sample-approval.ts";
import { callEntry, countEntries, type MakeState, openTwice } from "./state.ts";

const entryOf: ErasurePart = ({ entries }, choice) =>
  administrativeEntry("erasure", { correlation: uuidIds.next(), detail: { ...choice, entries } });

export function erasuresContract(make: MakeState): void {
  const both = openTwice(make);

  test("what is chosen is counted, and goes with the entry that says so; the ledger is whole before and after", async () => {
    const bob = { principal: "bob", role: "analyst", method: "configured", owner: null } as const;
    for (const caller of [undefined, bob, undefined, bob])
      await both.one.ledger.append(callEntry(caller === undefined ? {} : { caller }));
    expect(await both.other.erasures.count({ caller: "bob" })).toEqual({ entries: 2, waiting: 0 });
    const erased = await both.other.erasures.erase({ caller: "bob" }, entryOf);
    expect(erased).toMatchObject({ entries: 2, requests: 0, receipt: { index: 4 } });
    expect(await both.one.audit.verify([])).toMatchObject({ kind: "self-consistent", size: 5, erased: 2 });
    expect(await both.one.erasures.count({ caller: "bob" })).toEqual({ entries: 0, waiting: 0 });
  });

  test("where there is nothing to erase nothing is recorded", async () => {
    await both.one.ledger.append(callEntry());
    expect(await both.one.erasures.erase({ caller: "nobody" }, entryOf)).toBeNull();
    expect(await countEntries(both.one)).toBe(1);
  });

  test("a request that is not finished keeps what it holds; a finished one goes with its entry", async () => {
    const filed = sampleFiled({ id: uuidIds.next() });
    await both.one.approvals.file(filed, describeApproval("approval.requested", { filed, next: FILED }));
    expect(await both.other.erasures.count({ entry: 0 })).toEqual({ entries: 0, waiting: 1, kept: "0" });
    expect(await both.other.erasures.erase({ entry: 0 }, entryOf)).toBeNull();
    const seen = await both.one.approvals.read(filed.request.id);
    if (seen === null) throw new Error("a request that was filed is not there");
    const next = { ...FILED, state: "cancelled" as const };
    await both.one.approvals.move(seen, { next, entry: describeApproval("approval.cancelled", { filed, next }) });
    expect(await both.other.erasures.erase({ entry: 0 }, entryOf)).toMatchObject({ entries: 1, requests: 1 });
    expect(await both.one.approvals.read(filed.request.id)).toBeNull();
    expect(await both.one.audit.verify([])).toMatchObject({ kind: "self-consistent", erased: 1 });
  });
}
