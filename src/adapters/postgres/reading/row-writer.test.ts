// What is written of bytes is what JSON.stringify makes of the values that they stand for, decoded and scanned: of every type that a server
// has, and of whatever bytes.

import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BINDING, NEVER } from "../../../../test/support/plan-binding.ts";
import { createDatabase, type TestDatabase } from "../../../../test/support/postgres.ts";
import { NOWHERE } from "../../../core/masking/place.ts";
import { scanKindOf } from "../../../core/masking/scan-kind.ts";
import { type ColumnScan, scanRows } from "../../../core/masking/scan-rows.ts";
import { Allow } from "../../../core/model/decision.ts";
import { joinJson } from "../../../core/model/json-text.ts";
import { ExecutablePlan } from "../../../core/sql/plans/executable-plan.ts";
import type { Database } from "../../../gate/ports/database.ts";
import type { RowFormat } from "../../../gate/ports/execution.ts";
import { OID, type TypesByOid } from "../catalogue/types-by-oid.ts";
import { openPostgresDatabase } from "../postgres-database.ts";
import { decoderFor } from "../values/decode-value.ts";
import { RowWriter } from "./row-writer.ts";
import { valueForm } from "./value-forms.ts";

type Cells = readonly (Buffer | null)[];

function dataRow(cells: Cells): Buffer {
  const parts = cells.flatMap((cell) => {
    const size = Buffer.alloc(4);
    size.writeInt32BE(cell?.length ?? -1);
    return cell === null ? [size] : [size, cell];
  });
  const width = Buffer.alloc(2);
  width.writeUInt16BE(cells.length);
  return Buffer.concat([width, ...parts]);
}

interface Column {
  readonly oid: number;
  readonly scan: ColumnScan | null;
}

/** By way of values. */
function byValues(rows: readonly Cells[], columns: readonly Column[], types: TypesByOid) {
  const decoders = columns.map(({ oid }) => decoderFor(oid, types));
  const values = rows.map((row) =>
    row.map((cell, place) => (cell === null ? null : (decoders[place]?.(cell.toString("utf8")) ?? null))),
  );
  const scanned = scanRows(values, { scans: columns.map(({ scan }) => scan) });
  return { json: JSON.stringify(scanned.rows), redactions: scanned.redactions };
}

function byBytes(rows: readonly Cells[], columns: readonly Column[], types: TypesByOid, largest = 1e9) {
  const forms = columns.map(({ oid, scan }) => valueForm(oid, { types, scan }));
  const writer = new RowWriter(forms, largest);
  for (const row of rows) writer.row(dataRow(row), 0);
  return { json: joinJson([writer.finish()]), redactions: writer.redactions };
}

const TYPES: TypesByOid = new Map([
  [1009, { name: "text[]", base: null, element: 25, delimiter: "," }],
  [199, { name: "json[]", base: null, element: OID.json, delimiter: "," }],
  [1007, { name: "integer[]", base: null, element: OID.int4, delimiter: "," }],
]);
const TEXT = 25;

const piece = fc.constantFrom(
  ...'abc019 .-@:"\\\n\t\b\f\r{}[],é€𝟘'.split(""),
  ..."\u0000\u0001\u001f\u007f\u2028".split(""),
  "ada@x.example",
  "4111 1111 1111 1111",
  '{"mail":"ada@x.example"}',
  "x".repeat(40),
);
const text = fc.array(piece, { maxLength: 8 }).map((parts) => Buffer.from(parts.join("")));
const bytes = fc.uint8Array({ maxLength: 12 }).map((given) => Buffer.from(given));
const number = fc.oneof(fc.double(), fc.float(), fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
const COLUMNS: readonly (readonly [Column, fc.Arbitrary<Buffer>])[] = [
  ...[
    null,
    { kind: "text", place: NOWHERE },
    { kind: "none", place: NOWHERE },
    { kind: "address", place: NOWHERE },
  ].map((scan) => [{ oid: TEXT, scan } as Column, fc.oneof(text, bytes)] as const),
  [{ oid: OID.bool, scan: null }, fc.constantFrom("t", "f").map((value) => Buffer.from(value))],
  [{ oid: OID.int4, scan: null }, fc.integer().map((value) => Buffer.from(String(value)))],
  [
    { oid: OID.int8, scan: null },
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Buffer.from(String(value))),
  ],
  [
    { oid: OID.float8, scan: null },
    fc.oneof(
      number.map((value) => Buffer.from(String(value))),
      fc
        .constantFrom("-0", "0", "-01", "1e+20", "1e-05", "NaN", "Infinity", "-Infinity")
        .map((value) => Buffer.from(value)),
    ),
  ],
  ...[null, { kind: "json", place: NOWHERE }].map(
    (scan) =>
      [
        { oid: OID.json, scan } as Column,
        fc
          .oneof(
            fc.json(),
            fc.constantFrom("null", '"ada@x.example"', "12345678901234567890", "{", '{"b":1,"1":2,"b":3}'),
          )
          .map((value) => Buffer.from(value)),
      ] as const,
  ),
  [
    { oid: 1009, scan: { kind: "text", place: NOWHERE } },
    fc.constantFrom("{}", '{a,"b \\"c",NULL}', "{ada@x.example}", "[0:1]={1,2}").map((value) => Buffer.from(value)),
  ],
  [{ oid: 1007, scan: null }, fc.constantFrom("{1,2}", "{{1,2},{3,NULL}}").map((value) => Buffer.from(value))],
  [{ oid: 199, scan: null }, fc.constantFrom('{"[1,2]",NULL}', '{{"1"}}').map((value) => Buffer.from(value))],
];

describe("RowWriter", () => {
  it.each(
    COLUMNS.map(
      ([column, cells]) => [`${column.oid}, scanned as ${column.scan?.kind ?? "nothing"}`, column, cells] as const,
    ),
  )("writes what the values come to: type %s", (_, column, cells) => {
    fc.assert(
      fc.property(fc.array(fc.option(cells), { maxLength: 5 }), (values) => {
        const rows = values.map((cell) => [cell]);
        expect(byBytes(rows, [column], TYPES)).toEqual(byValues(rows, [column], TYPES));
      }),
      { numRuns: 600 },
    );
  });

  it("ends where rows have no more room, counting what their JSON takes in a string of JSON", () => {
    const columns = [
      { oid: TEXT, scan: null },
      { oid: OID.json, scan: null },
    ];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, fc.json()), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 300 }),
        (given, largest) => {
          const rows = given.map(([cell, json]) => [cell, Buffer.from(json)]);
          const { json } = byBytes(rows, columns, TYPES, largest);
          const size = (some: readonly Cells[]) => {
            const whole = byValues(some, columns, TYPES).json.slice(0, -1);
            return Buffer.byteLength(whole) + Buffer.byteLength(JSON.stringify(whole)) - 2;
          };
          let fitting = 0;
          while (fitting < rows.length && size(rows.slice(0, fitting + 1)) <= largest) fitting++;
          expect(json).toBe(byValues(rows.slice(0, fitting), columns, TYPES).json);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("a result of every type", () => {
  let server: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    server =
      await createDatabase(`CREATE TYPE mood AS ENUM ('ok', 'not "ok"'); CREATE DOMAIN cents AS int; CREATE DOMAIN label AS text;
      CREATE TYPE pair AS (a int, b text); CREATE DOMAIN tags AS text[];`);
    database = openPostgresDatabase({ name: "types", url: server.url, maxConnections: 2, pooler: "none" });
  });
  afterAll(async () => {
    await database.close();
    await server.drop();
  });

  const VALUES = [
    "true",
    "7::int2",
    "-7",
    "2147483647",
    "9007199254740991",
    "9007199254740993",
    "-9223372036854775808",
    "26::oid",
    "1.50::numeric",
    "'NaN'::numeric",
    "0.1::float4",
    "1e20::float8",
    "'-0'::float8",
    "'Infinity'::float8",
    "1e-7::float8",
    "123456789012345678::float8",
    "'a\"b\\c'::text",
    "E'tab\\tline\\n\\x01'::text",
    "'grüße €𝟘'::text",
    "'x'::char(3)",
    "'y'::varchar(3)",
    "'n'::name",
    "'c'::\"char\"",
    "'\\x00ff'::bytea",
    "DATE '2024-02-29'",
    "'infinity'::date",
    "TIME '12:00:01.5'",
    "TIMETZ '12:00+02'",
    "TIMESTAMP '2024-01-02 03:04:05.678901'",
    "TIMESTAMPTZ '2024-01-02 03:04:05.6+00'",
    "'-infinity'::timestamptz",
    "INTERVAL '1 year 2 days 03:00:00.5'",
    "'0 s'::interval",
    "'6f1e1c3a-0000-4000-8000-000000000001'::uuid",
    '\'{"a": [1, "b\\u0040c.example", null]}\'::json',
    '\'{"b": 1.10, "a": 12345678901234567890}\'::jsonb',
    "'null'::jsonb",
    "'\"true\"'::jsonb",
    "'<a>&lt;</a>'::xml",
    "'192.168.0.1/24'::inet",
    "'10.0.0.0/8'::cidr",
    "'08:00:2b:01:02:03'::macaddr",
    "'12.34'::money",
    "B'101'",
    "'101'::varbit",
    "point(1,2)",
    "'[(0,0),(1,1)]'::lseg",
    "'(1,1),(0,0)'::box",
    "'((0,0),(1,1))'::path",
    "'<(0,0),1>'::circle",
    "int4range(1,5)",
    "'{[1,3),[5,7)}'::int4multirange",
    "tstzrange('2024-01-01Z','2024-01-02Z')",
    "to_tsvector('simple','a b')",
    "'a & b'::tsquery",
    "'ok'::public.mood",
    "'not \"ok\"'::public.mood",
    "5::public.cents",
    "'text in \"a domain\"'::public.label",
    "ROW(1,'b \"c')::public.pair",
    "'{a,NULL,\"b c\"}'::public.tags",
    "ARRAY[1,NULL,3]",
    "ARRAY[[1,2],[3,4]]",
    "'[2:3]={1,2}'::int[]",
    "ARRAY['a','b\"c\\d',NULL]",
    "ARRAY[true,false]",
    "ARRAY[1.5::float8,'NaN']",
    "ARRAY['{\"a\":1}'::jsonb]",
    "ARRAY['ok'::public.mood]",
    "'{}'::text[]",
    "ARRAY[9007199254740993]",
    "ARRAY[DATE '2024-01-01']",
    "'{(1,1),(0,0);(2,2),(0,0)}'::box[]",
    "'1/0'::pg_lsn",
    "NULL",
    "NULL::int",
    "''::text",
    "'pg_class'::regclass",
    "'mail ada@x.example, call +44 20 7946 0958'::text",
    "'[\"ada@x.example\"]'::json",
    "ARRAY['ada@x.example']",
    "'2001:db8::1'::inet",
    "'card 4111 1111 1111 1111'::public.label",
  ];

  it("is written as its values come to, and says the same when it is read", async () => {
    const { version } = await database.catalogue();
    const text = `SELECT ${VALUES.map((value, place) => `${value} AS c${place}`).join(", ")}`;
    const allow = Allow.decided("test", {
      governance: new Map(),
      limits: { rows: 10, bytes: 1_000_000, milliseconds: 20_000 },
    });
    const plan = ExecutablePlan.of({ text, parameters: [], opens: [], catalogueVersion: version }, allow);
    const driver = new pg.Client({
      connectionString: server.url,
      types: { getTypeParser: () => (value: string) => value },
    });
    await driver.connect();
    await driver.query("SET DateStyle = ISO; SET bytea_output = hex");
    const raw = await driver.query<(string | null)[]>({ text, rowMode: "array" });
    const { rows: arrays } = await driver.query<string[]>({
      text: "SELECT a.oid, e.oid, e.typdelim FROM pg_type a JOIN pg_type e ON a.typelem = e.oid WHERE a.typlen = -1 AND a.typcategory = 'A'",
      rowMode: "array",
    });
    await driver.end();
    const types: TypesByOid = new Map(
      arrays.map(([oid, element, delimiter = ","]) => [
        Number(oid),
        { name: "", base: null, element: Number(element), delimiter },
      ]),
    );
    const cells = raw.rows.map((row) => row.map((cell) => (cell === null ? null : Buffer.from(cell))));
    for (const scanned of [false, true]) {
      const scansOf: RowFormat["scansOf"] = (columns) =>
        columns.map(({ type }) => (scanned ? { kind: scanKindOf(type, "postgres"), place: NOWHERE } : null));
      const format = { scansOf, largest: 1e9 };
      const execution = await database.execute(plan, { binding: BINDING, signal: NEVER, format });
      if (execution.kind !== "rows") throw new Error(JSON.stringify(execution));
      const scans = scansOf(execution.columns);
      const columns = raw.fields.map(({ dataTypeID }, place) => ({ oid: dataTypeID, scan: scans[place] ?? null }));
      const { json, redactions } = byValues(cells, columns, types);
      expect(execution.written).toEqual({ format, json, count: 1, redactions });
      expect(execution.rows).toEqual(JSON.parse(json));
      expect(redactions.some((count) => count > 0)).toBe(scanned);
    }
  });

  it("is written as its values come to when it arrives in many pieces", async () => {
    const { version } = await database.catalogue();
    const text = "SELECT i, repeat('é\"', i % 700), i::text || '@x.example' FROM generate_series(1, 3000) AS i";
    const allow = Allow.decided("test", {
      governance: new Map(),
      limits: { rows: 2_999, bytes: 4_000_000, milliseconds: 20_000 },
    });
    const plan = ExecutablePlan.of({ text, parameters: [], opens: [], catalogueVersion: version }, allow);
    const format: RowFormat = { scansOf: () => [null, null, { kind: "text", place: NOWHERE }], largest: 1e9 };
    const execution = await database.execute(plan, { binding: BINDING, signal: NEVER, format });
    if (execution.kind !== "rows") throw new Error(JSON.stringify(execution));
    const rows = Array.from({ length: 2_999 }, (_, place) => [place + 1, 'é"'.repeat((place + 1) % 700), "[email]"]);
    expect(execution.truncated).toBe("rows");
    const written = execution.written?.json ?? "";
    if (typeof written === "string") throw new Error("a text");
    expect(written.text === JSON.stringify(rows)).toBe(true);
    expect(Buffer.from(written.bytes).equals(Buffer.from(written.text))).toBe(true);
    expect(execution.written?.redactions).toEqual([0, 0, 2_999]);
  });
});
