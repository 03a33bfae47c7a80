// Search held against a plain scan of the same ledger: with an index, with a stale one, with a damaged one, and with none.

import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { EntryDraft } from "../../../core/ledger/entry/entry-draft.ts";
import {
  fitsFilter,
  type LedgerFilter,
  readFilter,
  type WrittenFilter,
} from "../../../core/ledger/search/ledger-filter.ts";
import { BLOCK } from "../../../core/ledger/search/posting-bits.ts";
import { READS } from "./ledger-entries.ts";
import { openLedgerIndex, removeIndex, SEEKS } from "./ledger-index-file.ts";
import { type LedgerFileReader, openLedgerReader } from "./ledger-reader.ts";
import { searchLedger } from "./ledger-search.ts";
import { openLedger } from "./ledger-store.ts";

const SIZE = BLOCK * 3 + 700;
const SECOND = 1_000_000;
const START = Date.UTC(2026, 0, 1) * 1_000;
const TABLES = ["people", "orders", "logs"];

let folder: string;
let file: string;
let reader: LedgerFileReader;

/** The clock is set back by two hours in the middle. */
const BACK = Math.ceil(SIZE / 2);
const timeOf = (n: number) => START + n * SECOND - (n >= BACK ? 7_200 * SECOND : 0);

function draft(n: number): EntryDraft {
  const table = TABLES[n % 3] ?? "";
  return {
    kind: n === BACK ? "clock.set-back" : n % 50 === 0 ? "policy.loaded" : "call",
    correlation: `c${n >> 1}`,
    caller:
      n % 50 === 0
        ? null
        : {
            principal: n === 1234 ? "rare" : `p${n % 7}`,
            role: n % 5 === 0 ? "auditor" : "analyst",
            method: "configured",
            owner: null,
          },
    agent: { client: null, version: null, session: `s${Math.floor(n / 40)}`, model: null },
    tool: "query",
    target: { database: n < BLOCK * 2 ? "early" : "late", engine: "sqlite" },
    statement: { kind: "read", fingerprint: "f", normalised: `SELECT a FROM ${table} WHERE n = ?`, parameters: 0 },
    touched: [
      {
        relation: `main.${table}`,
        access: "read",
        columns: ["a"],
        classes: n % 11 === 0 ? ["email"] : [],
        treatments: {},
        rowFilter: false,
      },
    ],
    decision: { effect: n % 4 === 0 ? "deny" : "allow", rule: "r", code: null },
    result: null,
    reason: null,
    policyDigest: null,
    detail: null,
    sealed: null,
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-search-"));
  file = join(folder, "ledger.db");
  let n = 0;
  const server = { instance: "i", version: "0", pid: 1 };
  const ledger = openLedger({ file, server, now: () => timeOf(n++), sealingKey: new Uint8Array(32) });
  await Promise.all(Array.from({ length: SIZE }, (_, place) => ledger.append(draft(place))));
  await ledger.close();
  reader = openLedgerReader(file);
});

afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

function scan(filter: LedgerFilter, descending: boolean): readonly number[] {
  const fitting = [...reader.entries.range({ from: 0, to: SIZE, descending })].filter(({ record }) =>
    fitsFilter(record, filter),
  );
  return fitting.map(({ record }) => record.index);
}

function pages(
  filter: LedgerFilter,
  options: { index: ReturnType<typeof openLedgerIndex>; limit: number; descending: boolean },
) {
  const found: number[] = [];
  for (let cursor: number | null = null; ; ) {
    const page = searchLedger(
      filter,
      { limit: options.limit, descending: options.descending, cursor },
      { entries: reader.entries, index: options.index },
    );
    found.push(...page.entries.map(({ record }) => record.index));
    if (page.next === null) return found;
    cursor = page.next;
  }
}

const fullIndex = () => {
  const index = openLedgerIndex(null, reader.entries);
  while (!index.advance(reader.entries, 1));
  return index;
};

const iso = (second: number) => new Date(START / 1_000 + second * 1_000).toISOString();

const CONDITIONS = {
  caller: fc.constantFrom("p0", "p3", "rare", "nobody"),
  role: fc.constantFrom("analyst", "auditor"),
  session: fc.integer({ min: 0, max: 180 }).map((n) => `s${n}`),
  kind: fc.constantFrom("call", "policy.loaded"),
  database: fc.constantFrom("early", "late"),
  decision: fc.constantFrom("allow", "deny"),
  table: fc.constantFrom("main.people", "main.logs"),
  class: fc.constant("email"),
  text: fc.constantFrom("from people", "select a", "orders"),
  correlation: fc.integer({ min: 0, max: 3_500 }).map((n) => `c${n}`),
  since: fc.integer({ min: -10, max: SIZE }).map(iso),
  until: fc.integer({ min: -10, max: SIZE + 4_000 }).map(iso),
};

/** Few conditions: next to no entry fits many, and answers without entries show little. */
const written: fc.Arbitrary<WrittenFilter> = fc
  .tuple(fc.record(CONDITIONS), fc.subarray(Object.keys(CONDITIONS), { minLength: 1, maxLength: 3 }))
  .map(
    ([all, chosen]): WrittenFilter => Object.fromEntries(Object.entries(all).filter(([name]) => chosen.includes(name))),
  )
  .filter(({ since, until }) => since === undefined || until === undefined || since < until);

describe("searchLedger()", () => {
  it("finds exactly what a scan finds, in order, page by page, in both directions [G-LEDGER-SEARCH-COMPLETE]", () => {
    const index = fullIndex();
    const none = openLedgerIndex(null, reader.entries);
    const partial = openLedgerIndex(null, reader.entries);
    partial.advance(reader.entries, 1);
    expect([index.size(), partial.size(), none.size()]).toEqual([BLOCK * 3, BLOCK, 0]);
    fc.assert(
      fc.property(
        written,
        fc.integer({ min: 20, max: 300 }),
        fc.boolean(),
        fc.constantFrom(index, none, partial),
        (parts, limit, descending, used) => {
          const filter = readFilter(parts);
          expect(pages(filter, { index: used, limit, descending })).toEqual(scan(filter, descending));
        },
      ),
      { numRuns: 60 },
    );
    const alone = readFilter({ session: "s90" });
    expect(pages(alone, { index: partial, limit: 1, descending: true })).toEqual(scan(alone, true));
    for (const opened of [index, none, partial]) opened.close();
  });

  it("steps over what does not fit: what is rare costs few entries", () => {
    const index = fullIndex();
    const { entries } = reader;
    const looked = vi.spyOn(entries, "at");
    const filter = readFilter({ caller: "rare", decision: "deny" });
    expect(scan(filter, true)).toEqual([]);
    searchLedger(filter, { limit: 50, descending: true, cursor: null }, { entries, index });
    searchLedger(
      readFilter({ caller: "rare", database: "late" }),
      { limit: 50, descending: true, cursor: null },
      { entries, index },
    );
    expect(looked).not.toHaveBeenCalled();
    searchLedger(readFilter({ caller: "rare" }), { limit: 50, descending: true, cursor: null }, { entries, index });
    expect(looked.mock.calls).toEqual([[1234]]);
    looked.mockRestore();
    index.close();
  });

  it("asks both files by key alone: no scan of entries or postings, and nothing is sorted", () => {
    const place = join(folder, "plan.db");
    const index = openLedgerIndex(place, reader.entries);
    index.advance(reader.entries, 9);
    index.close();
    const plan = (name: string, sql: string, parameters: number) => {
      const connection = new Database(name, { readonly: true });
      const steps = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array.from({ length: parameters }, () => 0));
      connection.close();
      return JSON.stringify(steps);
    };
    const plans = [
      ...Object.values(SEEKS.term).map((sql) => plan(place, sql, 2)),
      ...Object.values(SEEKS.time).map((sql) => plan(place, sql, 3)),
      ...Object.values(READS).map((sql) => plan(file, sql, sql.split("?").length - 1)),
    ];
    for (const steps of plans) {
      expect(steps).toContain("SEARCH");
      expect(steps).not.toMatch(/SCAN|TEMP B-TREE/);
    }
  });
});

describe("the index", () => {
  it("is begun anew when it is of another ledger, damaged, or of a ledger that was rewritten", () => {
    const place = join(folder, "index.db");
    const rebuilt = (spoil: () => void) => {
      spoil();
      const index = openLedgerIndex(place, reader.entries);
      const size = index.size();
      while (!index.advance(reader.entries, 9));
      expect(index.size()).toBe(BLOCK * 3);
      index.close();
      return size === 0;
    };
    const change = (sql: string) => () => {
      const connection = new Database(place);
      connection.exec(sql);
      connection.close();
    };
    expect(rebuilt(() => undefined)).toBe(true);
    expect(rebuilt(() => undefined)).toBe(false);
    expect(rebuilt(change("UPDATE meta SET value = 'gatehouse/other' WHERE name = 'origin'"))).toBe(true);
    expect(rebuilt(change("UPDATE blocks SET chain = zeroblob(32)"))).toBe(true);
    expect(rebuilt(change("DROP TABLE meta"))).toBe(true);
    expect(
      rebuilt(() => {
        removeIndex(place);
        writeFileSync(
          place,
          "no database at all, and longer than a header of one hundred bytes, so that it is read as one".repeat(3),
        );
      }),
    ).toBe(true);
  });

  it("invents nothing: an entry that it proposes and that does not fit is left out; what it hides shows in a comparison", () => {
    const place = join(folder, "forged.db");
    const index = openLedgerIndex(place, reader.entries);
    while (!index.advance(reader.entries, 9));
    const honest = join(folder, "honest.db");
    index.close();
    copyFileSync(place, honest);
    const forger = new Database(place);
    forger.exec(
      "UPDATE postings SET packed = (SELECT packed FROM postings WHERE term = 'kind call' AND block = 1) WHERE term = 'caller p3' AND block = 1",
    );
    forger.exec("DELETE FROM postings WHERE term = 'caller rare'");
    forger.close();
    const forged = openLedgerIndex(place, reader.entries);
    const filter = readFilter({ caller: "p3" });
    const found = pages(filter, { index: forged, limit: 100, descending: true });
    const fitting = new Set(scan(filter, true));
    expect(found.filter((at) => !fitting.has(at))).toEqual([]);
    expect(forged.differences(honest)).toBe(3);
    forged.close();
  });

  it("is in memory where its file cannot be made", () => {
    const index = openLedgerIndex(join(folder, "none", "index.db"), reader.entries);
    while (!index.advance(reader.entries, 9));
    expect(index.size()).toBe(BLOCK * 3);
    expect(index.values("caller", 3)).toEqual(["p0", "p1", "p2"]);
    index.close();
  });
});
