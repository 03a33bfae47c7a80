// A write that is taken back leaves the table byte for byte as it was: over columns of many types, and generated writes.
// GATEHOUSE_PROPERTY_RUNS=500 for the long run.

import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { resultOf } from "../support/answers.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const RUNS = Math.max(20, Math.floor(Number(process.env["GATEHOUSE_PROPERTY_RUNS"] ?? 0) / 10));

/** Columns with literals that they can hold, odd ones among them. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  "small smallint": ["0", "-32768", "7"],
  "whole bigint": ["9223372036854775807", "-1"],
  "exact numeric(20,8)": ["0.10000000", "-12345678.00000001", "'NaN'"],
  "loose numeric": ["1e-30", "123456789012345678901234567890.5"],
  "real float8": ["0.1", "1e300", "'-Infinity'", "'NaN'", "-0.0"],
  "word text": ["''", "'it''s'", "E'\\\\ \\t\\n'", "'ünï😀'"],
  "fixed char(5)": ["'ab'", "''"],
  "flag boolean": ["true", "false"],
  "day date": ["'2024-02-29'", "'infinity'", "'0044-03-15 BC'"],
  "moment timestamptz": ["'2024-01-01 00:00:00.000001+02'", "'-infinity'"],
  "span interval": ["'1 year 2 months -3 days 04:05:06.7'", "'0'"],
  "raw bytea": ["'\\x00ff'", "''"],
  "mark uuid": ["'00000000-0000-4000-8000-000000000001'"],
  "doc jsonb": [`'{"a": [1, null, "x"], "b": 1.50}'`, "'null'"],
  "text_doc json": [`'{ "a" : 1,  "a" : 2 }'`],
  "tags text[]": [`'{a,"b c",NULL,""}'`, "'{}'"],
  "net inet": ["'10.0.0.1/8'"],
  "range int4range": ["'[1,5)'", "'empty'"],
};
const NAMES = Object.keys(COLUMNS).map((column) => column.split(" ")[0] ?? "");
const CLEAR = ["id", ...NAMES, "made"].map((name) => `${name}: internal`).join(", ");
const DATA = `  public.wide: { owners: [dora, erik], columns: { ${CLEAR} } }\n`;

let shop: WritingShop;

beforeAll(async () => {
  const table = `CREATE TABLE wide (id integer PRIMARY KEY, ${Object.keys(COLUMNS).join(", ")}, made integer GENERATED ALWAYS AS (id * 2) STORED);`;
  shop = await openWritingShop("postgres", { risk: "rules: []\n", sql: table, relations: DATA });
});
afterAll(() => shop.close());

const value = (place: number): fc.Arbitrary<string> =>
  fc.constantFrom("NULL", ...(Object.values(COLUMNS)[place] ?? ["NULL"]));
const row = fc.tuple(...NAMES.map((_, place) => value(place)));
const places = fc.uniqueArray(fc.nat({ max: NAMES.length - 1 }), { minLength: 1, maxLength: 4 });
const write = fc.oneof(
  fc.record({
    kind: fc.constant("update" as const),
    places,
    values: row,
    upTo: fc.integer({ min: 0, max: 6 }),
    key: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("delete" as const), upTo: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ kind: fc.constant("insert" as const), rows: fc.array(row, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant("upsert" as const), places, rows: fc.array(row, { minLength: 1, maxLength: 4 }) }),
  fc.record({ kind: fc.constant("several" as const), places, values: row, from: fc.integer({ min: 1, max: 3 }) }),
);

function statementOf(sample: typeof write extends fc.Arbitrary<infer T> ? T : never): string {
  switch (sample.kind) {
    case "update": {
      const sets = sample.places.map((place) => `${NAMES[place] ?? ""} = ${sample.values[place] ?? "NULL"}`);
      return `UPDATE wide SET ${[...sets, ...(sample.key ? ["id = id + 100"] : [])].join(", ")} WHERE id <= ${sample.upTo}`;
    }
    case "delete":
      return `DELETE FROM wide WHERE id <= ${sample.upTo}`;
    case "upsert": {
      // some of the rows are there
      const given = sample.rows.map((cells, place) => `(${4 + place}, ${cells.join(", ")})`);
      const sets = sample.places.map((place) => `${NAMES[place] ?? ""} = excluded.${NAMES[place] ?? ""}`);
      return `INSERT INTO wide (id, ${NAMES.join(", ")}) VALUES ${given.join(", ")} ON CONFLICT (id) DO UPDATE SET ${sets.join(", ")}`;
    }
    case "several": {
      // the rows from one number on move behind the others, one is changed, and one is new
      const sets = sample.places.map((place) => `${NAMES[place] ?? ""} = ${sample.values[place] ?? "NULL"}`);
      const gone = `DELETE FROM wide WHERE id > ${sample.from} RETURNING *`;
      const changed = `UPDATE wide SET ${sets.join(", ")} WHERE id = ${sample.from} RETURNING id`;
      const names = NAMES.join(", ");
      return `WITH gone AS (${gone}), changed AS (${changed}) INSERT INTO wide (id, ${names}) SELECT id + 100, ${names} FROM gone UNION ALL SELECT 77, ${NAMES.map(() => "NULL").join(", ")}`;
    }
    case "insert":
      return `INSERT INTO wide (id, ${NAMES.join(", ")}) VALUES ${sample.rows.map((cells, place) => `(${50 + place}, ${cells.join(", ")})`).join(", ")}`;
  }
}

it("comes back as it was, whatever the write and the types", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), write, async (rows, sample) => {
      await shop.raw("DELETE FROM wide");
      for (const [place, cells] of rows.entries()) {
        await shop.raw(`INSERT INTO wide (id, ${NAMES.join(", ")}) VALUES (${place + 1}, ${cells.join(", ")})`);
      }
      const dump = () => shop.raw("SELECT t::text FROM wide AS t ORDER BY id");
      const before = await dump();
      const written = resultOf(await shop.query(statementOf(sample), { as: "dora" }));
      expect(written["status"]).toBe("executed");
      if (written["row_count"] === 0) return;
      const id = String(written["request"]);
      const reverted = resultOf(await revertWrite({ id, reason: "back", waitSeconds: 0 }, shop.contextOf("erik")));
      expect(reverted["status"]).toBe("executed");
      expect(await dump()).toEqual(before);
    }),
    { numRuns: RUNS },
  );
}, 300_000);
