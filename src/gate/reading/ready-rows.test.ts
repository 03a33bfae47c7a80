import fc from "fast-check";
import { expect, test } from "vitest";
import { NOWHERE } from "../../core/masking/place.ts";
import { readyRows } from "./ready-rows.ts";

const around = (columns: number, turns: { count: number } = { count: 0 }) => ({
  format: {
    scansOf: () => Array.from({ length: columns }, () => ({ kind: "text", place: NOWHERE }) as const),
    largest: 8_000_000,
  },
  turn: async () => {
    turns.count += 1;
  },
});

async function ready(...given: Parameters<typeof readyRows>) {
  const made = await readyRows(...given);
  return { ...made, rows: made.readRows() };
}

test("rows come back as they are, with their JSON, however many slices they make", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer(), fc.boolean(), fc.constantFrom("short", null)), { maxLength: 60 }),
      fc.integer({ min: 1, max: 700 }),
      async (some, times) => {
        const rows = Array.from({ length: times }, () => some).flat();
        const turns = { count: 0 };
        const made = await ready({ kind: "rows", columns: [], rows, truncated: "rows" }, around(3, turns));
        expect(made).toMatchObject({ rows, truncated: "rows", redactions: [0, 0, 0] });
        expect(made.json).toBe(JSON.stringify(rows));
        expect(turns.count).toBe(Math.max(0, Math.ceil(rows.length / 6_666) - 1));
      },
    ),
    { numRuns: 50 },
  );
});

test("what is found in any slice is replaced and counted", async () => {
  const rows = Array.from({ length: 25_000 }, (_, place) => [
    place % 1_000 === 0 ? "write to ada@x.example" : "nothing",
  ]);
  const made = await ready({ kind: "rows", columns: [], rows, truncated: null }, around(1));
  expect(made.redactions).toEqual([25]);
  expect(made.json).not.toContain("ada@x.example");
  expect(made.json).toBe(JSON.stringify(made.rows));
});

test("rows end where their message would be too large, and one that has no room is left out", async () => {
  const quotes = '"'.repeat(1_000_000);
  const made = await ready(
    { kind: "rows", columns: [], rows: Array.from({ length: 10 }, () => [quotes]), truncated: null },
    around(1),
  );
  expect(made).toMatchObject({ rows: [[quotes]], truncated: "bytes" });
  const none = await ready({ kind: "rows", columns: [], rows: [["x".repeat(5_000_000)]], truncated: null }, around(1));
  expect(none).toMatchObject({ rows: [], json: "[]", truncated: "bytes" });
});

test("rows that were written to another format are written anew, and those of this format leave as they are", async () => {
  const { format, turn } = around(1);
  const rows = [["write to ada@x.example"]];
  const written = { json: '[["written"]]', count: 1, redactions: [0] };
  const result = { kind: "rows", columns: [], rows, truncated: null } as const;
  for (const other of [null, { ...format }]) {
    const made = await ready({ ...result, written: { ...written, format: other } }, { format, turn });
    expect(made).toMatchObject({ json: '[["write to [email]"]]', count: 1, redactions: [1] });
  }
  const made = await ready({ ...result, written: { ...written, format } }, { format, turn });
  expect(made).toMatchObject({ json: '[["written"]]', count: 1, redactions: [0], rows });
});
