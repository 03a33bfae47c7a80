import { describe, expect, it } from "vitest";
import { type LedgerRecord, recordSchema } from "../entry/ledger-record.ts";
import { fitsFilter, readFilter, type WrittenFilter } from "./ledger-filter.ts";

const record: LedgerRecord = recordSchema.parse({
  v: 1,
  index: 7,
  time: "2026-11-21T08:00:00.000001Z",
  kind: "call",
  correlation: "c7",
  server: { instance: "i", version: "0", pid: 1 },
  caller: { principal: "claude", role: "analyst", method: "configured", owner: "alice" },
  agent: { client: "claude-code", version: "2", session: "s1", model: "opus" },
  tool: "query",
  target: { database: "shop", engine: "postgres" },
  statement: {
    kind: "read",
    fingerprint: "f",
    normalised: "SELECT email,\n  count(*) FROM People WHERE x = $1",
    parameters: 1,
  },
  touched: [
    {
      relation: "public.people",
      access: "read",
      columns: ["email"],
      classes: ["email"],
      treatments: { email: "token" },
      rowFilter: false,
    },
  ],
  decision: { effect: "deny", rule: "function-list", code: "function-not-allowed" },
  result: { status: "refused", rows: 0, bytes: 0, truncated: false, microseconds: 5 },
  detail: { request: "r1" },
});

const fits = (written: WrittenFilter) => fitsFilter(record, readFilter(written));

describe("fitsFilter()", () => {
  it.each<[WrittenFilter, boolean]>([
    [{}, true],
    [{ caller: "claude", role: "analyst", client: "claude-code", model: "opus", session: "s1" }, true],
    [{ tool: "query", kind: "call", database: "shop", decision: "deny" }, true],
    [{ rule: "function-list", code: "function-not-allowed", approval: "r1", correlation: "c7" }, true],
    [{ table: "public.people", column: "public.people.email", class: "email" }, true],
    [{ caller: "alice" }, false],
    [{ column: "public.people.name" }, false],
    [{ caller: "claude", tool: "describe-schema" }, false],
    [{ text: "count(*) from people" }, true],
    [{ text: "EMAIL" }, true],
    [{ text: "email , count( * )" }, true],
    [{ text: "people count" }, false],
    [{ text: "peop" }, false],
    [{ since: "2026-11-21T08:00:00Z", until: "2026-11-21T08:00:00.000002Z" }, true],
    [{ since: "2026-11-21T08:00:00.000001" }, true],
    [{ since: "2026-11-21T08:00:00.000002Z" }, false],
    [{ until: "2026-11-21T08:00:00.000001Z" }, false],
    [{ since: "2026-11-21T10:00:00+02:00" }, true],
    [{ since: "2026-11-21", until: "2026-11-22" }, true],
  ])("%j: %s", (written, expected) => {
    expect(fits(written)).toBe(expected);
  });
});

describe("readFilter()", () => {
  it.each<[WrittenFilter, RegExp]>([
    [{ decision: "alow" }, /did you mean allow/],
    [{ kind: "calls" }, /did you mean call/],
    [{ caller: "" }, /empty/],
    [{ table: "people" }, /schema\.name/],
    [{ column: "public.people" }, /schema\.table\.column/],
    [{ class: "E-Mail" }, /lower-case words/],
    [{ text: " ;- " }, /no word/],
    [{ since: "yesterday" }, /write it like/],
    [{ since: "2026-02-30" }, /write it like/],
    [{ until: "2026" }, /write it like/],
    [{ since: "2026-11-22", until: "2026-11-21" }, /ends before it begins/],
    [{ since: "2026-11-22", until: "2026-11-22" }, /ends before it begins/],
  ])("refuses %j", (written, words) => {
    expect(() => readFilter(written)).toThrow(words);
    expect(() => readFilter(written)).toThrow(expect.objectContaining({ code: "usage" }));
  });
});
