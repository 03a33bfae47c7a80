// What whatever meets the auditors' port has to do.

import { beforeEach, expect, test } from "vitest";
import { readFilter } from "../../src/core/ledger/search/ledger-filter.ts";
import { callEntry, EVERYTHING, type MakeState, openTwice } from "./state.ts";

const ENTRIES = 60;

export function ledgerAuditContract(make: MakeState): void {
  const both = openTwice(make);
  beforeEach(async () => {
    for (let place = 0; place < ENTRIES; place++)
      await both.one.ledger.append(
        callEntry({
          tool: "query",
          caller: { principal: place % 3 === 0 ? "bob" : "ann", role: "analyst", method: "configured", owner: null },
        }),
      );
  });

  test("pages lead through every entry once, newest first, whoever wrote it", async () => {
    const found: number[] = [];
    for (let cursor: number | null = null, more = true; more; ) {
      const page = await both.other.audit.search(EVERYTHING, { limit: 7, cursor });
      expect(page.entries.length).toBeLessThanOrEqual(7);
      found.push(...page.entries.map(({ index }) => index));
      cursor = page.next;
      more = cursor !== null;
    }
    expect(found).toEqual(Array.from({ length: ENTRIES }, (_, place) => ENTRIES - 1 - place));
  });

  test("a filter leaves those that fit it", async () => {
    const { entries } = await both.other.audit.search(readFilter({ caller: "bob" }), { limit: 100, cursor: null });
    expect(entries.map(({ index }) => index)).toEqual(
      Array.from({ length: ENTRIES / 3 }, (_, place) => ENTRIES - 3 - 3 * place),
    );
  });

  test("what an entry holds comes back as it was written, and nothing of what is sealed aside", async () => {
    const { entries } = await both.one.audit.search(EVERYTHING, { limit: 1, cursor: null });
    expect(entries[0]).toMatchObject({ kind: "call", tool: "query", caller: { principal: "ann" } });
    expect(JSON.stringify(entries)).not.toContain("raw value");
  });

  test("a head that left the house is held against it", async () => {
    const { size, root } = await both.one.ledger.append(callEntry());
    expect(await both.other.audit.verify([{ size, root }])).toMatchObject({ kind: "whole", size, covered: size });
    const another = Buffer.alloc(32, 7).toString("base64");
    expect(await both.other.audit.verify([{ size, root: another }])).toMatchObject({ kind: "forked" });
    expect(await both.other.audit.verify([{ size: size + 5, root }])).toMatchObject({ kind: "forked" });
  });
}
